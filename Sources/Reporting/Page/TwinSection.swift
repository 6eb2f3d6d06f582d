internal import Telemetry

/// How near the twin comes to the plant on time that it has not seen, and what it does not know.
package struct TwinSection {
  let content: ReportContent

  func node() -> Node { PageParts.section("twin", "How near is the twin?", parts) }

  private var parts: [Node] {
    guard let facts = content.fidelity else {
      guard let sentences = content.simulated?.fidelity, !sentences.isEmpty else {
        return [PageParts.lead("No twin was made in this run.")]
      }
      return [
        PageParts.lead("On time that it has not seen:"), notes(sentences),
        GeneratedDataPart(facts: content.simulated?.quality).node(),
      ]
    }
    let lead = Self.lead(facts)
    return [
      lead.isEmpty
        ? PageParts.lead("How near this twin is was not measured.") : PageParts.lead(.prose(lead)),
      facts.sentences.isEmpty ? .none : notes(facts.sentences),
      figures(facts.figures), curves(facts.curves), tags(facts.tags), rules(facts.rules),
      unknowns(facts.unknowns), GeneratedDataPart(facts: content.simulated?.quality).node(),
    ]
  }

  private func notes(_ sentences: [String]) -> Node {
    PageParts.list(sentences.prefix(20).map { .note($0) })
  }

  /// The mean errors over all tags, in sentences; empty where nothing was measured.
  package static func lead(_ facts: FidelityFacts) -> String {
    let open = means(facts.tags.map(\.openLoop))
    let closed = means(facts.tags.map(\.closedLoop))
    var sentences: [String] = []
    if let first = open.first {
      let rest = open.dropFirst().map { "\(share($0.share)) after \(TimeText.length($0.after))" }
      sentences.append(
        "Left to itself with the real actuators for \(TimeText.length(first.after)), the twin is off "
          + "by \(share(first.share)) of a tag's usual spread"
          + (rest.isEmpty ? "" : ", " + PageParts.enumeration(rest)) + ".")
    }
    if !closed.isEmpty {
      let parts = closed.map { "\(share($0.share)) after \(TimeText.length($0.after))" }
      sentences.append(
        "When it switches its actuators by its own rules: \(PageParts.enumeration(parts)).")
    }
    if sentences.isEmpty { return "" }
    sentences.append("1 is as bad as always saying the mean.")
    var measured = "Measured on \(facts.judged == nil ? "unseen time" : "time it has not seen")"
    if let judged = facts.judged {
      measured += ", \(judged.start.minuteText) to \(judged.end.minuteText)"
    }
    if let starts = facts.starts { measured += ", from \(NumberText.counted(starts, "start"))" }
    let count = facts.tags.count { !($0.openLoop + $0.closedLoop).isEmpty }
    sentences.append("\(measured); mean over \(NumberText.counted(count, "tag")).")
    return sentences.joined(separator: " ")
  }

  // The mean share over tags for each horizon at which every measured tag has one.
  private static func means(
    _ drifts: [[TagFidelity.Drift]]
  ) -> [(after: TimeSpan, share: Double)] {
    horizons(drifts).compactMap { after in
      let shares = drifts.compactMap { $0.first { $0.after == after }?.share }.filter(\.isFinite)
      return shares.isEmpty ? nil : (after, shares.reduce(0, +) / Double(shares.count))
    }
  }

  private static func horizons(_ drifts: [[TagFidelity.Drift]]) -> [TimeSpan] {
    Set(drifts.joined().map(\.after)).sorted()
  }

  private static func share(_ value: Double) -> String {
    NumberText.fixed(value, decimals: value < 0.1 ? 3 : 2)
  }

  private func curves(_ curves: [TagCurves]) -> Node {
    let curves = curves.prefix(9)
    if curves.isEmpty { return .none }
    return .fragment([
      .tag("h3", [:], ["Real against simulated, on unseen days"]),
      .tag(
        "p", class: "muted keys",
        [PageParts.key([("seen", "real"), ("expected", "twin, left to itself")])]),
      .tag(
        "div", class: "multiples",
        curves.enumerated().map { index, curve in
          let unit = PlainText.unit(curve.unit).map { ", " + $0 } ?? ""
          return .tag(
            "figure", [:],
            [
              .tag("figcaption", [:], [.name(curve.tag), .text(unit)]),
              ExpectedSeenChart(
                id: "twin-curve-\(index + 1)", curves: curve, names: ("Real", "Simulated")
              ).node(),
            ])
        }),
    ])
  }

  private func figures(_ figures: [FidelityFigure]) -> Node {
    if figures.isEmpty { return .none }
    return PageParts.table(
      "How near the twin comes on unseen time, mean over the plant", id: "figures-table",
      columns: [
        .init(title: "What"), .init(title: "Figure", isNumber: true),
        .init(title: "Perfect", isNumber: true),
      ],
      rows: figures.map { figure in
        let unit = PlainText.unit(figure.unit).map { " " + $0 } ?? ""
        let value = figure.figure.flatMap { $0.isFinite ? $0 : nil }
          .map { NumberText.significant($0, digits: 3) + unit }
        return [
          .text(figure.what),
          value.map { .text($0) }
            ?? .note("undefined, because \(figure.reason ?? "it was not measured")"),
          .text(NumberText.significant(figure.perfect, digits: 2) + unit),
        ]
      }, class: "stack")
  }

  private func tags(_ tags: [TagFidelity]) -> Node {
    if tags.isEmpty { return .none }
    let limit = 200
    let open = Self.horizons(tags.map(\.openLoop))
    let closed = Self.horizons(tags.map(\.closedLoop))
    let columns: [PageParts.Column] =
      [.init(title: "Tag"), .init(title: "One step: R²", isNumber: true)]
      + open.map { .init(title: "After \(TimeText.length($0))", isNumber: true) }
      + closed.map { .init(title: "Own rules, after \(TimeText.length($0))", isNumber: true) }
    let rows = tags.prefix(limit).map { tag -> [Node] in
      [.name(tag.tag), PageParts.number(tag.oneStepR2, decimals: 3)]
        + open.map { after in Self.cell(tag.openLoop.first { $0.after == after }, tag) }
        + closed.map { after in Self.cell(tag.closedLoop.first { $0.after == after }, tag) }
    }
    return .fragment([
      PageParts.table(
        "Error on unseen time, in the tag's unit; in brackets as a share of its usual spread (NRMSE)",
        id: "fidelity-table", columns: columns, rows: rows,
        class: tags.count > 12 ? "pinned tall" : "pinned"),
      PageParts.more(tags.count, than: limit, "tag"),
    ])
  }

  private static func cell(_ drift: TagFidelity.Drift?, _ tag: TagFidelity) -> Node {
    let unit = PlainText.unit(tag.unit).map { " " + $0 } ?? ""
    let error = drift?.error.flatMap { $0.isFinite ? $0 : nil }
      .map { NumberText.significant($0, digits: 2) + unit }
    let share = drift?.share.flatMap { $0.isFinite ? $0 : nil }.map(share)
    return switch (error, share) {
    case (let error?, let share?): .text("\(error) (\(share))")
    case (let error?, nil): .text(error)
    case (nil, let share?): .text("(\(share))")
    case (nil, nil): .text(NumberText.unknown)
    }
  }

  private func rules(_ rules: [ActuatorRule]) -> Node {
    if rules.isEmpty { return .none }
    let limit = 100
    // What was read off a record says how many switches it rests on, or how often it was right.
    let isLearned = rules.contains { $0.switches != nil || $0.agreement != nil }
    let pair = { (real: Double?, simulated: Double?, text: (Double) -> String) -> Node in
      real == nil && simulated == nil
        ? .text(NumberText.unknown)
        : .text(
          "\(real.map(text) ?? NumberText.unknown) / "
            + "\(simulated.map(text) ?? NumberText.unknown)")
    }
    return .fragment([
      .tag("h3", [:], ["How the twin switches its actuators"]),
      PageParts.table(
        isLearned
          ? "Rules learned from telemetry; compare them with those in the controllers"
          : "Rules that stand in the plant's network; compare them with those in the controllers",
        id: "rules-table",
        columns: [
          .init(title: "Actuator"), .init(title: "Rule"), .init(title: "Thresholds known to"),
          .init(title: "Agrees with the real one", isNumber: true),
          .init(title: "Switches seen", isNumber: true),
          .init(title: "Time on: real / twin", isNumber: true),
          .init(title: "Switches a day: real / twin", isNumber: true),
        ],
        rows: rules.prefix(limit).map { rule in
          [
            .name(rule.actuator), rule.rule.isEmpty ? "no rule found" : .note(rule.rule),
            rule.uncertainty.map { .note($0) } ?? .text(NumberText.unknown),
            .text(rule.agreement.map(NumberText.percent) ?? NumberText.unknown),
            .text(rule.switches.map(NumberText.count) ?? NumberText.unknown),
            pair(rule.real.duty, rule.simulated.duty, NumberText.percent),
            pair(rule.real.switchesPerDay, rule.simulated.switchesPerDay) {
              NumberText.significant($0, digits: 2)
            },
          ]
        }, class: "stack"),
      PageParts.more(rules.count, than: limit, "rule"),
    ])
  }

  private func unknowns(_ unknowns: [String]) -> Node {
    if unknowns.isEmpty { return .none }
    return .fragment([
      .tag("h3", [:], ["What the twin does not know"]), notes(unknowns),
      PageParts.more(unknowns.count, than: 20, "note"),
    ])
  }
}
