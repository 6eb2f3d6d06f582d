/// An element of an HTML or SVG tree.
///
/// Element and attribute names are literals of this program, so that text from a plant can only
/// ever become an escaped text node or an escaped attribute value.
package struct Element: Sendable {
  /// One attribute.
  package struct Attribute: Sendable {
    /// The name; a literal.
    package let name: StaticString
    /// The value, not yet escaped.
    package let value: String
  }

  /// The element's name; a literal.
  package let name: StaticString
  /// The attributes in the order written.
  package var attributes: [Attribute]
  /// The content.
  package var children: [Node]

  /// Makes an element.
  package init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [Node] = []
  ) {
    self.name = name
    self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
    self.children = children
  }
}

/// A node of the tree: an element, a text, the style sheet, or several nodes in a row.
package enum Node: Sendable, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
  /// An element with its content.
  case element(Element)
  /// A text; escaped when rendered.
  case text(String)
  /// The one thing written as it is: a style sheet that is a literal of this program.
  case style(StaticString)
  /// Several nodes in a row.
  case fragment([Node])

  /// A text node.
  package init(stringLiteral value: String) { self = .text(value) }

  /// Several nodes in a row.
  package init(arrayLiteral elements: Node...) { self = .fragment(elements) }

  /// An element.
  package static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [Node] = []
  ) -> Node {
    .element(Element(name, attributes, children))
  }

  /// An element of one class.
  package static func tag(
    _ name: StaticString, class kind: String, _ children: [Node] = []
  ) -> Node {
    .element(Element(name, ["class": kind], children))
  }

  /// Nothing.
  package static let none = Node.fragment([])

  /// A name from the plant, kept apart from the direction of the text around it and cut to a
  /// readable length.
  package static func name(_ name: String) -> Node {
    let shown = PlainText.name(name)
    let whole = PlainText.name(name, limit: 300)
    return shown == whole
      ? .tag("bdi", class: "name", [.text(shown)])
      : .tag("bdi", ["class": "name", "title": whole], [.text(shown)])
  }

  /// Names from the plant with commas between.
  package static func names(_ names: [String]) -> Node {
    .fragment(
      names.enumerated().flatMap {
        $0.offset == 0 ? [.name($0.element)] : [", ", .name($0.element)]
      })
  }

  /// A sentence of ours in which dates and times are never broken over two lines.
  package static func prose(_ text: String) -> Node {
    var nodes: [Node] = []
    var rest = text[...]
    while let match = rest.firstMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?/) {
      nodes.append(.text(String(rest[..<match.range.lowerBound])))
      nodes.append(.tag("span", class: "moment", [.text(String(rest[match.range]))]))
      rest = rest[match.range.upperBound...]
    }
    return .fragment(nodes + [.text(String(rest))])
  }

  /// Free text from the plant, kept apart from the direction of the text around it.
  package static func note(_ text: String) -> Node {
    .tag("bdi", [:], [.prose(PlainText.note(text))])
  }
}
