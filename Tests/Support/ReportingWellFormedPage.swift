internal import Foundation

#if canImport(FoundationXML)
  internal import FoundationXML
#endif

/// What an XML parser sees in a page: the independent reader that the escaping is held against.
public struct WellFormedPage {
  /// The names of all elements, in order.
  public let elements: [String]
  /// The attributes of all elements, in order; those of one element by name.
  public let attributes: [(element: String, name: String, value: String)]
  /// All text outside the style sheet.
  public let text: String
  /// The style sheet.
  public let style: String
  /// Why the page is not well-formed; nil where it is.
  public let problem: String?

  /// Reads a page.
  public init(_ page: String) {
    let reader = Reader()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = reader
    problem =
      parser.parse()
      ? nil : "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")"
    elements = reader.elements
    attributes = reader.attributes
    text = reader.text
    style = reader.style
  }

  /// The values of all attributes of a name.
  public func values(of name: String) -> [String] {
    attributes.filter { $0.name == name }.map(\.value)
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [String] = []
    var attributes: [(element: String, name: String, value: String)] = []
    var text = ""
    var style = ""
    private var open: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes found: [String: String]
    ) {
      elements.append(name)
      open.append(name)
      for (key, value) in found.sorted(by: { $0.key < $1.key }) {
        attributes.append((name, key, value))
      }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if open.last == "style" { style += string } else { text += string }
    }
  }
}
