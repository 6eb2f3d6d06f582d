/// A row per thing: a dot for its figure and a bar for the range in which the true one likely lies.
package struct DotIntervalChart: Sendable {
  /// One figure with its range.
  package struct Mark: Sendable {
    /// The lower end of the range.
    package let low: Double
    /// The figure; NaN draws no dot.
    package let value: Double
    /// The upper end of the range.
    package let high: Double
    /// Its class in the style sheet, a literal of this program; `second` is drawn as a diamond.
    package let kind: String
    /// Whether the upper end is not known: drawn as an arrow.
    package let isOpen: Bool
    /// What a pointer resting on it shows.
    package let tooltip: String

    /// Makes a mark.
    package init(
      low: Double, value: Double, high: Double, kind: String, isOpen: Bool = false,
      tooltip: String = ""
    ) {
      self.low = low
      self.value = value
      self.high = high
      self.kind = kind
      self.isOpen = isOpen
      self.tooltip = tooltip
    }
  }

  /// One row.
  package struct Row: Sendable {
    /// The name before it.
    package let name: String
    /// The marks, from top to bottom.
    package let marks: [Mark]
    /// The words behind it.
    package let note: String

    /// Makes a row.
    package init(name: String, marks: [Mark], note: String) {
      self.name = name
      self.marks = marks
      self.note = note
    }
  }

  /// How the axis writes its numbers.
  package enum Labels: Sendable {
    /// As they are.
    case number
    /// As percent of 1.
    case percent
  }

  /// Identifies the picture in the page.
  package let id: String
  /// What it shows.
  package let title: String
  /// What it shows, in a sentence.
  package let description: String
  /// The rows from top to bottom.
  package let rows: [Row]
  /// The ends of the axis.
  package let domain: ClosedRange<Double>
  /// What the axis counts.
  package let axis: String
  /// How the axis writes its numbers.
  package let labels: Labels
  /// A dotted line across all rows; nil for none.
  package let limit: Double?
  /// The width.
  package let width: Double

  /// Makes a chart.
  package init(
    id: String, title: String, description: String, rows: [Row], domain: ClosedRange<Double>,
    axis: String, labels: Labels = .number, limit: Double? = nil, width: Double
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.rows = rows
    self.domain = domain
    self.axis = axis
    self.labels = labels
    self.limit = limit
    self.width = width
  }

  /// The picture.
  package func node() -> Node {
    let wide = width > 600
    let names = rows.map { PlainText.name($0.name, limit: 30) }
    let notes = rows.map { PlainText.name($0.note, limit: 40) }
    let longestName = names.map(\.count).max() ?? 0
    let longestNote = notes.map(\.count).max() ?? 0
    let left = wide ? 20 + 6.8 * Double(longestName) : 10
    let right = width - (wide ? 20 + 6.6 * Double(longestNote) : 18)
    let height = wide ? 26.0 : 42
    let (top, bottom) = (6.0, 6 + height * Double(rows.count))
    let x = Scale(domain, to: (left, right))

    var nodes: [Node] = []
    let ticks = NumberTicks(in: domain, count: wide ? 10 : 5)
    for value in ticks.values {
      nodes.append(SVG.line(x(value), top, x(value), bottom, class: "grid"))
      let label =
        labels == .percent
        ? NumberText.fixed(value * 100, decimals: 0) + "%" : ticks.label(value)
      nodes.append(SVG.text(label, x: x(value), y: bottom + 15, anchor: .middle, class: "tick"))
    }
    if let limit, domain.contains(limit) {
      nodes.append(SVG.line(x(limit), top, x(limit), bottom, class: "limit"))
    }
    nodes.append(
      SVG.text(axis, x: (left + right) / 2, y: bottom + 31, anchor: .middle, class: "axis"))
    for (index, row) in rows.enumerated() {
      let y = top + height * Double(index)
      let line = wide ? y + 17 : y + 14
      nodes.append(
        SVG.text(
          names[index], x: wide ? left - 10 : 2, y: line, anchor: wide ? .end : .start,
          class: "row"))
      nodes.append(
        SVG.text(
          notes[index], x: wide ? right + 12 : width - 2, y: line, anchor: wide ? .start : .end,
          class: "row"))
      let middle = wide ? y + 13 : y + 29
      for (place, mark) in row.marks.enumerated() {
        let shift = row.marks.count > 1 ? (Double(place) - 0.5) * 9 : 0
        nodes += draw(mark, x: x, y: middle + shift)
      }
    }
    return SVG.picture(
      id: id, title: title, description: description, width: width, height: bottom + 38,
      class: "chart", nodes)
  }

  private func draw(_ mark: Mark, x: Scale, y: Double) -> [Node] {
    guard mark.low.isFinite else { return [] }
    let (low, value) = (x(mark.low), x(mark.value))
    let high = mark.isOpen || !mark.high.isFinite ? x(domain.upperBound) : x(mark.high)
    var nodes = [
      SVG.line(low, y, high, y, class: "reach \(mark.kind)"),
      SVG.line(low, y - 4, low, y + 4, class: "reach \(mark.kind)"),
    ]
    if mark.isOpen || !mark.high.isFinite {
      nodes.append(
        SVG.path([[(high - 5, y - 4), (high, y), (high - 5, y + 4)]], class: "reach \(mark.kind)"))
    } else {
      nodes.append(SVG.line(high, y - 4, high, y + 4, class: "reach \(mark.kind)"))
    }
    guard mark.value.isFinite else { return nodes }
    if mark.kind == "second" {
      nodes.append(
        SVG.area(
          [(value, y - 5.5), (value + 5.5, y), (value, y + 5.5), (value - 5.5, y)],
          class: "dot second"))
    } else {
      nodes.append(
        SVG.dot(value, y, radius: 4.5, class: "dot \(mark.kind)", tooltip: mark.tooltip))
    }
    return nodes
  }
}
