public import Diagnostics
public import Telemetry

/// A small table whose columns are found by name: labels, alarms, scores that any tool wrote.
///
/// Names are compared in lower case. Rows with another number of fields than the header are faults.
public struct NamedColumns {
  private let table: TextTable
  private var clock: LocalClock

  /// Reads a file of at most 64 MiB; stamps without a zone are of `timeZone` (IANA).
  ///
  /// - Throws: ``Faults`` with every row that does not fit; `missingInput` where it cannot be opened.
  public init(_ path: String, timeZone: String) throws(Faults) {
    do {
      table = try TextTable(path, required: [])
      clock = try LocalClock(timeZone: timeZone)
    } catch {
      throw Faults([error])
    }
    if !table.faults.isEmpty { throw Faults(table.faults) }
  }

  /// The file, as the user named it.
  public var file: String { table.file }
  /// The columns' names in lower case.
  public var columns: [String] { table.columns }
  /// The number of rows.
  public var count: Int { table.rows.count }
  /// Whether there is a column of that name.
  public func has(_ column: String) -> Bool { table.columns.contains(column) }
  /// The text of a cell; empty where there is no such column.
  public func text(_ column: String, _ row: Int) -> String { table.text(column, table.rows[row]) }
  /// The line on which a row begins, from 1.
  public func line(_ row: Int) -> Int { table.rows[row].line }

  /// An ISO 8601 moment; the earlier one where clocks are put back; nil where it is none.
  public func time(_ text: String) -> Timestamp? {
    guard let reading = ISO8601().read(Array(text.utf8)) else { return nil }
    var clock = clock
    switch clock.moment(of: reading) {
    case .exact(let stamp): return stamp
    case .twice(let earlier, _): return earlier
    case .skipped: return nil
    }
  }
}
