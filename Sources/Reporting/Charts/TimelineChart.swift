internal import Foundation
package import Telemetry

/// The score as a multiple of its limit over time, labelled events hatched, alarms as bars below.
///
/// The axis is linear up to the limit and logarithmic above it: `f(r) = r` for `r ≤ 1`, `1 + log10
/// r` above, so that quiet times and scores of many times the limit are both readable.
package struct TimelineChart: Sendable {
  /// A labelled stretch.
  package struct Mark: Sendable {
    /// When.
    package let range: TimeRange
    /// A short label above it: `A1`.
    package let label: String
    /// What a pointer resting on it shows.
    package let tooltip: String

    /// Makes a mark.
    package init(range: TimeRange, label: String, tooltip: String) {
      self.range = range
      self.label = label
      self.tooltip = tooltip
    }
  }

  /// Identifies the picture in the page.
  package let id: String
  /// What it shows.
  package let title: String
  /// The score ÷ limit.
  package let score: TimeSeries
  /// The labelled events.
  package let events: [Mark]
  /// The alarms.
  package let alarms: [TimeRange]
  /// The time shown.
  package let range: TimeRange
  /// The width; the text keeps its size, so that a narrow chart has fewer ticks.
  package let width: Double

  /// Makes a chart.
  package init(
    id: String, title: String, score: TimeSeries, events: [Mark], alarms: [TimeRange],
    range: TimeRange, width: Double
  ) {
    self.id = id
    self.title = title
    self.score = score
    self.events = events.filter { $0.range.overlaps(range) }
    self.alarms = alarms.filter { $0.overlaps(range) }
    self.range = range
    self.width = width
  }

  private static let greatest = 10_000.0

  /// The place of a score on the axis, 0 to 5.
  package static func height(of ratio: Double) -> Double {
    let ratio = min(max(ratio, 0), greatest)
    return ratio <= 1 ? ratio : 1 + log10(ratio)
  }

  /// The picture.
  package func node() -> Node {
    let left = 46.0
    let top = 34.0
    let bottom = top + (width > 600 ? 190 : 160)
    let lane = bottom + 8
    let height = lane + 12 + 36
    let time = TimeAxis(range, left: left, right: width - 8)
    let lines = Decimation(score, in: range, columns: Int(width - left - 8)).lines
    let peak = lines.joined().map(\.value).max() ?? 0
    let highest = max(2, min(Self.greatest, peak * 1.15))
    let y = Scale(0...Self.height(of: highest), to: (bottom, top))
    let limit = y(1)

    var nodes: [Node] = [SVG.hatch(id: "\(id)-hatch")]
    nodes += eventNodes(time, top: top, bottom: bottom)
    nodes += time.nodes(top: top, bottom: bottom, labels: lane + 26, spacing: 74)
    nodes.append(SVG.text("score ÷ limit", x: 2, y: 12, class: "axis"))
    for ratio in ratios(upTo: highest) {
      let y = y(Self.height(of: ratio))
      nodes.append(SVG.line(left, y, width - 8, y, class: ratio == 1 ? "limit" : "grid"))
      let label = ratio == 1 ? "limit 1" : NumberText.significant(ratio)
      nodes.append(SVG.text(label, x: left - 5, y: y + 4, anchor: .end, class: "tick"))
    }
    if lines.isEmpty {
      nodes.append(
        SVG.text(
          "no scores in this time", x: (left + width) / 2, y: (top + bottom) / 2, anchor: .middle,
          class: "axis"))
    } else {
      let points = lines.map { $0.map { (x: time.x($0.time), y: y(Self.height(of: $0.value))) } }
      nodes.append(
        .tag(
          "clipPath", ["id": "\(id)-above"],
          [
            SVG.box(from: left, to: width, y: top - 4, height: limit - top + 4, class: "")
          ]))
      // The same line twice: its stroke comes from around it, so that the part above the limit
      // differs.
      nodes.append(.tag("g", class: "score", [SVG.path(points, class: "", id: "\(id)-line")]))
      nodes.append(
        .tag(
          "use",
          ["href": "#\(id)-line", "class": "above", "clip-path": "url(#\(id)-above)"]))
    }
    nodes.append(SVG.text("alarm", x: left - 5, y: lane + 9, anchor: .end, class: "tick"))
    nodes.append(SVG.box(from: left, to: width - 8, y: lane, height: 10, class: "lane"))
    for alarm in alarms {
      nodes.append(
        SVG.box(
          from: time.x(alarm.start), to: time.x(alarm.end), y: lane, height: 10, class: "alarm",
          tooltip: "alarm \(alarm.start.minuteText) to \(alarm.end.minuteText)"))
    }
    return SVG.picture(
      id: id, title: title, description: description(peak), width: width, height: height,
      class: "chart", nodes)
  }

  private func eventNodes(_ time: TimeAxis, top: Double, bottom: Double) -> [Node] {
    var nodes: [Node] = []
    var free = -Double.infinity
    for event in events.sorted(by: { $0.range.start < $1.range.start }) {
      let start = time.x(event.range.start)
      let end = time.x(event.range.end)
      nodes.append(
        SVG.box(
          from: start, to: end, y: top, height: bottom - top, class: "event",
          tooltip: event.tooltip, fill: "url(#\(id)-hatch)"))
      let label = PlainText.name(event.label, limit: 8)
      let half = 3.6 * Double(label.count)
      let middle = min(max((start + end) / 2, time.left + half), time.right - half)
      if !event.label.isEmpty, middle - half > free {
        nodes.append(SVG.text(label, x: middle, y: top - 5, anchor: .middle, class: "mark"))
        free = middle + half + 4
      }
    }
    return nodes
  }

  private func ratios(upTo highest: Double) -> [Double] {
    let steps: [Double] = highest <= 12 ? [0, 0.5, 1, 2, 5, 10] : [0, 1, 10, 100, 1_000, 10_000]
    return steps.filter { $0 <= highest }
  }

  private func description(_ peak: Double) -> String {
    "From \(range.start.minuteText) to \(range.end.minuteText). Highest score "
      + "\(NumberText.significant(peak)) times the limit. "
      + "\(NumberText.counted(alarms.count, "alarm")), "
      + "\(NumberText.counted(events.count, "labelled event"))."
  }
}
