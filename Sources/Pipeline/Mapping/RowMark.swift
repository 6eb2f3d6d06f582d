internal import Ingest
internal import Telemetry

/// Whose a row of `tags.csv` is: check digits tell whether it is still as `tocsin init` wrote it.
///
/// An edit anywhere in the row, in columns that `init` does not write as well, makes it a person's.
enum RowMark {
  static let column = "mark"

  /// What a person may have said in a row of which `init` proposes the rest.
  enum Own: String, CaseIterable {
    /// Unit, scale, offset or raw unit. The letters are none of hexadecimal digits.
    case unit = "u"
    /// The quantity.
    case quantity = "q"
    /// The evidence.
    case evidence = "v"
  }

  /// Whose a row is.
  enum Owner: Equatable {
    /// Nothing is touched.
    case person
    /// `init` proposes an element, and whatever a person did not say.
    case proposal(own: Set<Own>)
  }

  /// Whose a row is: without an element, a confidence and a mark it waits for a proposal.
  static func owner(of row: Int, in table: TagsTable) -> Owner {
    let mark = table[row, column]
    if mark.isEmpty, table[row, "element"].isEmpty, table[row, "confidence"].isEmpty {
      let columns: [(Own, [String])] = [
        (.unit, ["unit", "scale", "offset", "raw-unit"]), (.quantity, ["quantity"]),
        (.evidence, ["evidence"]),
      ]
      return .proposal(
        own: Set(columns.filter { $1.contains { !table[row, $0].isEmpty } }.map(\.0)))
    }
    let own = Set(Own.allCases.filter { mark.contains($0.rawValue) })
    return mark == digits(of: row, in: table, own: own) ? .proposal(own: own) : .person
  }

  /// The mark of a row as it stands; letters first, lest a spreadsheet takes the digits for a number.
  static func digits(of row: Int, in table: TagsTable, own: Set<Own>) -> String {
    // Spreadsheets write 1.0 as 1, and read a guarded tag with its guard.
    let said = table.filled(row).filter { $0.column != column }.sorted { $0.column < $1.column }
      .map { name, text in
        let text = name == "tag" ? table.tag(row) : Double(text).map { "\($0)" } ?? text
        return "\(name)=\(text)"
      }
    let letters = Own.allCases.filter(own.contains).map(\.rawValue).joined()
    return "i" + letters + SHA256.hash(said.joined(separator: "\n")).prefix(8)
  }
}
