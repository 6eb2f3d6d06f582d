package import Telemetry

/// A tag's seen values against the expected ones with their usual band; small, made to stand beside
/// others.
package struct ExpectedSeenChart: Sendable {
  /// Identifies the picture in the page.
  package let id: String
  /// The curves.
  package let curves: TagCurves
  /// The stretch to shade: the alert.
  package let alert: TimeRange
  /// The width.
  package let width = 340.0

  /// Makes a chart.
  package init(id: String, curves: TagCurves, alert: TimeRange) {
    self.id = id
    self.curves = curves
    self.alert = alert
  }

  /// The picture.
  package func node() -> Node {
    let left = 46.0
    let top = 10.0
    let bottom = 140.0
    let spans = [curves.seen.span, curves.expected.span].compactMap { $0 }
    let range = TimeRange(
      spans.map(\.start).min() ?? alert.start, spans.map(\.end).max() ?? alert.end)
    let time = TimeAxis(range, left: left, right: width - 8)
    let columns = Int(width - left - 8)
    let seen = Decimation(curves.seen, in: range, columns: columns).lines
    let expected = Decimation(curves.expected, in: range, columns: columns).lines
    let band = curves.tolerance.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 0
    let values =
      seen.joined().map(\.value) + expected.joined().flatMap { [$0.value - band, $0.value + band] }

    var nodes: [Node] = []
    if alert.overlaps(range) {
      let (start, end) = (max(alert.start, range.start), min(alert.end, range.end))
      nodes.append(
        SVG.box(
          from: time.x(start), to: time.x(end), y: top, height: bottom - top, class: "alert-time",
          tooltip: "alert"))
    }
    nodes += time.nodes(top: top, bottom: bottom, labels: bottom + 15, spacing: 70)
    if let low = values.min(), let high = values.max() {
      // A flat line still needs an axis with a length.
      let margin = high > low ? (high - low) * 0.06 : max(high.magnitude * 0.1, 0.5)
      let y = Scale((low - margin)...(high + margin), to: (bottom, top))
      let ticks = NumberTicks(in: y.domain, count: 4)
      for value in ticks.values {
        nodes.append(SVG.line(left, y(value), width - 8, y(value), class: "grid"))
        nodes.append(
          SVG.text(ticks.label(value), x: left - 5, y: y(value) + 4, anchor: .end, class: "tick"))
      }
      let place = { (point: Decimation.Point) in (x: time.x(point.time), y: y(point.value)) }
      if band > 0 {
        for line in expected where line.count > 1 {
          let upper = line.map { (x: time.x($0.time), y: y($0.value + band)) }
          let lower = line.reversed().map { (x: time.x($0.time), y: y($0.value - band)) }
          nodes.append(SVG.area(upper + lower, class: "band"))
        }
      }
      nodes.append(SVG.path(expected.map { $0.map(place) }, class: "expected"))
      nodes.append(SVG.path(seen.map { $0.map(place) }, class: "seen"))
    } else {
      nodes.append(
        SVG.text(
          "no values in this time", x: (left + width) / 2, y: (top + bottom) / 2, anchor: .middle,
          class: "axis"))
    }
    let name = PlainText.name(curves.tag)
    return SVG.picture(
      id: id, title: "\(name): expected against seen",
      description: "From \(range.start.minuteText) to \(range.end.minuteText). "
        + Self.extent("Seen", curves.seen) + Self.extent("Expected", curves.expected),
      width: width, height: bottom + 34, class: "chart small", nodes)
  }

  private static func extent(_ what: String, _ series: TimeSeries) -> String {
    let finite = series.values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "\(what): no values. " }
    let ends = [low, high].map { NumberText.significant($0) }
    return "\(what): from \(ends[0]) to \(ends[1]). "
  }
}
