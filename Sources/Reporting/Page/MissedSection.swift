internal import Telemetry

/// Which attacks nobody would notice, what they would do, and why they pass.
package struct MissedSection {
  let content: ReportContent

  private static let examples = 6

  func node() -> Node {
    PageParts.section("missed", "What would be missed, and why", parts)
  }

  private var parts: [Node] {
    guard let facts = content.simulated, facts.total > 0 else {
      return [
        PageParts.lead(
          "No attack was simulated in this run, so nobody knows what would be missed.")
      ]
    }
    let kinds = MissedKind.all(facts)
    if kinds.isEmpty {
      return [
        PageParts.lead(
          .text(
            "Every one of the \(NumberText.counted(facts.total, "simulated attack")) was caught. "
              + "That does not mean that every attack would be."))
      ]
    }
    return [
      PageParts.lead(.text(lead(facts, kinds))), table(kinds), reasons(facts.missReasons),
      examples(facts.missed),
    ]
  }

  private func lead(_ facts: SimulatedFacts, _ kinds: [MissedKind]) -> String {
    let missed = facts.total &- facts.caught
    var text =
      "\(NumberText.count(missed)) of \(NumberText.counted(facts.total, "simulated attack")) "
      + "raised no alarm. Most missed: \(kinds[0].sentence)"
    let real = (content.detection?.windows ?? []).filter {
      !$0.isCaught && $0.event.kind == .attack
    }
    .map { PlainText.name($0.id) }
    if !real.isEmpty { text += " Real attacks that were missed: \(PageParts.enumeration(real))." }
    return text
  }

  private func table(_ kinds: [MissedKind]) -> Node {
    let limit = 12
    return .fragment([
      PageParts.table(
        "Kinds of attack with the most misses", id: "missed-table",
        columns: [
          .init(title: "What is done"), .init(title: "Missed", isNumber: true),
          .init(title: "Simulated", isNumber: true), .init(title: "Share missed", isNumber: true),
        ],
        rows: kinds.prefix(limit).map { kind in
          [
            .name(kind.name), .text(NumberText.count(kind.missed)),
            .text(NumberText.count(kind.total)),
            .text(NumberText.percent(Double(kind.missed) / Double(max(1, kind.total)))),
          ]
        }, class: "stack"),
      PageParts.more(kinds.count, than: limit, "kind"),
    ])
  }

  private func reasons(_ reasons: [SimulatedFacts.MissReason]) -> Node {
    if reasons.isEmpty { return .none }
    return PageParts.table(
      "Why they were missed", id: "reasons-table",
      columns: [.init(title: "Reason"), .init(title: "Attacks", isNumber: true)],
      rows: reasons.prefix(12).map { [.note($0.text), .text(NumberText.count($0.count))] })
  }

  private func examples(_ missed: [MissedAttack]) -> Node {
    if missed.isEmpty { return .none }
    let shown = missed.prefix(Self.examples)
    return .fragment(
      [
        .tag("h3", [:], ["Examples, the most harmful first"]),
        shown.contains { !$0.curves.isEmpty }
          ? .tag(
            "p", class: "muted keys",
            [
              PageParts.key([
                ("truth", "true value"), ("expected", "what the controller was told"),
                ("stored", "what the historian stored"), ("alert-time", "time of the attack"),
              ])
            ]) : .none,
      ] + shown.enumerated().map { example($0.element, number: $0.offset + 1) })
  }

  private func example(_ attack: MissedAttack, number: Int) -> Node {
    let id = "missed-\(number)"
    return .tag(
      "article", ["id": id, "class": "card", "aria-labelledby": "\(id)-heading"],
      [
        .tag(
          "h3", ["id": "\(id)-heading"],
          [
            "Attack ", .name(attack.id),
            attack.size.map { .fragment([" ", PageParts.badge($0.rawValue, "plain")]) } ?? .none,
          ]),
        PageParts.paragraph(.note(attack.what)),
        attack.reason.isEmpty
          ? .none
          : .tag(
            "p", class: "check",
            [.tag("strong", [:], ["Why it was missed: "]), .note(attack.reason)]),
        PageParts.facts(facts(attack)), curves(attack, id: id),
      ])
  }

  private func facts(_ attack: MissedAttack) -> [(String, Node)] {
    var facts: [(String, Node)] = []
    if !attack.place.isEmpty {
      facts.append(("Where", .names(Array(attack.place.prefix(6)))))
    }
    if !attack.amount.isEmpty { facts.append(("How much", .note(attack.amount))) }
    facts += [
      (
        "When",
        .prose(
          "\(attack.range.start.minuteText), "
            + "for \(TimeText.length(attack.range.end - attack.range.start))")
      ),
      ("What it did to the plant", .text(Self.consequence(attack.consequence))),
      ("Highest score", .text(Self.peak(attack.peak))),
    ]
    if attack.technique != nil {
      facts.append(("Technique", PageParts.technique(attack.technique)))
    }
    return facts
  }

  /// What an attack did, in words: `L_T4 up to 1.2 m away from its course, 14 h beyond its usual range`.
  package static func consequence(_ consequence: MissedAttack.Consequence?) -> String {
    guard let consequence else { return "nothing that was measured" }
    let unit = PlainText.unit(consequence.unit).map { " " + $0 } ?? ""
    let size = NumberText.significant(consequence.deviation.magnitude, digits: 2)
    var text =
      consequence.deviation == 0
      ? "\(PlainText.name(consequence.tag)) stayed on its course"
      : "\(PlainText.name(consequence.tag)) up to \(size)\(unit) "
        + "away from its course"
    if let beyond = consequence.beyondUsual {
      text +=
        beyond > .zero
        ? ", \(TimeText.length(beyond)) beyond its usual range" : ", never beyond its usual range"
    }
    return text
  }

  /// The highest score beside the limit: `0.7 of the limit`.
  package static func peak(_ peak: Double?) -> String {
    guard let peak, peak.isFinite else { return "not known" }
    let text = NumberText.significant(peak, digits: 2)
    return peak < 1 ? "\(text) of the limit" : "\(text) times the limit"
  }

  private func curves(_ attack: MissedAttack, id: String) -> Node {
    let curves = attack.curves.prefix(3)
    if curves.isEmpty { return .none }
    return .tag(
      "div", class: "multiples",
      curves.enumerated().map { index, curve in
        let unit = PlainText.unit(curve.unit).map { ", " + $0 } ?? ""
        return .tag(
          "figure", [:],
          [
            .tag("figcaption", [:], [.name(curve.tag), .text(unit)]),
            ValuesChart(
              id: "\(id)-curve-\(index + 1)",
              title: "\(PlainText.name(curve.tag)): true, told and stored",
              curves: [
                .init(name: "Stored by the historian", kind: "stored", series: curve.historian),
                .init(name: "Told to the controller", kind: "expected", series: curve.controller),
                .init(name: "True", kind: "truth", series: curve.truth),
              ], shaded: (attack.range, "attack"), coarseness: 2
            ).node(),
          ])
      })
  }
}
