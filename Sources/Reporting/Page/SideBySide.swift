internal import Evaluation
internal import Telemetry

/// Simulated attacks beside real ones, technique by technique, and harmless look-alikes.
package struct SideBySide {
  let content: ReportContent

  /// The part of the section "What was caught"; nothing where nothing was simulated.
  func node() -> Node {
    guard let facts = content.simulated, !(facts.attacks + facts.lookAlikes).isEmpty else {
      return PageParts.paragraph("No attack was simulated in this run.")
    }
    let windows = (content.detection?.windows ?? []).filter { $0.event.kind == .attack }
    let results = TechniqueResult.all(facts, real: windows)
    return .fragment([
      .tag("h3", [:], ["Simulated against real, side by side"]),
      PageParts.paragraph(.text(Self.sentence(facts, real: windows))),
      chart(results), table(results), lookAlikes(facts.lookAlikes),
    ])
  }

  /// What was caught of all, in sentences.
  package static func sentence(_ facts: SimulatedFacts, real windows: [JudgedWindow]) -> String {
    var sentences: [String] = []
    if facts.total > 0 {
      let real = TechniqueResult.Tally(windows)
      sentences.append(
        "\(NumberText.count(facts.caught)) of "
          + "\(NumberText.counted(facts.total, "simulated attack")) caught"
          + (real.total > 0
            ? "; \(real.text) real \(real.total == 1 ? "one" : "ones")." : "."))
      sentences.append(
        "The true share on the twin is likely "
          + "\(WilsonInterval(facts.caught, of: facts.total).text).")
      if facts.choseDetectors { sentences.append(Self.optimism) }
      if windows.isEmpty {
        sentences.append("No real attack is labelled, so there is none to compare with.")
      }
      if let random = facts.randomCaught {
        sentences.append(
          "Alarms at random moments, as many as promised, would catch "
            + "\(NumberText.significant(random, digits: 2)) of \(NumberText.count(facts.total)).")
        if Double(facts.caught) <= random { sentences.append("That is no better than chance.") }
      }
      let missed = MissedKind.all(facts)
      if let worst = missed.first { sentences.append("Most missed: \(worst.sentence)") }
    }
    let harmless = facts.lookAlikes.reduce(0) { $0 &+ $1.total }
    if harmless > 0 {
      sentences.append(
        "\(NumberText.count(facts.lookAlikes.reduce(0) { $0 &+ $1.caught })) of "
          + "\(NumberText.counted(harmless, "harmless look-alike")) raised an alarm.")
    }
    return sentences.joined(separator: " ")
  }

  /// That the same attacks chose the detectors.
  package static let optimism =
    "The same attacks chose the detectors and their settings, so the share is a little too good."

  private func chart(_ results: [TechniqueResult]) -> Node {
    let shown = results.filter { $0.simulated.total > 0 }.prefix(30)
    if shown.isEmpty { return .none }
    let rows = shown.map { result in
      DotIntervalChart.Row(
        name: result.name,
        marks: [mark(result.simulated, "first")]
          + (result.real.total > 0 ? [mark(result.real, "second")] : []),
        note: result.simulated.text
          + (result.real.total > 0 ? ", real \(result.real.text)" : ""))
    }
    let hasReal = shown.contains { $0.real.total > 0 }
    return PageParts.picture(
      "techniques",
      caption: [
        PageParts.key(
          [("first dotted", "simulated")] + (hasReal ? [("second dotted", "real")] : [])),
        " The bar is the range in which the true share likely lies (95%). Few attacks, wide bar.",
      ]
    ) { id, width in
      DotIntervalChart(
        id: id, title: "Share of attacks caught, technique by technique",
        description: "The table below tells the same.", rows: rows, domain: 0...1,
        axis: "share caught", labels: .percent, width: width
      ).node()
    }
  }

  private func mark(_ tally: TechniqueResult.Tally, _ kind: String) -> DotIntervalChart.Mark {
    let interval = WilsonInterval(tally.caught, of: tally.total)
    return DotIntervalChart.Mark(
      low: interval.low, value: Double(tally.caught) / Double(max(1, tally.total)),
      high: interval.high, kind: kind, tooltip: "\(tally.text) caught")
  }

  private func table(_ results: [TechniqueResult]) -> Node {
    if results.isEmpty { return .none }
    let sizes = SimulatedFacts.Size.allCases.filter { size in
      results.contains { $0.sizes[size] != nil }
    }
    let limit = 60
    let rows = results.prefix(limit).map { result -> [Node] in
      [
        result.technique == nil
          ? .name(result.name) : PageParts.technique(result.technique),
        result.kinds.isEmpty ? "not simulated" : .note(result.kinds.joined(separator: "; ")),
      ] + sizes.map { Self.cell(result.sizes[$0]) } + [
        Self.cell(result.simulated, timed: true), Self.cell(result.real, timed: true),
      ]
    }
    let columns: [PageParts.Column] =
      [.init(title: "Technique"), .init(title: "What is done")]
      + sizes.map { .init(title: Self.title($0), isNumber: true) }
      + [
        .init(title: sizes.isEmpty ? "Simulated, caught" : "All sizes", isNumber: true),
        .init(title: "Real", isNumber: true),
      ]
    return .fragment([
      PageParts.table(
        "Attacks caught, technique by technique; below it the likely true share (95%) and the "
          + "median time to detect",
        id: "simulated-table", columns: columns, rows: rows, class: "stack"),
      PageParts.more(results.count, than: limit, "technique"),
    ])
  }

  private static func title(_ size: SimulatedFacts.Size) -> String {
    switch size {
    case .small: "Small"
    case .medium: "Medium"
    case .large: "Large"
    }
  }

  // The count, below it the likely range and, on demand, how fast.
  private static func cell(_ tally: TechniqueResult.Tally?, timed: Bool = false) -> Node {
    guard let tally, tally.total > 0 else { return .text(NumberText.unknown) }
    let range = WilsonInterval(tally.caught, of: tally.total).text
    let median = timed ? tally.median.map { "half " + Self.within($0) } : nil
    return .fragment(
      [.text(tally.text)]
        + ([range] + (median.map { [$0] } ?? [])).map {
          .fragment([" ", .tag("span", class: "under", [.text($0)])])
        })
  }

  private static func within(_ span: TimeSpan) -> String {
    span > .zero ? "within \(TimeText.length(span))" : "at once"
  }

  private func lookAlikes(_ rows: [SimulatedFacts.Row]) -> Node {
    if rows.isEmpty { return .none }
    return PageParts.table(
      "Harmless look-alikes: an alarm here is a false one", id: "look-alikes-table",
      columns: [
        .init(title: "What happened"), .init(title: "With alarm", isNumber: true),
        .init(title: "Simulated", isNumber: true),
        .init(title: "Likely true share (95%)", isNumber: true),
      ],
      rows: rows.prefix(60).map { row in
        [
          .name(row.name), .text(NumberText.count(row.caught)), .text(NumberText.count(row.total)),
          .text(
            row.total > 0 ? WilsonInterval(row.caught, of: row.total).text : NumberText.unknown),
        ]
      }, class: "stack")
  }
}

/// A kind of simulated attack and how many of it were missed, over all sizes.
package struct MissedKind: Sendable {
  /// What was done, in words.
  package let name: String
  /// How many were missed.
  package let missed: Int
  /// How many were simulated.
  package let total: Int

  /// The kind in words, like `slow ramp on a level (12 of 40)`.
  package var sentence: String {
    "\(PlainText.name(name)) (\(NumberText.count(missed)) of \(NumberText.count(total)))."
  }

  /// The kinds with misses, the most missed first; the order of the rows settles equals.
  package static func all(_ facts: SimulatedFacts) -> [MissedKind] {
    var order: [String] = []
    var sums: [String: (missed: Int, total: Int)] = [:]
    for row in facts.attacks {
      if sums[row.name] == nil { order.append(row.name) }
      let sum = sums[row.name] ?? (0, 0)
      sums[row.name] = (sum.missed &+ (row.total &- row.caught), sum.total &+ row.total)
    }
    return order.enumerated().compactMap { index, name in
      sums[name].map { (index, MissedKind(name: name, missed: $0.missed, total: $0.total)) }
    }.filter { $0.1.missed > 0 }
      .sorted { ($1.1.missed, $0.0) < ($0.1.missed, $1.0) }.map(\.1)
  }
}
