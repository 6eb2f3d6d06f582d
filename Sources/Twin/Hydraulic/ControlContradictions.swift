public import Diagnostics
public import Hydraulics

/// Controls and rules of a network's file that want two things of one link at once.
///
/// - Two of one PRIORITY (a control has that of a rule without one) whose conditions hold together for some values,
///   where one looks at nothing that the other does not look at: `OPEN IF NODE T1 BELOW 4` and
///   `CLOSED IF NODE T1 ABOVE 3`. EPANET takes whichever stands first. Conditions on different things (a tank's level, the hour) are
///   left alone: one is meant to limit the other.
/// - Rules whose premises no values satisfy, and rules that set one link twice.
///
/// Premises are read as EPANET reads them: `OR` joins the premise before it, and `AND` all of those groups. A single common value
/// (`BELOW 4` and `ABOVE 4`) is no contradiction.
public struct ControlContradictions {
  /// Every contradiction, at the later of two lines.
  public let faults: [Fault]

  /// Rules with more ways to hold than this are not looked at.
  private static let mostWays = 64

  /// Looks at a network; `file` is the one it came from.
  public init(_ network: Network, file: String?) {
    var faults: [Fault] = []
    for rule in network.rules {
      faults += Self.own(rule, in: network, file: file)
    }
    let wishes =
      network.controls.map { LinkWish(control: $0, in: network) }
      + network.rules.flatMap { LinkWish.wishes(of: $0, in: network, atMost: Self.mostWays) }
    let byLink = Dictionary(grouping: wishes) { $0.link }
    for link in byLink.keys.sorted() {
      let own = byLink[link] ?? []
      var told: Set<[Int]> = []
      for (index, first) in own.enumerated() {
        for second in own.dropFirst(index + 1) where first.line != second.line {
          let (a, b) = first.line < second.line ? (first, second) : (second, first)
          guard !told.contains([a.line, b.line]), let both = a.clash(with: b) else { continue }
          told.insert([a.line, b.line])
          faults.append(Self.fault(a, b, both.text(in: network), network, file))
        }
      }
    }
    self.faults = faults.sorted { ($0.place?.line ?? 0) < ($1.place?.line ?? 0) }
  }

  private static func fault(
    _ a: LinkWish, _ b: LinkWish, _ both: String, _ network: Network, _ file: String?
  ) -> Fault {
    let wanted = [b, a].map { $0.target.text(of: a.link, in: network) }
    let isOfLevels = a.bounds.keys.contains { if case .head = $0 { true } else { false } }
    let hint =
      switch (a.isControl && b.isControl, isOfLevels) {
      case (true, true):
        "correct a number: the level of BELOW lies under that of ABOVE, and between the two a link stays as it is"
      case (true, false): "keep one of the two"
      default: "correct a number, or give the one that is to win a larger PRIORITY"
      }
    return Fault(
      .badData,
      "\(b.name) contradicts \(a.name): while \(both) both hold, and \(network.links[a.link].id) is to be "
        + wanted.joined(separator: " and "), at: Place(file: file, line: b.line), hint: hint)
  }

  // What one rule says against itself.
  private static func own(_ rule: ControlRule, in network: Network, file: String?) -> [Fault] {
    var faults: [Fault] = []
    let name = "the network's rule \(rule.label)"
    if let ways = LinkWish.ways(rule.premises, in: network, atMost: mostWays), ways.isEmpty {
      faults.append(
        Fault(
          .badData, "\(name) can never hold: no values satisfy its premises",
          at: Place(file: file, line: rule.line), hint: "correct a sign or a number"))
    }
    for (word, actions) in [("THEN", rule.thenActions), ("ELSE", rule.elseActions)] {
      for (index, action) in actions.enumerated() {
        let own = LinkWish.Target(action, in: network)
        let other = actions.prefix(index).first {
          $0.link == action.link && LinkWish.Target($0, in: network).contradicts(own)
        }
        guard let other else { continue }
        faults.append(
          Fault(
            .badData,
            "\(name) sets \(network.links[action.link].id) to "
              + LinkWish.Target(other, in: network).text(of: action.link, in: network) + " and to "
              + own.text(of: action.link, in: network) + " after one \(word)",
            at: Place(file: file, line: rule.line),
            hint: "keep one of the two"))
      }
    }
    return faults
  }
}
