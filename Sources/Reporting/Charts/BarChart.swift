/// Shares as horizontal bars with their names and numbers.
package struct BarChart: Sendable {
  /// One bar.
  package struct Bar: Sendable {
    /// The name before it.
    package let name: String
    /// The share, 0 to 1.
    package let share: Double

    /// Makes a bar.
    package init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// Identifies the picture in the page.
  package let id: String
  /// What it shows.
  package let title: String
  /// The bars from top to bottom.
  package let bars: [Bar]

  /// Makes a chart.
  package init(id: String, title: String, bars: [Bar]) {
    self.id = id
    self.title = title
    self.bars = bars
  }

  /// The picture.
  package func node() -> Node {
    let width = 340.0
    let greatest = bars.map(\.share).filter(\.isFinite).max() ?? 0
    let x = Scale(0...max(greatest, 0.01), to: (0, 170))
    var nodes: [Node] = []
    for (index, bar) in bars.enumerated() {
      let y = 22 * Double(index)
      let share = bar.share.isFinite ? max(0, bar.share) : 0
      nodes.append(
        SVG.text(
          PlainText.name(bar.name, limit: 15), x: 112, y: y + 15, anchor: .end, class: "row"))
      nodes.append(
        SVG.box(from: 120, to: 120 + x(share), y: y + 4, height: 14, class: "part", least: 1))
      nodes.append(
        SVG.text(NumberText.percent(bar.share), x: 126 + x(share), y: y + 15, class: "row"))
    }
    let words = bars.map { "\(PlainText.name($0.name)) \(NumberText.percent($0.share))" }
    return SVG.picture(
      id: id, title: title, description: words.joined(separator: ", ") + ".", width: width,
      height: 22 * Double(max(1, bars.count)) + 2, class: "chart small", nodes)
  }
}
