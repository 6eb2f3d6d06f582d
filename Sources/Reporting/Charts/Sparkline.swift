/// A line the size of a word that shows the course of a tag's values.
package struct Sparkline: Sendable {
  /// Identifies the picture in the page.
  package let id: String
  /// What it shows.
  package let title: String
  /// The values, evenly spaced; nil where missing.
  package let values: [Double?]

  /// Makes a sparkline.
  package init(id: String, title: String, values: [Double?]) {
    self.id = id
    self.title = title
    self.values = values
  }

  /// The picture; nothing where no value is known.
  package func node() -> Node {
    let finite = values.compactMap { $0 }.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return .none }
    let x = Scale(0...Double(max(1, values.count - 1)), to: (2, 94))
    let y = Scale(low...high, to: (18, 2))
    var stretches: [[(x: Double, y: Double)]] = [[]]
    for (index, value) in values.enumerated() {
      if let value, value.isFinite {
        stretches[stretches.count - 1].append((x: x(Double(index)), y: y(value)))
      } else if stretches.last?.isEmpty == false {
        stretches.append([])
      }
    }
    return SVG.picture(
      id: id, title: title,
      description: "From \(NumberText.significant(low)) to \(NumberText.significant(high)).",
      width: 96, height: 20, class: "spark", [SVG.path(stretches, class: "seen")])
  }
}
