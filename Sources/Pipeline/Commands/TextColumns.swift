/// Rows of texts in aligned columns for a terminal.
package enum TextColumns {
  // A tag may be called anything: no line end breaks a row, no escape sequence reaches the terminal.
  private static func plain(_ cell: String) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control
    }
    guard cell.unicodeScalars.contains(where: isControl) else { return cell }
    return String(
      String.UnicodeScalarView(cell.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }

  /// The rows, each column as wide as its widest cell; the last one is not padded.
  package static func aligned(_ rows: [[String]]) -> String {
    let rows = rows.map { $0.map(plain) }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { j in rows.map { j < $0.count ? $0[j].count : 0 }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { j, cell in
        j == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[j] - cell.count + 2)
      }.joined() + "\n"
    }.joined()
  }
}
