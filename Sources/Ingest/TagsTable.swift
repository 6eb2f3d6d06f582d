public import Diagnostics

/// `tags.csv` as texts, for whoever adds to what a person wrote there.
///
/// Columns, rows and their order stay; so do texts of columns that nobody reads.
public struct TagsTable: Sendable {
  /// The columns' names.
  public private(set) var columns: [String]
  /// The rows, a text per column.
  private var rows: [[String]] = []
  private var places: [String: Int] = [:]
  private let separator: UInt8

  /// A table without rows.
  public init(columns: [String]) {
    self.columns = columns
    separator = UInt8(ascii: ",")
  }

  /// Reads a file.
  ///
  /// - Throws: every problem that ``TagsFile/read(_:)`` finds in it.
  public init(_ path: String) throws(Faults) {
    _ = try TagsFile.read(path)
    let table: TextTable
    do {
      table = try TextTable(path, required: ["tag"])
    } catch {
      throw Faults([error])
    }
    columns = table.columns
    separator = table.separator
    rows = table.rows.map(\.texts)
    for (row, texts) in table.rows.enumerated() {
      places[TagsFile.unguarded(table.text("tag", texts))] = row
    }
  }

  /// The number of rows.
  public var count: Int { rows.count }

  /// The tag of a row.
  public func tag(_ row: Int) -> String { TagsFile.unguarded(self[row, "tag"]) }

  /// The row of a tag; nil where it has none.
  public func row(of tag: String) -> Int? { places[tag] }

  /// The text of a field; empty where the table has no such column.
  public subscript(row: Int, column: String) -> String {
    columns.firstIndex(of: column).map { rows[row][$0] } ?? ""
  }

  /// The names and texts of a row's fields that say something, in the order of the columns.
  public func filled(_ row: Int) -> [(column: String, text: String)] {
    zip(columns, rows[row]).filter { !$1.isEmpty }
  }

  /// Adds the columns that are not there yet, behind the others.
  public mutating func add(columns names: [String]) {
    for name in names where !columns.contains(name) {
      columns.append(name)
      for row in rows.indices { rows[row].append("") }
    }
  }

  /// Writes a field, defused for spreadsheets; a column that is not there yet becomes the last one.
  public mutating func set(_ row: Int, _ column: String, _ text: String) {
    add(columns: [column])
    for (at, name) in columns.enumerated() where name == column {
      rows[row][at] = CSVField.defused(text)
    }
  }

  /// Adds a row of a tag that has none yet.
  ///
  /// - Returns: the row's number.
  public mutating func append(tag: String) -> Int {
    rows.append([String](repeating: "", count: columns.count))
    places[tag] = rows.count - 1
    set(rows.count - 1, "tag", tag)
    return rows.count - 1
  }

  /// The file's text, fields parted as the file that was read parts them.
  public var text: String {
    let mark = String(UnicodeScalar(separator))
    return ([columns] + rows).map { fields in
      fields.map { CSVField.quoted($0, separator: separator) }.joined(separator: mark) + "\n"
    }.joined()
  }
}
