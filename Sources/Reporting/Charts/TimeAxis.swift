package import Telemetry

/// A horizontal axis of time with its ticks.
package struct TimeAxis: Sendable {
  /// The time shown.
  package let range: TimeRange
  /// The positions of both ends.
  package let left: Double
  package let right: Double
  private let scale: Scale

  /// Makes an axis.
  package init(_ range: TimeRange, left: Double, right: Double) {
    self.range = range
    self.left = left
    self.right = right
    let length = Double(range.end.nanoseconds) - Double(range.start.nanoseconds)
    scale = Scale(0...max(0, length), to: (left, right))
  }

  /// The position of a moment, held inside the axis.
  package func x(_ time: Timestamp) -> Double {
    scale(Double(time.nanoseconds) - Double(range.start.nanoseconds))
  }

  /// Grid lines from `top` to `bottom`, and labels below in two lines; labels stand at least
  /// `spacing` apart.
  package func nodes(top: Double, bottom: Double, labels: Double, spacing: Double) -> [Node] {
    let ticks = TimeTicks(in: range, count: max(1, Int((right - left) / spacing))).ticks
    var nodes: [Node] = []
    var free = -Double.infinity
    for tick in ticks {
      let x = x(tick.time)
      nodes.append(SVG.line(x, top, x, bottom, class: "grid"))
      // Labels are centred on their tick, but for those that would leave the picture.
      let half = 3.4 * Double(max(tick.label.count, tick.context?.count ?? 0)) + 1
      let anchor: SVG.Anchor =
        x - half < left - 8 ? .start : x + half > right + 8 ? .end : .middle
      let start = anchor == .start ? x : anchor == .end ? x - 2 * half : x - half
      guard start >= free else { continue }
      free = start + 2 * half + 6
      nodes.append(SVG.text(tick.label, x: x, y: labels, anchor: anchor, class: "tick"))
      if let context = tick.context, !context.isEmpty {
        nodes.append(SVG.text(context, x: x, y: labels + 13, anchor: anchor, class: "tick context"))
      }
    }
    return nodes
  }
}
