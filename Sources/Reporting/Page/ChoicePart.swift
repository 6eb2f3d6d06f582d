internal import Telemetry

/// How the default was chosen: what each of its detectors is there for, and the candidates side by side.
package struct ChoicePart {
  let choice: ChoiceFacts?

  private static let limit = 40

  /// A part of the section "Method"; nothing where nothing was chosen.
  func node() -> Node {
    guard let choice, !choice.candidates.isEmpty else { return .none }
    return .fragment([
      .tag("h3", [:], ["How the default was chosen"]),
      PageParts.paragraph(.text(Self.sentence(choice))), members(choice),
      PageParts.table(
        "Candidates on simulated attacks, of each set of detectors the best", id: "choice-table",
        columns: [
          .init(title: "Detectors"), .init(title: "Scores gathered by"),
          .init(title: "Hold", isNumber: true),
          .init(title: PlainText.name(choice.scoreName, limit: 24), isNumber: true),
          .init(title: "Attacks caught", isNumber: true),
          .init(title: "Median time to detect", isNumber: true),
        ], rows: shown(choice).map(row), class: "stack"),
      PageParts.more(choice.candidates.count, than: shown(choice).count, "candidate"),
    ])
  }

  private func members(_ choice: ChoiceFacts) -> Node {
    if choice.members.isEmpty { return .none }
    return PageParts.table(
      "What each detector of the chosen set adds on simulated attacks", id: "members-table",
      columns: [
        .init(title: "Detector"), .init(title: "How it takes part"),
        .init(title: "Score lost without it", isNumber: true),
        .init(title: "Attacks caught without it", isNumber: true),
      ],
      rows: choice.members.map { member in
        [
          .name(member.name), .note(member.part), PageParts.number(member.adds, decimals: 3),
          .text(
            member.caughtWithout.map {
              choice.attacks > 0
                ? "\(NumberText.count($0)) of \(NumberText.count(choice.attacks))"
                : NumberText.count($0)
            } ?? NumberText.unknown),
        ]
      }, class: "stack")
  }

  // The chosen one is always shown, however far down it stands.
  private func shown(_ choice: ChoiceFacts) -> [ChoiceFacts.Row] {
    choice.candidates.prefix(Self.limit)
      + choice.candidates.dropFirst(Self.limit).filter(\.isChosen)
  }

  /// How many candidates there were, and by what one was taken.
  package static func sentence(_ choice: ChoiceFacts) -> String {
    var text =
      "\(NumberText.counted(choice.tried, "candidate")) "
      + "\(choice.tried == 1 ? "was" : "were") judged on "
      + (choice.attacks > 0
        ? NumberText.counted(choice.attacks, "simulated attack") : "simulated attacks")
    text += ", all at the same promise of false alarms. No real label was used."
    let rule = PlainText.note(choice.rule)
    if !rule.isEmpty { text += " Taken: \(rule)\(rule.hasSuffix(".") ? "" : ".")" }
    if !choice.candidates.contains(where: \.isChosen) {
      text += " None of them was taken."
    }
    return text
  }

  private func row(_ row: ChoiceFacts.Row) -> [Node] {
    [
      .fragment([
        row.detectors.isEmpty ? .text(NumberText.unknown) : .names(row.detectors),
        row.isChosen ? .fragment([" ", PageParts.badge("used", "low")]) : .none,
      ]),
      row.accumulator.isEmpty ? .text(NumberText.unknown) : .note(row.accumulator),
      PageParts.span(row.hold), PageParts.number(row.score, decimals: 3),
      .text(row.recall.map(NumberText.percent) ?? NumberText.unknown),
      PageParts.span(row.medianTimeToDetect),
    ]
  }
}
