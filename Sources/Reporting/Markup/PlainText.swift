/// Makes text from a plant fit to be shown: no control characters, no turned reading direction, no
/// 10 kB names.
package enum PlainText {
  /// Whether a character may not reach a page: controls, marks that turn the reading direction, and
  /// code points that XML does not allow.
  package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0x00...0x1F, 0x7F...0x9F: true
    // Directional marks, embeddings, overrides and isolates (Unicode TR 9), line separators.
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    case 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  /// A name for one line: blanks for line ends, at most `limit` code points, never empty.
  package static func name(_ text: String, limit: Int = 48) -> String {
    let line = clean(text, limit: limit)
    return line.allSatisfy(\.isWhitespace) ? "(no name)" : line
  }

  /// An engineering unit of at most 16 code points; nil where there is none.
  package static func unit(_ text: String?) -> String? {
    text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : name($0, limit: 16) }
  }

  /// A free text: at most 600 code points.
  package static func note(_ text: String) -> String { clean(text, limit: 600) }

  // Counts code points, not characters: one character can carry 10 kB of combining marks.
  private static func clean(_ text: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit {
        result.removeLast()
        result.append("…")
        break
      }
      switch scalar {
      case "\n", "\r", "\t": result.append(" ")
      default: result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
      }
      count += 1
    }
    return String(result)
  }
}
