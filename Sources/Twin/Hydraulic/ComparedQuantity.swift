internal import Hydraulics

/// What premises of a network's controls and rules look at; heads, levels and pressures of one node are one.
enum ComparedQuantity: Hashable {
  /// The head of a node, ft.
  case head(Int)
  /// A moment at which a control by time acts, seconds since the start or of the day.
  case moment
  case momentOfDay
  /// Seconds of the day, or since the start.
  case clock
  case time
  /// The status of a link: 0 closed, 1 open, 2 active.
  case status(Int)
  /// Anything else of a node, a link or the system, in the file's units.
  case node(Int, Int)
  case link(Int, Int)
  case system(Int)

  /// What a premise wants of what it looks at.
  static func bounds(
    _ premise: ControlRule.Premise, in network: Network
  ) -> [ComparedQuantity: QuantityBounds] {
    var value = premise.value
    let quantity: ComparedQuantity
    switch premise.object {
    case .system:
      quantity =
        premise.variable == .clockTime
        ? .clock : premise.variable == .time ? .time : .system(premise.variable.rawValue)
    case .link(let link):
      if let status = premise.status {
        let number: Double = status == .closed ? 0 : status == .open ? 1 : 2
        return [.status(link): premise.comparison == .notEqual ? .other(number) : .equal(number)]
      }
      quantity = .link(link, premise.variable.rawValue)
    case .node(let node):
      let (units, bottom) = (network.units, network.nodes[node].elevation)
      switch premise.variable {
      case .head, .grade:
        (quantity, value) = (.head(node), value / units.length)
      case .level: (quantity, value) = (.head(node), value / units.length + bottom)
      case .pressure: (quantity, value) = (.head(node), value / units.pressure + bottom)
      default: quantity = .node(node, premise.variable.rawValue)
      }
    }
    switch premise.comparison {
    case .equal: return [quantity: .equal(value)]
    case .notEqual: return [quantity: .other(value)]
    case .less, .atMost:
      var bounds = QuantityBounds.below(value)
      // EPANET takes a level for below a number that it has; a time is counted in whole seconds.
      if premise.comparison == .less, quantity.isTime { bounds.excluded = [value] }
      return [quantity: bounds]
    case .greater, .atLeast:
      var bounds = QuantityBounds.above(value)
      if premise.comparison == .greater, quantity.isTime { bounds.excluded = [value] }
      return [quantity: bounds]
    }
  }

  private var isTime: Bool { self == .clock || self == .time }

  /// `the level of T1 is between 3 and 4`.
  func text(_ bounds: QuantityBounds, in network: Network) -> String {
    let name = name(in: network)
    if case .status = self {
      let words = ["closed", "open", "active"]
      func word(_ value: Double) -> String { words[min(2, max(0, Int(value)))] }
      return bounds.isPoint
        ? "\(name) is \(word(bounds.low))"
        : "\(name) is not \(bounds.excluded.map(word).joined(separator: " or "))"
    }
    let (low, high) = (shown(bounds.low, in: network), shown(bounds.high, in: network))
    if bounds.low == bounds.high { return "\(name) is \(low)" }
    switch (bounds.low.isFinite, bounds.high.isFinite) {
    case (true, true): return "\(name) is between \(low) and \(high)"
    case (true, false): return "\(name) is above \(low)"
    case (false, true): return "\(name) is below \(high)"
    case (false, false): return "\(name) is anything"
    }
  }

  private func name(in network: Network) -> String {
    switch self {
    case .head(let node):
      "the \(isTank(node, in: network) ? "level" : "pressure") of \(network.nodes[node].id)"
    case .moment, .time: "the time"
    case .momentOfDay, .clock: "the time of day"
    case .status(let link): network.links[link].id
    case .node(let node, let variable): "\(Self.word(variable)) of \(network.nodes[node].id)"
    case .link(let link, let variable): "\(Self.word(variable)) of \(network.links[link].id)"
    case .system(let variable): "\(Self.word(variable)) of the system"
    }
  }

  /// A value in the file's units: of a tank its level, of a junction its pressure, of a time `6:30`.
  func shown(_ value: Double, in network: Network) -> String {
    switch self {
    case .head(let node):
      let above = value - network.nodes[node].elevation
      let factor =
        isTank(node, in: network) ? network.units.length : network.units.pressure
      return Self.plain(above * factor)
    case .moment, .momentOfDay, .clock, .time:
      guard value.isFinite, abs(value) < 1e15 else { return Self.plain(value) }
      let seconds = Int(value)
      let minutes = seconds / 60 % 60
      return "\(seconds / 3_600):" + (minutes < 10 ? "0" : "") + "\(minutes)"
    default: return Self.plain(value)
    }
  }

  private func isTank(_ node: Int, in network: Network) -> Bool {
    network.tank(ofNode: node) != nil
  }

  private static func word(_ variable: Int) -> String {
    ControlRule.Variable(rawValue: variable).map { "the \($0)" } ?? "a quantity"
  }

  /// Three digits behind the point: `4`, `3.5`.
  static func plain(_ value: Double) -> String {
    let rounded = (value * 1_000).rounded() / 1_000
    guard rounded.isFinite, abs(rounded) < 1e15, rounded == rounded.rounded() else {
      return "\(rounded)"
    }
    return "\(Int(rounded))"
  }
}

/// Between what a quantity must lie.
struct QuantityBounds: Equatable {
  var low = -Double.infinity
  var high = Double.infinity
  /// Values that it must not have.
  var excluded: [Double] = []
  /// Whether one value was asked for: it is enough then that it is possible.
  var isPoint = false

  static func below(_ value: Double) -> Self { QuantityBounds(high: value) }
  static func above(_ value: Double) -> Self { QuantityBounds(low: value) }
  static func equal(_ value: Double) -> Self {
    QuantityBounds(low: value, high: value, isPoint: true)
  }
  static func other(_ value: Double) -> Self { QuantityBounds(excluded: [value]) }

  /// Both together.
  func meeting(_ other: Self) -> Self {
    QuantityBounds(
      low: max(low, other.low), high: min(high, other.high), excluded: excluded + other.excluded,
      isPoint: isPoint || other.isPoint)
  }

  /// Whether some value satisfies it; the one at which two open ends meet does not count.
  var isPossible: Bool {
    if isPoint { return low == high && !excluded.contains(low) }
    return low < high
  }

  /// What holds where one comparison does not.
  var opposite: Self {
    if isPoint { return .other(low) }
    if low.isFinite { return .below(low) }
    if high.isFinite { return .above(high) }
    return excluded.first.map { .equal($0) } ?? self
  }
}
