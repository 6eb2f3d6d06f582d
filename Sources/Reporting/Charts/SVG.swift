/// The few SVG shapes that the charts are drawn with.
///
/// Lengths are in user units, one CSS pixel at full size.
package enum SVG {
  /// A picture that a screen reader announces by its title and description.
  package static func picture(
    id: String, title: String, description: String, width: Double, height: Double,
    class kind: String,
    _ children: [Node]
  ) -> Node {
    let size = "\(NumberText.coordinate(width)) \(NumberText.coordinate(height))"
    return .tag(
      "svg",
      [
        "id": id, "class": kind, "viewBox": "0 0 \(size)", "role": "img", "aria-label": title,
        "aria-describedby": "\(id)-about",
      ],
      [
        .tag("title", [:], [.text(title)]),
        .tag("desc", ["id": "\(id)-about"], [.text(description)]),
      ] + children)
  }

  /// A text at a point.
  package static func text(
    _ content: String, x: Double, y: Double, anchor: Anchor = .start, class kind: String = ""
  ) -> Node {
    .tag(
      "text",
      [
        "x": NumberText.coordinate(x), "y": NumberText.coordinate(y),
        "text-anchor": anchor.rawValue, "class": kind,
      ], [.text(content)])
  }

  /// Which part of a text stands at its point.
  package enum Anchor: String, Sendable {
    /// The beginning.
    case start
    /// The middle.
    case middle
    /// The end.
    case end
  }

  /// A straight line.
  package static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class kind: String
  ) -> Node {
    .tag(
      "line",
      [
        "x1": NumberText.coordinate(x1), "y1": NumberText.coordinate(y1),
        "x2": NumberText.coordinate(x2), "y2": NumberText.coordinate(y2), "class": kind,
      ])
  }

  /// A box with a tooltip; at least `least` wide, so that a short stretch is still seen.
  package static func box(
    from x1: Double, to x2: Double, y: Double, height: Double, class kind: String,
    tooltip: String = "", fill: String? = nil, least: Double = 2
  ) -> Node {
    let width = max(least, x2 - x1)
    var element = Element(
      "rect",
      [
        "x": NumberText.coordinate(min(x1, x2)), "y": NumberText.coordinate(y),
        "width": NumberText.coordinate(width), "height": NumberText.coordinate(height),
        "class": kind,
      ])
    if let fill { element.attributes.append(.init(name: "fill", value: fill)) }
    if !tooltip.isEmpty { element.children = [.tag("title", [:], [.text(tooltip)])] }
    return .element(element)
  }

  /// A round mark with a tooltip.
  package static func dot(
    _ x: Double, _ y: Double, radius: Double, class kind: String, tooltip: String = ""
  ) -> Node {
    .tag(
      "circle",
      [
        "cx": NumberText.coordinate(x), "cy": NumberText.coordinate(y),
        "r": NumberText.coordinate(radius), "class": kind,
      ], tooltip.isEmpty ? [] : [.tag("title", [:], [.text(tooltip)])])
  }

  /// Straight lines through points, a stretch for each list; a single point becomes a dot.
  package static func path(
    _ stretches: [[(x: Double, y: Double)]], class kind: String, id: String? = nil
  ) -> Node {
    var data = ""
    for points in stretches {
      for (index, point) in points.enumerated() {
        data += index == 0 ? "M" : index == 1 ? "L" : " "
        data += NumberText.coordinate(point.x) + " " + NumberText.coordinate(point.y)
      }
      if points.count == 1 { data += "h0" }
    }
    var element = Element("path", ["d": data, "class": kind])
    if let id { element.attributes.append(.init(name: "id", value: id)) }
    return .element(element)
  }

  /// A closed area.
  package static func area(_ points: [(x: Double, y: Double)], class kind: String) -> Node {
    var data = ""
    for (index, point) in points.enumerated() {
      data += index == 0 ? "M" : index == 1 ? "L" : " "
      data += NumberText.coordinate(point.x) + " " + NumberText.coordinate(point.y)
    }
    return .tag("path", ["d": data + "Z", "class": kind])
  }

  /// The slanted lines that mark labelled events, so that they differ from alarms in more than
  /// colour.
  package static func hatch(id: String) -> Node {
    .tag(
      "defs", [:],
      [
        .tag(
          "pattern",
          [
            "id": id, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
          ],
          [
            .tag("rect", ["width": "6", "height": "6", "class": "event-ground"]),
            .tag("rect", ["width": "2", "height": "6", "class": "event-stripe"]),
          ])
      ])
  }
}
