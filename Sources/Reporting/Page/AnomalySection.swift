internal import Telemetry

/// The score over time, then each alert with the tags that contribute: expected against seen.
package struct AnomalySection {
  let content: ReportContent

  /// The stretch before "now" that is drawn again, larger, where the whole time is much longer.
  private static let recent = TimeSpan.hours(14 * 24)

  func node() -> Node {
    PageParts.section(
      "anomalies", "Current anomalies",
      timelines + content.alerts.enumerated().map { alert($0.element, number: $0.offset + 1) })
  }

  private var marks: [TimelineChart.Mark] {
    content.timeline.events.map { event in
      let id = content.detection?.windows.first { $0.event.range == event.range }?.id
      return TimelineChart.Mark(
        range: event.range, label: id ?? "",
        tooltip: "\(event.kind.rawValue) \(PlainText.name(event.asset)), "
          + PageParts.range(event.range))
    }
  }

  private var timelines: [Node] {
    guard let span = content.timeline.score.span else {
      return [PageParts.lead("No row was scored, so there is no timeline.")]
    }
    let events = marks
    let draw = { (title: String, range: TimeRange) in
      { (id: String, width: Double) in
        TimelineChart(
          id: id, title: title, score: content.timeline.score, events: events,
          alarms: content.timeline.alarms, range: range, width: width
        ).node()
      }
    }
    let quiet =
      content.alerts.isEmpty ? "No alert is open, and none ended. " : ""
    let figures = [
      PageParts.lead(
        .text(
          quiet
            + "A score above 1 is above the limit. Up to the limit the axis is linear, above it "
            + "each step is ten times the one before.")),
      PageParts.picture(
        "timeline",
        caption: [
          PageParts.key([
            ("score", "score ÷ limit"), ("limit", "limit"), ("alarm", "alarm"),
            ("event", "labelled event"),
          ])
        ], draw("Score over the whole time", span)),
    ]
    guard span.end - span.start > Self.recent * 2 else { return figures }
    let range = TimeRange(span.end - Self.recent, span.end)
    return figures + [
      PageParts.picture(
        "recent", caption: ["The last 14 days."], draw("Score over the last 14 days", range))
    ]
  }

  private func alert(_ item: ReportedAlert, number: Int) -> Node {
    let alert = item.alert
    let id = "alert-\(number)"
    return .tag(
      "article", ["id": id, "class": "card", "aria-labelledby": "\(id)-heading"],
      [
        .tag(
          "h3", ["id": "\(id)-heading"],
          [
            alert.asset.isEmpty ? "The whole plant" : .name(alert.asset), " ",
            PageParts.badge(alert.severity.rawValue, alert.severity.rawValue), " ",
            PageParts.badge(alert.status.rawValue, alert.status == .closed ? "calm" : "plain"),
          ]),
        PageParts.paragraph(.prose(AlertText.sentence(alert))),
        alert.nextCheck.isEmpty
          ? .none
          : .tag(
            "p", class: "check",
            [.tag("strong", [:], ["Next check to make: "]), .note(alert.nextCheck)]),
        PageParts.facts(facts(alert)),
        .tag("div", class: "columns", [parts(alert, id: id), readings(alert, id: id)]),
        curves(item, id: id),
      ])
  }

  private func facts(_ alert: Alert) -> [(String, Node)] {
    var facts: [(String, Node)] = [
      ("First seen", .text(alert.firstSeen.minuteText)),
      (
        alert.status == .closed ? "Last seen" : "Last above the limit",
        .prose(
          "\(alert.range.end.minuteText) "
            + "(\(TimeText.length(alert.range.end - alert.range.start)) in all)")
      ),
      (
        "Highest score",
        .text(alert.peak.map { "\(NumberText.significant($0)) times the limit" } ?? "not known")
      ),
    ]
    if !alert.detector.isEmpty { facts.append(("Raised by", .name(alert.detector))) }
    for (name, parts) in [("Assets", alert.assets), ("Controllers", alert.controllers)] {
      guard let parts, !parts.isEmpty else { continue }
      facts.append((name, .prose(parts.map(Self.text).joined(separator: ", "))))
    }
    facts.append(("Would look like", likely(alert)))
    facts.append(("Alert id", .tag("code", [:], [.text(PlainText.name(alert.id))])))
    return facts
  }

  private static func text(_ part: Alert.Part) -> String {
    "\(PlainText.name(part.name)) \(NumberText.percent(part.share))"
  }

  /// What it looks like of what was simulated, with shares of the votes and how often the first is right; else the
  /// technique that somebody named.
  private func likely(_ alert: Alert) -> Node {
    guard let likely = alert.likely else {
      return alert.technique == nil ? "no known technique" : PageParts.technique(alert.technique)
    }
    if likely.isEmpty { return "nothing that was simulated" }
    return .prose(
      likely.map { likely in
        let id = likely.id.map { " (\(PlainText.name($0, limit: 16)))" } ?? ""
        return
          "\(likely.harmless ? "harmless: " : "")\(PlainText.name(likely.name, limit: 60))\(id) "
          + NumberText.percent(likely.share)
      }.joined(separator: "; ")
        + " of \(TechniqueHits.electorate)"
        + (content.techniqueHits?.sentence.map { "; \($0)" } ?? ""))
  }

  private func parts(_ alert: Alert, id: String) -> Node {
    let bars = alert.tags.prefix(8).compactMap { reading in
      reading.share.map { BarChart.Bar(name: reading.tag, share: $0) }
    }
    if bars.isEmpty { return .none }
    return .tag(
      "figure", [:],
      [
        .tag("figcaption", [:], ["Part of each tag in the score"]),
        BarChart(id: "\(id)-parts", title: "Part of each tag in the score", bars: bars).node(),
      ])
  }

  private func readings(_ alert: Alert, id: String) -> Node {
    if alert.tags.isEmpty {
      return PageParts.paragraph("No single tag stands out.")
    }
    let rows = alert.tags.prefix(12).map { reading -> [Node] in
      let decimals = NumberText.decimals(for: [reading.expected, reading.seen].compactMap { $0 })
      let unit = PlainText.unit(reading.unit).map { " " + $0 } ?? ""
      let text = { (value: Double?, missing: String) in
        Node.text(value.map { NumberText.fixed($0, decimals: decimals) + unit } ?? missing)
      }
      return [
        .name(reading.tag), text(reading.expected, NumberText.unknown),
        text(reading.seen, "missing"),
      ]
    }
    return PageParts.table(
      "Expected against seen at the highest score", id: "\(id)-readings",
      columns: [
        .init(title: "Tag"), .init(title: "Expected", isNumber: true),
        .init(title: "Seen", isNumber: true),
      ], rows: rows)
  }

  private func curves(_ item: ReportedAlert, id: String) -> Node {
    let curves = item.curves.prefix(9)
    if curves.isEmpty { return .none }
    return .fragment([
      .tag(
        "p", class: "muted keys",
        [
          PageParts.key([
            ("seen", "seen"), ("expected", "expected"), ("band", "usual band"),
            ("alert-time", "time of the alert"),
          ])
        ]),
      .tag(
        "div", class: "multiples",
        curves.enumerated().map { index, curve in
          let unit = PlainText.unit(curve.unit).map { ", " + $0 } ?? ""
          return .tag(
            "figure", [:],
            [
              .tag("figcaption", [:], [.name(curve.tag), .text(unit)]),
              ExpectedSeenChart(
                id: "\(id)-curve-\(index + 1)", curves: curve, alert: item.alert.range
              ).node(),
            ])
        }),
    ])
  }
}
