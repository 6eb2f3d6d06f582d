internal import Hydraulics

/// What a control, or one way in which a rule can hold, wants of a link.
struct LinkWish {
  /// What is wanted.
  enum Target {
    case open
    case closed
    /// In the file's units for pumps, in internal ones for valves.
    case setting(Double)
  }

  var link: Int
  var target: Target
  /// What must hold, each quantity once.
  var bounds: [ComparedQuantity: QuantityBounds]
  var priority: Double
  /// As a fault calls it.
  var name: String
  /// The line of the file.
  var line: Int
  var isControl: Bool

  /// Under what both hold and want different things; nil where they never do, or where one is meant to limit the
  /// other.
  func clash(with other: LinkWish) -> Clash? {
    guard link == other.link, priority == other.priority, target.contradicts(other.target) else {
      return nil
    }
    let (own, others) = (Set(bounds.keys), Set(other.bounds.keys))
    guard own.isSubset(of: others) || others.isSubset(of: own) else { return nil }
    guard let both = Self.joined(bounds, other.bounds) else { return nil }
    return Clash(bounds: both)
  }

  /// Values for which two wishes hold.
  struct Clash {
    var bounds: [ComparedQuantity: QuantityBounds]

    /// `the level of T1 is between 3 and 4`.
    func text(in network: Network) -> String {
      let texts = bounds.map { $0.text($1, in: network) }.sorted()
      return texts.isEmpty ? "anything goes on" : texts.joined(separator: " and ")
    }
  }

  /// Both together; nil where no values satisfy them.
  static func joined(
    _ a: [ComparedQuantity: QuantityBounds], _ b: [ComparedQuantity: QuantityBounds]
  ) -> [ComparedQuantity: QuantityBounds]? {
    let both = a.merging(b) { $0.meeting($1) }
    return both.values.allSatisfy(\.isPossible) ? both : nil
  }
}

extension LinkWish {
  /// What a simple control wants.
  init(control: SimpleControl, in network: Network) {
    link = control.link
    target = Target(control)
    priority = 0
    line = control.line
    isControl = true
    let quantity: ComparedQuantity
    let when: String
    switch (control.trigger, control.node) {
    case (.lowLevel, let node?):
      quantity = .head(node)
      bounds = [quantity: .below(control.grade)]
      when = "NODE \(network.nodes[node].id) BELOW \(quantity.shown(control.grade, in: network))"
    case (.highLevel, let node?):
      quantity = .head(node)
      bounds = [quantity: .above(control.grade)]
      when = "NODE \(network.nodes[node].id) ABOVE \(quantity.shown(control.grade, in: network))"
    case (.timeOfDay, _):
      // A control by time acts at that moment alone.
      quantity = .momentOfDay
      bounds = [quantity: .equal(Double(control.time))]
      when = "CLOCKTIME \(quantity.shown(Double(control.time), in: network))"
    default:
      quantity = .moment
      bounds = [quantity: .equal(Double(control.time))]
      when = "TIME \(quantity.shown(Double(control.time), in: network))"
    }
    name =
      "the network's control on line \(line) (LINK \(network.links[link].id) \(target.text(of: link, in: network).uppercased()) IF \(when))"
  }

  /// What a rule wants, in each of the ways in which it can hold or not; none where they are too many.
  static func wishes(
    of rule: ControlRule, in network: Network, atMost most: Int
  ) -> [LinkWish] {
    let clauses = [
      (rule.thenActions, ways(rule.premises, in: network, atMost: most)),
      (rule.elseActions, otherWays(rule.premises, in: network, atMost: most)),
    ]
    return clauses.flatMap { actions, ways in
      actions.flatMap { action in
        (ways ?? []).map { bounds in
          LinkWish(
            link: action.link, target: Target(action, in: network), bounds: bounds,
            priority: rule.priority, name: "the network's rule \(rule.label) on line \(rule.line)",
            line: rule.line, isControl: false)
        }
      }
    }
  }

  /// The ways in which premises hold, none where they cannot; nil where they are too many.
  ///
  /// EPANET leaves a rule at the first AND behind something false: every group of premises that OR joins must hold.
  static func ways(
    _ premises: [ControlRule.Premise], in network: Network, atMost most: Int
  ) -> [[ComparedQuantity: QuantityBounds]]? {
    var ways: [[ComparedQuantity: QuantityBounds]] = [[:]]
    for group in groups(premises) {
      let single = group.map { ComparedQuantity.bounds($0, in: network) }
      guard ways.count * single.count <= most else { return nil }
      ways = ways.flatMap { way in single.compactMap { joined(way, $0) } }
    }
    return ways
  }

  // The ways in which they do not: all of one group is false.
  private static func otherWays(
    _ premises: [ControlRule.Premise], in network: Network, atMost most: Int
  ) -> [[ComparedQuantity: QuantityBounds]]? {
    groups(premises).compactMap { group in
      group.reduce([ComparedQuantity: QuantityBounds]?.some([:])) { way, premise in
        way.flatMap { way in
          joined(
            way, ComparedQuantity.bounds(premise, in: network).mapValues(\.opposite))
        }
      }
    }
  }

  private static func groups(_ premises: [ControlRule.Premise]) -> [[ControlRule.Premise]] {
    premises.reduce(into: []) { groups, premise in
      if premise.joint == .or, let last = groups.indices.last {
        groups[last].append(premise)
      } else {
        groups.append([premise])
      }
    }
  }
}

extension LinkWish.Target {
  /// Numbers nearer than this are one, as in EPANET's rules.
  private static let sameSetting = 1e-3

  init(_ control: SimpleControl) {
    switch control.status {
    case .closed: self = .closed
    case .active: self = .setting(control.setting)
    // A speed of 1 is what OPEN gives a pump.
    default:
      let isPlain = control.setting == Network.missing || control.setting == 1
      self = isPlain ? .open : .setting(control.setting)
    }
  }

  init(_ action: ControlRule.Action, in network: Network) {
    if action.setting == Network.missing {
      self = action.status == .closed ? .closed : .open
      return
    }
    let kind = network.links[action.link].kind
    let (setting, units) = (action.setting, network.units)
    switch kind {
    case .pressureReducing, .pressureSustaining, .pressureBreaker:
      self = .setting(setting / units.pressure)
    case .flowControl: self = .setting(setting / units.flow)
    case .pump where setting == 0: self = .closed
    default: self = .setting(setting)
    }
  }

  /// Whether a link cannot be both.
  func contradicts(_ other: Self) -> Bool {
    switch (self, other) {
    case (.closed, .closed), (.open, .open), (.open, .setting), (.setting, .open): false
    case (.setting(let a), .setting(let b)): abs(a - b) > Self.sameSetting
    case (.closed, _), (_, .closed): true
    }
  }

  /// `open`, `closed` or the setting in the file's units.
  func text(of link: Int, in network: Network) -> String {
    switch self {
    case .open: return "open"
    case .closed: return "closed"
    case .setting(let setting):
      let units = network.units
      switch network.links[link].kind {
      case .pressureReducing, .pressureSustaining, .pressureBreaker:
        return ComparedQuantity.plain(setting * units.pressure)
      case .flowControl: return ComparedQuantity.plain(setting * units.flow)
      default: return ComparedQuantity.plain(setting)
      }
    }
  }
}
