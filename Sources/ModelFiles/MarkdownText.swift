/// Text from outside made harmless in Markdown: nothing in it becomes markup, HTML or a line of its
/// own.
enum MarkdownText {
  /// The text with what has a meaning inside a line of Markdown behind a backslash, `<`, `>` and `&`
  /// as entities, and control, format and line-separator characters (such as those that turn the
  /// direction of writing) replaced by U+FFFD; for use within a line, not at its start.
  static func escape(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "&": output += "&amp;"
      case " ": output += " "
      case "-", "+", ",", "=", "%", ";", "'": output.unicodeScalars.append(scalar)
      // A point behind a letter could make a link of `www.…`.
      case "." where !(output.last?.isLetter ?? false): output += "."
      case _ where isHidden(scalar): output += "\u{fffd}"
      case _ where scalar.isASCII && !scalar.properties.isAlphabetic && !isDigit(scalar):
        output += "\\"
        output.unicodeScalars.append(scalar)
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// A row of a table, the cells escaped.
  static func row(_ cells: [String]) -> String {
    "| " + cells.map(escape).joined(separator: " | ") + " |\n"
  }

  /// The head of a table.
  static func head(_ titles: [String]) -> String {
    row(titles) + "|" + String(repeating: " --- |", count: titles.count) + "\n"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      true
    default: false
    }
  }
}
