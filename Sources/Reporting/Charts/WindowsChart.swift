internal import Telemetry

/// A row per labelled event, all beginning at the left: the event as a hatched bar, the alarms as
/// solid bars, and how long it took until the first alarm.
package struct WindowsChart: Sendable {
  /// Identifies the picture in the page.
  package let id: String
  /// The events.
  package let windows: [JudgedWindow]
  /// The width.
  package let width: Double

  /// Makes a chart.
  package init(id: String, windows: [JudgedWindow], width: Double) {
    self.id = id
    self.windows = windows
    self.width = width
  }

  private static let units: [(name: String, seconds: Double)] = [
    ("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1),
  ]

  /// The picture.
  package func node() -> Node {
    let wide = width > 600
    let longestName = windows.map { name(of: $0).count }.max() ?? 0
    let left = wide ? 16 + 6.8 * Double(longestName) : 4
    let longestOutcome = windows.map { outcome(of: $0).count }.max() ?? 0
    let right = width - (wide ? 14 + 6.8 * Double(longestOutcome) : 4)
    let rowHeight = wide ? 26.0 : 40
    let top = 6.0
    let bottom = top + rowHeight * Double(windows.count)
    let longest = windows.map { ($0.event.range.end - $0.event.range.start).seconds }.max() ?? 0
    let unit = Self.units.first { longest >= 3 * $0.seconds } ?? Self.units[3]
    // A tenth more than the longest event, so that an alarm that lasts on is seen to do so.
    let x = Scale(0...(max(longest, 1) * 1.1 / unit.seconds), to: (left, right))

    var nodes: [Node] = [SVG.hatch(id: "\(id)-hatch")]
    let ticks = NumberTicks(in: x.domain, count: wide ? 10 : 5)
    for value in ticks.values {
      nodes.append(SVG.line(x(value), top, x(value), bottom, class: "grid"))
      nodes.append(
        SVG.text(
          ticks.label(value), x: x(value), y: bottom + 15,
          anchor: value == 0 && !wide ? .start : .middle, class: "tick"))
    }
    nodes.append(
      SVG.text(
        "\(unit.name) since the event began", x: (left + right) / 2, y: bottom + 30,
        anchor: .middle, class: "axis"))
    for (index, window) in windows.enumerated() {
      let y = top + rowHeight * Double(index)
      nodes += row(window, y: y, wide: wide, left: left, right: right) {
        x(($0 - window.event.range.start).seconds / unit.seconds)
      }
    }
    let caught = windows.filter(\.isCaught).count
    return SVG.picture(
      id: id, title: "Time to the first alarm, event by event",
      description:
        "\(caught) of \(windows.count) events had an alarm; the table below tells the same.",
      width: width, height: bottom + 36, class: "chart", nodes)
  }

  private func row(
    _ window: JudgedWindow, y: Double, wide: Bool, left: Double, right: Double,
    place: (Timestamp) -> Double
  ) -> [Node] {
    let bar = wide ? y + 5 : y + 20
    let (label, outcome) = (name(of: window), outcome(of: window))
    var nodes = [
      SVG.text(
        label, x: wide ? left - 8 : left, y: wide ? bar + 12 : y + 14, anchor: wide ? .end : .start,
        class: "row"),
      SVG.text(
        outcome, x: wide ? right + 8 : right, y: wide ? bar + 12 : y + 14,
        anchor: wide ? .start : .end, class: window.isCaught ? "row" : "row missed"),
      SVG.box(
        from: place(window.event.range.start), to: place(window.event.range.end), y: bar,
        height: 16, class: "event",
        tooltip: "\(window.event.range.start.minuteText) to \(window.event.range.end.minuteText)",
        fill: "url(#\(id)-hatch)"),
    ]
    for alarm in window.alarms where alarm.end >= window.event.range.start {
      nodes.append(
        SVG.box(
          from: place(max(alarm.start, window.event.range.start)), to: place(alarm.end), y: bar + 4,
          height: 8, class: "alarm",
          tooltip: "alarm \(alarm.start.minuteText) to \(alarm.end.minuteText)"))
    }
    return nodes
  }

  private func name(of window: JudgedWindow) -> String {
    let asset = window.event.asset.isEmpty ? window.event.kind.rawValue : window.event.asset
    return PlainText.name(window.id, limit: 8) + " " + PlainText.name(asset, limit: 13)
  }

  private func outcome(of window: JudgedWindow) -> String {
    guard let time = window.timeToDetect else { return "missed" }
    return time <= .zero ? "at once" : "after \(TimeText.length(time))"
  }
}
