internal import Telemetry

/// The top of the page: plant, time, the one thing to know, four figures and the way to the
/// sections.
package struct PageHeader {
  let content: ReportContent

  func node() -> Node {
    let severity = content.headline.severity
    return .tag(
      "header", [:],
      [
        .tag("p", class: "eyebrow", ["Threat report · run ", .name(content.run)]),
        .tag("h1", [:], [.name(content.plant.name)]),
        .tag(
          "p", class: "muted",
          [
            .prose(
              content.plant.hasTelemetry || content.asOf.nanoseconds != 0
                ? "As of \(content.asOf.minuteText) UTC. \(age) All times are UTC."
                : "Lives are counted without a clock.")
          ]),
        .tag(
          "div", class: "headline \(severity?.rawValue ?? "calm")",
          [
            .tag(
              "p", class: "eyebrow",
              [
                .text(
                  "The one thing to know today · "
                    + (severity.map { "severity \($0.rawValue)" } ?? "all quiet"))
              ]),
            .tag("p", class: "sentence", [headline]),
          ]),
        .tag("dl", class: "figures", figures.map(figure)),
        .tag(
          "nav", ["aria-label": "Sections"],
          Self.sections.map { id, title in .tag("a", ["href": "#\(id)"], [.text(title)]) }),
      ])
  }

  private static let sections = [
    ("today", "Today"), ("trust", "Was it worth trusting?"), ("caught", "What was caught"),
    ("missed", "What would be missed"), ("anomalies", "Current anomalies"),
    ("life", "Remaining life"), ("twin", "The twin"), ("quality", "Data quality"),
    ("method", "Method"), ("provenance", "Provenance"),
  ]

  private var headline: Node {
    content.headline.text.isEmpty ? "Nothing was said about today." : .note(content.headline.text)
  }

  private var age: String {
    guard let span = content.plant.span else {
      return content.plant.hasTelemetry ? "No rows were read." : "No telemetry is watched."
    }
    return "The data end at \(span.end.minuteText)."
  }

  private struct Figure {
    let term: String
    let value: String
    let remark: String
  }

  private func figure(_ figure: Figure) -> Node {
    .tag(
      "div", [:],
      [
        .tag("dt", [:], [.text(figure.term)]),
        .tag("dd", class: "value", [.text(figure.value)]),
        .tag("dd", class: "remark", [.text(figure.remark)]),
      ])
  }

  private var figures: [Figure] {
    let open = content.alerts.map(\.alert).filter { $0.status != .closed }
    let fresh = open.filter { $0.status == .new }.count
    let plant = content.plant
    return [
      Figure(
        term: "Open alerts", value: NumberText.count(open.count),
        remark: "\(fresh) new, \(content.alerts.count - open.count) earlier ones ended"),
      caught, falseAlarms,
      Figure(
        term: "Cells present",
        value: plant.rows == 0
          ? NumberText.unknown
          : NumberText.percent(1 - plant.missingShare),
        remark: "\(NumberText.counted(plant.gaps.count, "gap")), "
          + "\(NumberText.counted(plant.quarantinedRows, "row")) quarantined"),
    ]
  }

  private var caught: Figure {
    guard let detection = content.detection, !detection.windows.isEmpty else {
      if let facts = content.simulated, facts.total > 0 {
        return Figure(
          term: "Simulated attacks only", value: "\(facts.caught) of \(facts.total)",
          remark: "caught; no real one is labelled")
      }
      return Figure(
        term: "Labelled events caught", value: NumberText.unknown, remark: "no labelled event")
    }
    let random = detection.randomCaught.map {
      "the same alarms at other times: \(NumberText.significant($0, digits: 2))"
    }
    let simulated = content.simulated.flatMap { facts in
      facts.total > 0 ? "; simulated: \(facts.caught) of \(facts.total)" : nil
    }
    return Figure(
      term: "Labelled events caught", value: "\(detection.caught) of \(detection.windows.count)",
      remark: (random ?? "chance not measured") + (simulated ?? ""))
  }

  private var falseAlarms: Figure {
    guard let promise = content.promise, let rate = promise.heldBack else {
      return Figure(
        term: "False alarms a week", value: NumberText.unknown,
        remark: "not measured on held-back time")
    }
    return Figure(
      term: "False alarms a week", value: NumberText.significant(rate.perWeek, digits: 2),
      remark: "promised \(NumberText.significant(promise.perWeek, digits: 2)): \(promise.word)")
  }
}
