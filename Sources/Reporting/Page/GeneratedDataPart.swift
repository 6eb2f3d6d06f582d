/// How good the simulated traces are as data: what reads back, what is plausible, labelled rightly and unlike.
package struct GeneratedDataPart {
  let facts: GeneratedDataFacts?

  /// A part of the section on the twin; nothing where nothing was simulated.
  func node() -> Node {
    guard let facts, facts.traces > 0 else { return .none }
    return .fragment([
      .tag("h3", [:], ["How good the simulated data are"]),
      PageParts.paragraph(
        "Counted over every trace of this run; how near untouched runs come to real days stands above."
      ),
      PageParts.table(
        "Quality of the simulated traces", id: "generated-table",
        columns: [
          .init(title: "What"), .init(title: "Figure", isNumber: true),
          .init(title: "Perfect", isNumber: true),
        ], rows: Self.rows(facts).map { [.text($0.what), .text($0.figure), .text($0.perfect)] },
        class: "stack"),
    ])
  }

  /// The figures in words, each with what it is where nothing is wrong.
  package static func rows(
    _ facts: GeneratedDataFacts
  ) -> [(what: String, figure: String, perfect: String)] {
    func part(_ count: Int, of all: Int) -> String {
      "\(NumberText.count(count)) of \(NumberText.count(all))"
    }
    var rows = [
      (
        "Parsability: files that give back what was written",
        part(facts.readBack, of: facts.traces), "all"
      ),
      (
        "Plausibility: stored values that are neither numbers nor missing",
        NumberText.count(facts.brokenValues), "0"
      ),
    ]
    if let share = facts.usualShare {
      rows.append(
        (
          "Plausibility: true values of untouched time within the usual range",
          NumberText.percent(share), "99.8 % and more"
        ))
    }
    if let share = facts.closedShare {
      rows.append(
        (
          "Plausibility: rows of balances that close under attack as they do without",
          NumberText.percent(share), "all but overflows and pumps that ran for a part of a row"
        ))
    }
    rows.append(
      (
        "Labels: traces in which something differs before the first labelled row",
        part(facts.leaking, of: facts.traces), "none"
      ))
    guard facts.attacks > 0 else { return rows }
    rows += [
      (
        "Labels: attacks of which the historian shows nothing at all",
        part(facts.withoutEffect, of: facts.attacks), "none"
      ),
      (
        "Diversity: different pairs of a kind of attack and a tag",
        NumberText.count(facts.pairs), "many"
      ),
      (
        "Diversity: attacks whose effect repeats an earlier one within 1 % of a span",
        part(facts.repeated, of: facts.attacks), "none"
      ),
    ]
    if let evenness = facts.evenness {
      rows.append(
        (
          "Diversity: evenness of the targets (entropy in parts of the greatest)",
          NumberText.fixed(evenness, decimals: 2), "1"
        ))
    }
    return rows
  }
}
