internal import Ingest
internal import Telemetry

/// Whose a row of `tags.csv` is: check digits tell whether it is still as `tocsin init` wrote it.
///
/// An edit anywhere in the row, in columns that `init` does not write as well, makes it a person's.
enum RowMark {
  static let column = "mark"

  /// Whose a row is.
  enum Owner: Equatable {
    /// Nothing is touched.
    case person
    /// `init` proposes an element, and a unit where a person gave none.
    case proposal(ownUnit: Bool)
  }

  /// Whose a row is: without an element, a confidence and a mark it waits for a proposal.
  static func owner(of row: Int, in table: TagsTable) -> Owner {
    let mark = table[row, column]
    if mark.isEmpty, table[row, "element"].isEmpty, table[row, "confidence"].isEmpty {
      let hasUnit = ["unit", "scale", "offset", "raw-unit"].contains { !table[row, $0].isEmpty }
      return .proposal(ownUnit: hasUnit)
    }
    for ownUnit in [false, true] where mark == digits(of: row, in: table, ownUnit: ownUnit) {
      return .proposal(ownUnit: ownUnit)
    }
    return .person
  }

  /// The mark of a row as it stands; a letter first, lest a spreadsheet takes the digits for a number.
  static func digits(of row: Int, in table: TagsTable, ownUnit: Bool) -> String {
    // Spreadsheets write 1.0 as 1, and read a guarded tag with its guard.
    let said = table.filled(row).filter { $0.column != column }.sorted { $0.column < $1.column }
      .map { name, text in
        let text = name == "tag" ? table.tag(row) : Double(text).map { "\($0)" } ?? text
        return "\(name)=\(text)"
      }
    return (ownUnit ? "u" : "i") + SHA256.hash(said.joined(separator: "\n")).prefix(8)
  }
}
