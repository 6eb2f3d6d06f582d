/// Figures of the detector in use, with the range in which they likely lie, beside random scores.
struct FiguresPart {
  let figures: [MetricFigure]

  func node() -> Node {
    let trusted = figures.filter { $0.objection == nil }
    guard !trusted.isEmpty else { return .none }
    return .fragment([
      .tag("h3", [:], ["The detector in use, beside chance"]),
      PageParts.table(
        "Likely range (95%): by drawing the events anew; of shares of events Wilson's",
        id: "figures-table",
        columns: [
          .init(title: "Figure"), .init(title: "Value", isNumber: true),
          .init(title: "Likely range", isNumber: true),
          .init(title: "Random scores", isNumber: true),
        ], rows: trusted.map(row), class: "stack"),
      .fragment(figures.compactMap(invalid)),
    ])
  }

  private func row(_ figure: MetricFigure) -> [Node] {
    let range =
      figure.low.flatMap { low in
        figure.high.map { high in
          "\(NumberText.fixed(low, decimals: 2)) to \(NumberText.fixed(high, decimals: 2))"
        }
      } ?? NumberText.unknown
    return [
      .text(figure.name),
      figure.value == nil
        ? .note(figure.reason ?? "not measured") : PageParts.number(figure.value, decimals: 3),
      .text(range), PageParts.number(figure.random, decimals: 3),
    ]
  }

  // Never without its control, and never in the table.
  private func invalid(_ figure: MetricFigure) -> Node? {
    guard let objection = figure.objection, let value = figure.value, let random = figure.random
    else { return nil }
    return .tag(
      "p", class: "muted",
      [
        PageParts.badge("invalid", "plain"),
        .text(
          " \(figure.name) \(NumberText.fixed(value, decimals: 3)), random scores "
            + "\(NumberText.fixed(random, decimals: 3)). \(objection)."),
      ])
  }
}
