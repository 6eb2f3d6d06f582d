internal import Hydraulics

/// A link that a pair of simple controls opens at one level of a tank and closes at another, both measured.
struct LevelSwitch: Sendable, Equatable {
  /// The tag of the link's status.
  var status: Int
  /// The tag of the tank's level.
  var level: Int
  /// The control that opens the link, by its place in the network.
  var opening: Int
  /// The control that closes it.
  var closing: Int
  /// Whether it opens above a level and closes below another.
  var isInverse: Bool
}

extension LevelSwitch {
  /// The pairs of a twin's network, in the order of their tags.
  ///
  /// Left out are links that anything else switches: a rule, a control by time, a third level, a program.
  static func all(of twin: HydraulicTwin) -> [LevelSwitch] {
    let network = twin.network
    let ruled = Set(
      network.rules.flatMap { $0.thenActions + $0.elseActions }.map(\.link))
    let programmed = Set(
      twin.controllers.flatMap { $0.program?.drives ?? [] }.map { twin.points[$0].element })
    return twin.points.indices.compactMap { status -> LevelSwitch? in
      let point = twin.points[status]
      guard point.quantity == .status, !ruled.contains(point.element),
        !programmed.contains(point.element)
      else { return nil }
      let own = network.controls.indices.filter { network.controls[$0].link == point.element }
      let opening = own.filter { network.controls[$0].status != .closed }
      let closing = own.filter { network.controls[$0].status == .closed }
      guard opening.count == 1, closing.count == 1 else { return nil }
      let (open, close) = (network.controls[opening[0]], network.controls[closing[0]])
      let isFilling = open.trigger == .lowLevel && close.trigger == .highLevel
      let isEmptying = open.trigger == .highLevel && close.trigger == .lowLevel
      guard isFilling || isEmptying, let node = open.node, node == close.node,
        let level = twin.points.firstIndex(where: { twin.isStock($0) && $0.element == node })
      else { return nil }
      return LevelSwitch(
        status: status, level: level, opening: opening[0], closing: closing[0],
        isInverse: isEmptying)
    }
  }
}
