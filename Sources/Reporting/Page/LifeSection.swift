internal import Evaluation
internal import Telemetry

/// How long machines will last, machine by machine, and how far to trust that.
package struct LifeSection {
  let content: ReportContent

  func node() -> Node { PageParts.section("life", "Remaining life of machines", parts) }

  private var lives: [RemainingLife] { RemainingLife.inOrder(content.remainingLife) }

  private var parts: [Node] {
    let lives = lives
    let lead: String
    if lives.isEmpty {
      lead = "No machine has a forecast in this run."
    } else {
      let soon = lives.count(where: \.needsActionSoon)
      lead =
        "\(NumberText.counted(lives.count, "machine")) \(lives.count == 1 ? "has" : "have") a "
        + "forecast; \(soon == 0 ? "none" : NumberText.count(soon)) "
        + "\(soon == 1 ? "needs" : "need") action soon."
    }
    return [PageParts.lead(.text(lead)), chart(lives), table(lives), honesty]
  }

  private func chart(_ all: [RemainingLife]) -> Node {
    let limit = 40
    // One axis has one unit: machines with another clock stand in the table only.
    guard let clock = all.first?.clock else { return .none }
    let lives = all.filter { $0.clock == clock && $0.median.isFinite }.prefix(limit)
    let ends = lives.flatMap { life in
      [life.early, life.median, min(life.late, life.cap ?? .infinity)].filter(\.isFinite)
    }
    // Room for the arrow of what has no upper end.
    guard let last = ends.max() else { return .none }
    let bounds = Set(lives.map(\.actWithin))
    let rows = lives.map { life in
      DotIntervalChart.Row(
        name: life.asset,
        marks: [
          .init(
            low: max(0, life.early),
            // No dot where the middle itself lies beyond what the model can tell.
            value: LifeText.isOpen(life.median, life) ? .nan : max(0, life.median),
            high: life.late, kind: life.needsActionSoon ? "soon" : "first",
            isOpen: LifeText.isOpen(life.late, life), tooltip: LifeText.sentence(life))
        ], note: "\(LifeText.amount(life.median, of: life)) (\(LifeText.range(life)))")
    }
    return .fragment([
      PageParts.picture(
        "lives",
        caption: [
          PageParts.key(
            [("first dotted", "as likely to fail before as after, with its range")]
              + (lives.contains(where: \.needsActionSoon)
                ? [("soon dotted", "needs action soon")] : [])
              + (bounds.count == 1
                ? [("limit", "action is due when the range begins before this line")] : [])),
          " The range is made to hold 9 times in 10. An arrow: the end is not known.",
        ]
      ) { id, width in
        DotIntervalChart(
          id: id, title: "Remaining life, machine by machine",
          description: "The table below tells the same.", rows: rows,
          domain: 0...max(1, last * 1.04), axis: "\(clock.rawValue) left",
          limit: bounds.count == 1 ? bounds.first : nil, width: width
        ).node()
      },
      PageParts.more(all.count, than: lives.count, "machine"),
    ])
  }

  private func table(_ lives: [RemainingLife]) -> Node {
    if lives.isEmpty { return .none }
    let limit = 200
    return .fragment([
      PageParts.table(
        "Forecasts, the shortest first; the range is made to hold 9 times in 10", id: "life-table",
        columns: [
          .init(title: "Machine"), .init(title: "Likely left", isNumber: true),
          .init(title: "Range", isNumber: true), .init(title: "Age", isNumber: true),
          .init(title: "Moved most"), .init(title: "What to do"),
        ],
        rows: lives.prefix(limit).map { life in
          [
            .fragment([
              .name(life.asset),
              life.needsActionSoon
                ? .fragment([" ", PageParts.badge("soon", life.severity?.rawValue ?? "plain")])
                : .none,
            ]),
            .text(LifeText.amount(life.median, of: life)), .text(LifeText.range(life)),
            .text(life.age.map { LifeText.amount($0, life.clock) } ?? NumberText.unknown),
            life.likelyCause.map { .name($0) } ?? .text(NumberText.unknown),
            life.advice.isEmpty ? .text(NumberText.unknown) : .note(life.advice),
          ]
        }, class: lives.count > 25 ? "stack tall" : "stack"),
      PageParts.more(lives.count, than: limit, "machine"),
    ])
  }

  private var honesty: Node {
    guard let model = content.lifeModel else {
      return content.remainingLife.isEmpty
        ? .none : PageParts.paragraph("How good these forecasts are was not measured.")
    }
    return .fragment([
      .tag("h3", [:], ["How far to trust these forecasts"]),
      PageParts.paragraph(.text(Self.judgement(model))),
      PageParts.facts(facts(model)),
      model.remarks.isEmpty ? .none : PageParts.list(model.remarks.prefix(20).map { .note($0) }),
    ])
  }

  /// How good the forecasts are, in sentences.
  package static func judgement(_ model: LifeModelFacts) -> String {
    guard model.judged > 0 else {
      return "No machine was held out of the fit, so nobody knows how good the forecasts are."
    }
    var sentences: [String] = []
    var judged =
      "Judged on \(NumberText.counted(model.judged, "machine")) that the model had not seen"
    if let mae = model.mae {
      judged += ": the middle is off by \(LifeText.amount(mae, model.clock)) on average"
    }
    sentences.append(judged + ".")
    let promised = NumberText.percent(model.promisedCoverage)
    let interval = WilsonInterval(model.covered, of: model.judged)
    sentences.append(
      "The range is promised to hold for \(promised) of the machines. It held for "
        + "\(NumberText.count(model.covered)) of \(NumberText.count(model.judged)); "
        + "the true share is likely \(interval.text).")
    sentences.append(
      interval.contains(model.promisedCoverage)
        ? "That agrees with the promise."
        : interval.high < model.promisedCoverage
          ? "That is less than promised: the ranges are too narrow."
          : "That is more than promised: the ranges are wider than they need to be.")
    return sentences.joined(separator: " ")
  }

  private func facts(_ model: LifeModelFacts) -> [(String, Node)] {
    var facts: [(String, Node)] = []
    if !model.method.isEmpty { facts.append(("Model", .note(model.method))) }
    if model.units > 0 {
      let running = model.censored > 0 ? ", \(NumberText.count(model.censored)) not yet failed" : ""
      facts.append(("Learned from", .text(NumberText.counted(model.units, "machine") + running)))
    }
    let amount = { (value: Double) in Node.text(LifeText.amount(value, model.clock)) }
    if let rmse = model.rmse { facts.append(("Error (RMSE)", amount(rmse))) }
    if let mae = model.mae { facts.append(("Mean error (MAE)", amount(mae))) }
    if model.judged > 0 {
      facts.append(
        (
          "Range holds, promised / achieved",
          .text(
            "\(NumberText.percent(model.promisedCoverage)) / "
              + NumberText.percent(Double(model.covered) / Double(model.judged)))
        ))
    }
    if let width = model.width { facts.append(("Mean width of the range", amount(width))) }
    if let cap = model.cap { facts.append(("Tells at most", amount(cap))) }
    return facts
  }
}
