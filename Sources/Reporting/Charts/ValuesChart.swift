package import Telemetry

/// Values of one quantity over time, several curves on the same axes; small, made to stand beside
/// others.
package struct ValuesChart: Sendable {
  /// One curve.
  package struct Curve: Sendable {
    /// What it is, for the description: `Seen`.
    package let name: String
    /// Its class in the style sheet: a literal of this program.
    package let kind: String
    /// The values.
    package let series: TimeSeries
    /// Half the height of a band around it; nil for none.
    package let band: Double?

    /// Makes a curve.
    package init(name: String, kind: String, series: TimeSeries, band: Double? = nil) {
      self.name = name
      self.kind = kind
      self.series = series
      self.band = band.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }
  }

  /// Identifies the picture in the page.
  package let id: String
  /// What it shows.
  package let title: String
  /// The curves, the topmost first.
  package let curves: [Curve]
  /// The stretch to shade and what it is; nil for none.
  package let shaded: (range: TimeRange, name: String)?
  /// Pixels to a column of thinned points: 1 keeps every peak apart, 2 halves the file.
  package let coarseness: Int
  /// The width.
  package let width = 340.0

  /// Makes a chart.
  package init(
    id: String, title: String, curves: [Curve], shaded: (range: TimeRange, name: String)? = nil,
    coarseness: Int = 1
  ) {
    self.id = id
    self.title = title
    self.curves = curves
    self.shaded = shaded
    self.coarseness = max(1, coarseness)
  }

  private static let left = 46.0
  private static let top = 10.0
  private static let bottom = 140.0

  /// The picture.
  package func node() -> Node {
    let (left, top, bottom) = (Self.left, Self.top, Self.bottom)
    let spans = curves.compactMap(\.series.span)
    let start = spans.map(\.start).min() ?? shaded?.range.start ?? Timestamp(nanoseconds: 0)
    let end = spans.map(\.end).max() ?? shaded?.range.end ?? start
    let range = TimeRange(start, max(start, end))
    let time = TimeAxis(range, left: left, right: width - 8)
    let columns = Int(width - left - 8) / coarseness
    let lines = curves.map { Decimation($0.series, in: range, columns: columns).lines }

    var nodes: [Node] = []
    if let shaded, shaded.range.overlaps(range) {
      let (start, end) = (max(shaded.range.start, start), min(shaded.range.end, range.end))
      nodes.append(
        SVG.box(
          from: time.x(start), to: time.x(end), y: top, height: bottom - top, class: "alert-time",
          tooltip: shaded.name))
    }
    nodes += time.nodes(top: top, bottom: bottom, labels: bottom + 15, spacing: 70)
    let values = zip(curves, lines).flatMap { curve, lines in
      lines.joined().flatMap { point in
        curve.band.map { [point.value - $0, point.value + $0] } ?? [point.value]
      }
    }
    if let low = values.min(), let high = values.max() {
      nodes += drawing(lines, low: low, high: high, time: time)
    } else {
      nodes.append(
        SVG.text(
          "no values in this time", x: (left + width) / 2, y: (top + bottom) / 2, anchor: .middle,
          class: "axis"))
    }
    return SVG.picture(
      id: id, title: title,
      description: "From \(range.start.minuteText) to \(range.end.minuteText). "
        + curves.map(Self.extent).joined(),
      width: width, height: bottom + 34, class: "chart small", nodes)
  }

  private func drawing(
    _ lines: [[[Decimation.Point]]], low: Double, high: Double, time: TimeAxis
  ) -> [Node] {
    // A flat line still needs an axis with a length.
    let margin = high > low ? (high - low) * 0.06 : max(high.magnitude * 0.1, 0.5)
    let y = Scale((low - margin)...(high + margin), to: (Self.bottom, Self.top))
    var nodes: [Node] = []
    let ticks = NumberTicks(in: y.domain, count: 4)
    for value in ticks.values {
      nodes.append(SVG.line(Self.left, y(value), width - 8, y(value), class: "grid"))
      nodes.append(
        SVG.text(
          ticks.label(value), x: Self.left - 5, y: y(value) + 4, anchor: .end, class: "tick"))
    }
    for (curve, lines) in zip(curves, lines) {
      guard let band = curve.band else { continue }
      for line in lines where line.count > 1 {
        let upper = line.map { (x: time.x($0.time), y: y($0.value + band)) }
        let lower = line.reversed().map { (x: time.x($0.time), y: y($0.value - band)) }
        nodes.append(SVG.area(upper + lower, class: "band"))
      }
    }
    // The topmost is drawn last.
    for (curve, lines) in zip(curves, lines).reversed() {
      let points = lines.map { $0.map { (x: time.x($0.time), y: y($0.value)) } }
      nodes.append(SVG.path(points, class: curve.kind))
    }
    return nodes
  }

  private static func extent(_ curve: Curve) -> String {
    let finite = curve.series.values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return "\(curve.name): no values. "
    }
    let ends = [low, high].map { NumberText.significant($0) }
    return "\(curve.name): from \(ends[0]) to \(ends[1]). "
  }
}
