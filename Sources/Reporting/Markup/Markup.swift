/// Writes a tree as text that an HTML parser and an XML parser read alike.
package struct Markup {
  private var text = ""

  /// Elements without content in HTML.
  private static let void: Set<String> = ["meta", "link", "br", "hr", "col"]
  /// Elements that begin on a line of their own, so that two reports can be compared line by line.
  private static let onOwnLine: Set<String> = [
    "head", "body", "meta", "title", "style", "header", "main", "section", "footer", "h1", "h2",
    "h3",
    "p", "ul", "ol", "li", "dl", "div", "table", "thead", "tbody", "tr", "svg", "g", "path",
    "article",
    "figure", "figcaption",
  ]

  private init() {}

  /// The text of a tree.
  package static func render(_ node: Node) -> String {
    var markup = Markup()
    markup.write(node)
    return markup.text
  }

  private mutating func write(_ node: Node) {
    switch node {
    case .text(let content): appendEscaped(content, inAttribute: false)
    case .style(let sheet): text += sheet.description
    case .fragment(let nodes): for inner in nodes { write(inner) }
    case .element(let element): write(element)
    }
  }

  private mutating func write(_ element: Element) {
    let name = element.name.description
    if Self.onOwnLine.contains(name) { text += "\n" }
    text += "<" + name
    for attribute in element.attributes
    where !(attribute.value.isEmpty && attribute.name.description == "class") {
      text += " " + attribute.name.description + "=\""
      appendEscaped(attribute.value, inAttribute: true)
      text += "\""
    }
    if Self.void.contains(name) {
      text += "/>"
      return
    }
    text += ">"
    for child in element.children { write(child) }
    text += "</" + name + ">"
  }

  private mutating func appendEscaped(_ content: String, inAttribute: Bool) {
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\n", "\t", "\r": text += inAttribute || scalar == "\r" ? " " : String(scalar)
      default: text.unicodeScalars.append(PlainText.isHarmful(scalar) ? "\u{FFFD}" : scalar)
      }
    }
  }
}
