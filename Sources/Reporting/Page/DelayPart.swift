internal import Evaluation
internal import Telemetry

/// How long attacks went on before the detector saw them, and before somebody was told.
struct DelayPart {
  let detection: DetectionFacts

  func node() -> Node {
    guard detection.caught > 0 else { return .none }
    var rows = [row("Until the detector's alarm", detection.delays)]
    if let operational = detection.operational {
      rows.append(row("Until somebody is told", operational.delays))
    }
    return .fragment([
      .tag("h3", [:], ["How long until somebody knows"]),
      PageParts.table(
        "Time from the beginning of an event, of those caught", id: "delay-table",
        columns: [
          .init(title: "Delay"), .init(title: "Mean", isNumber: true),
          .init(title: "Half within", isNumber: true),
          .init(title: "Nine of ten within", isNumber: true),
          .init(title: "Longest", isNumber: true), .init(title: "Events", isNumber: true),
        ], rows: rows, class: "stack"),
      .tag("p", class: "muted", [.text(explanation)]),
    ])
  }

  private var explanation: String {
    guard let schedule = detection.operational?.schedule else {
      return
        "When somebody is told is not known: 'evaluate.export-lag' and 'evaluate.schedule' say how late "
        + "exports are and how often runs start."
    }
    let late =
      schedule.exportLag > .zero
      ? "Exports are \(TimeText.length(schedule.exportLag)) late" : "Exports are in time"
    return schedule.schedule > .zero
      ? "\(late), and a run starts every \(TimeText.length(schedule.schedule)): an alarm is told by the first "
        + "run that sees its row."
      : "\(late), and rows are judged as they come."
  }

  private func row(_ name: String, _ summary: DelaySummary?) -> [Node] {
    guard let summary else {
      return [.text(name)] + Array(repeating: .text(NumberText.unknown), count: 5)
    }
    let spans = [summary.mean, summary.median, summary.p90, summary.longest]
    return [.text(name)] + spans.map { PageParts.span(TimeSpan(seconds: $0)) }
      + [.text(NumberText.count(summary.support))]
  }
}
