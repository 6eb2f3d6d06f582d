internal import Evaluation
internal import Telemetry

/// What was caught and how fast, detector by detector and beside the random control.
package struct DetectionSection {
  let content: ReportContent

  func node() -> Node {
    PageParts.section(
      "caught", "What was caught",
      [labelled, delays, detectors, figures, SideBySide(content: content).node()])
  }

  private var labelled: Node {
    guard let detection = content.detection, !detection.windows.isEmpty else {
      if let simulated = content.simulated, simulated.total > 0 {
        return PageParts.lead(
          .text(
            "Simulated attacks only: \(simulated.caught) of \(simulated.total) were caught. "
              + (simulated.choseDetectors ? "\(SideBySide.optimism) " : "") + "No labelled attack "
              + "or fault is known for this plant, so nobody knows what would be caught of real ones. Add "
              + "known events to events.csv."))
      }
      return PageParts.lead(
        .text(
          "No labelled attack or fault is known for this plant, so nothing can be said about what "
            + "would be caught. Add known events to events.csv."))
    }
    let windows = detection.windows
    return .fragment([
      PageParts.lead(.prose(sentence(detection))),
      PageParts.picture(
        "windows",
        caption: [
          PageParts.key([("event", "labelled event"), ("alarm", "alarm")]),
          " Every row begins when its event began; an alarm that was on already says nothing new and does not count.",
        ]
      ) { id, width in WindowsChart(id: id, windows: windows, width: width).node() },
      PageParts.table(
        "Labelled events and their alarms", id: "windows-table",
        columns: [
          .init(title: "Event"), .init(title: "Asset"), .init(title: "When"),
          .init(title: "What happened"), .init(title: "Technique"), .init(title: "First alarm"),
          .init(title: "Tags that stood out"),
        ], rows: windows.map(row), class: "stack"),
    ])
  }

  private func sentence(_ detection: DetectionFacts) -> String {
    let count = detection.windows.count
    var text =
      "\(detection.caught) of \(count) labelled \(count == 1 ? "event was" : "events were") caught "
      + "(\(PlainText.note(detection.data)))"
    if let median = detection.medianTimeToDetect {
      text +=
        detection.caught == 1
        ? ", after \(TimeText.length(median))"
        : median > .zero
          ? ", half of them within \(TimeText.length(median))" : ", half of them at once"
      if let told = detection.operational?.delays?.median {
        text += " (told within \(TimeText.length(TimeSpan(seconds: told))))"
      }
    }
    text += "."
    if let random = detection.randomCaught {
      let caught = NumberText.significant(random, digits: 2)
      text += " The same alarms at other times catch \(caught) of \(count) on average."
      if Double(detection.caught) <= random { text += " That is no better than chance." }
    } else {
      text += " What the same alarms would catch at other times was not measured."
    }
    let covered = detection.windows.filter(\.isCovered).map { PlainText.name($0.id) }
    if !covered.isEmpty {
      text += " Only under an alarm that had begun before: \(PageParts.enumeration(covered))."
    }
    let missed = detection.windows.filter { !$0.isCaught }.map { PlainText.name($0.id) }
    if !missed.isEmpty { text += " Missed: \(PageParts.enumeration(missed))." }
    return text
  }

  private func row(_ window: JudgedWindow) -> [Node] {
    let length = TimeText.length(window.event.range.end - window.event.range.start)
    let outcome: Node
    if let time = window.timeToDetect {
      outcome = .text(time <= .zero ? "at once" : "after \(TimeText.length(time))")
    } else {
      outcome = PageParts.badge("missed", "high")
    }
    return [
      .name(window.id),
      window.event.asset.isEmpty ? "whole plant" : .name(window.event.asset),
      .prose("\(window.event.range.start.minuteText), \(length)"),
      .fragment([
        .text(window.event.kind.rawValue), window.event.note.isEmpty ? .none : ": ",
        .note(window.event.note),
      ]),
      PageParts.technique(window.technique), outcome,
      window.tags.isEmpty ? .text(NumberText.unknown) : .names(window.tags),
    ]
  }

  private var delays: Node { content.detection.map { DelayPart(detection: $0).node() } ?? .none }

  private var figures: Node {
    content.detection.map { FiguresPart(figures: $0.figures).node() } ?? .none
  }

  private var detectors: Node {
    guard let detection = content.detection, !detection.detectors.isEmpty else { return .none }
    let rows = detection.detectors.map { row -> [Node] in
      [
        .fragment([
          .name(row.name),
          row.isChosen
            ? .fragment([" ", PageParts.badge("used", "low")])
            : row.isControl ? .fragment([" ", PageParts.badge("control", "plain")]) : .none,
        ]),
        PageParts.number(row.score, decimals: 3),
        .text(row.eventRecall.map(NumberText.percent) ?? NumberText.unknown),
        PageParts.number(row.vusPR, decimals: 3), PageParts.number(row.aucPR, decimals: 3),
        PageParts.span(row.medianTimeToDetect), PageParts.number(row.promisedPerWeek),
        PageParts.number(row.achievedPerWeek),
      ]
    }
    return .fragment([
      .tag("h3", [:], ["Detectors side by side"]),
      PageParts.table(
        "Higher is better for the first four figures, lower for time and false alarms",
        id: "detectors-table",
        columns: [
          .init(title: "Detector"),
          .init(title: PlainText.name(detection.scoreName, limit: 24), isNumber: true),
          .init(title: "Events caught", isNumber: true), .init(title: "VUS-PR", isNumber: true),
          .init(title: "AUC-PR", isNumber: true),
          .init(title: "Median time to detect", isNumber: true),
          .init(title: "False alarms a week, promised", isNumber: true),
          .init(title: "achieved on held-back time", isNumber: true),
        ], rows: rows, class: "pinned"),
    ])
  }
}
