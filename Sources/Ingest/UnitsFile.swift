public import Diagnostics
public import Telemetry

/// What one row of a file of units says about a unit.
public struct UnitRecord: Sendable, Equatable {
  /// A point of a unit's life.
  public enum Point: Sendable, Equatable, CustomStringConvertible {
    /// A moment.
    case time(Timestamp)
    /// An age in units of the clock.
    case age(Double)

    /// ISO 8601, or the number.
    public var description: String {
      switch self {
      case .time(let stamp): stamp.description
      case .age(let age): age == age.rounded() && abs(age) < 1e15 ? "\(Int(age))" : "\(age)"
      }
    }
  }

  /// The unit's name.
  public var unit: String
  /// When its life began; nil = with its first row, or at age 0.
  public var start: Point?
  /// When the outcome held; nil = with its last row.
  public var end: Point?
  /// How its life ended.
  public var outcome: UnitOutcome
  /// Where it stood; empty where the file does not say.
  public var asset: String
  /// What a person wrote.
  public var note: String
  /// The line of the file.
  public var line: Int

  /// Makes a record.
  public init(
    unit: String, start: Point? = nil, end: Point? = nil, outcome: UnitOutcome, asset: String = "",
    note: String = "", line: Int = 0
  ) {
    self.unit = unit
    self.start = start
    self.end = end
    self.outcome = outcome
    self.asset = asset
    self.note = note
    self.line = line
  }
}

/// A file of units: columns unit, start, end, outcome, asset, note.
///
/// The columns asset and note may be absent, where ages are numbers start and end too. A unit that
/// still runs may have no end.
public enum UnitsFile {
  /// How starts and ends are written.
  public enum Points: Sendable, Equatable {
    /// ISO 8601; without a zone they are of this one (IANA).
    case times(zone: String)
    /// Ages in units of the clock.
    case ages
  }

  private static let columns = ["unit", "start", "end", "outcome", "asset", "note"]

  /// Reads the records in the order of the file.
  ///
  /// Of a time that comes twice when clocks are put back, a start takes the earlier and an end the
  /// later moment.
  ///
  /// - Throws: ``Faults`` with every problem and its line: units that are empty or stand twice,
  ///   unknown outcomes, points that do not parse, an end before its start, rows with too few or
  ///   too many fields, a file without units.
  public static func read(_ path: String, points: Points) throws(Faults) -> [UnitRecord] {
    var notices: [Notice] = []
    return try read(path, points: points, notices: &notices)
  }

  /// Reads the records and adds a notice for every column that is not used.
  public static func read(
    _ path: String, points: Points, notices: inout [Notice]
  ) throws(Faults) -> [UnitRecord] {
    var table: TextTable
    var clock: LocalClock
    do {
      if case .times(let zone) = points {
        table = try TextTable(path, required: ["unit", "start", "end", "outcome"])
        clock = try LocalClock(timeZone: zone)
      } else {
        table = try TextTable(path, required: ["unit", "outcome"])
        clock = try LocalClock(timeZone: "UTC")
      }
    } catch {
      throw Faults([error])
    }
    for name in table.columns where !columns.contains(name) {
      notices.append(
        Notice(
          "column '\(CellText.shown(name.utf8))' is not used (known: "
            + "\(columns.joined(separator: ", ")))", at: Place(file: path, line: 1)))
    }
    var records: [UnitRecord] = []
    var lines: [String: Int] = [:]
    for row in table.rows {
      let name = unit(row, &table, &lines)
      let start = point("start", row, points, &table, &clock)
      let end = point("end", row, points, &table, &clock)
      let outcome = outcome(row, &table)
      if case .times = points, let outcome, outcome != .running, case .absent = end,
        table.columns.contains("end")
      {
        table.faults.append(
          Fault(
            .badData, "the end is empty, but the unit \(verb(outcome))", at: table.place(row),
            hint: "only a unit that is running may have no end"))
      }
      if case .read(let first) = start, case .read(let last) = end, isBefore(last, first) {
        table.faults.append(
          Fault(.badData, "the end \(last) lies before the start \(first)", at: table.place(row)))
      }
      guard let name, let outcome else { continue }
      records.append(
        UnitRecord(
          unit: name, start: start.point, end: end.point, outcome: outcome,
          asset: table.text("asset", row), note: table.text("note", row), line: row.line))
    }
    if table.rows.isEmpty, table.faults.isEmpty {
      table.faults.append(
        Fault(.badData, "the file has a header but no units", at: Place(file: path)))
    }
    if !table.faults.isEmpty { throw Faults(table.faults) }
    return records
  }

  private enum Cell {
    case absent
    case wrong
    case read(UnitRecord.Point)

    var point: UnitRecord.Point? {
      if case .read(let point) = self { return point }
      return nil
    }
  }

  private static func unit(
    _ row: TextTable.Row, _ table: inout TextTable, _ lines: inout [String: Int]
  ) -> String? {
    guard table.columns.contains("unit") else { return nil }
    let name = table.text("unit", row)
    guard !name.isEmpty else {
      table.faults.append(Fault(.badData, "the unit is empty", at: table.place(row)))
      return nil
    }
    if let line = lines[name] {
      table.faults.append(
        Fault(
          .badData, "unit '\(CellText.shown(name.utf8))' stands on line \(line) already",
          at: table.place(row), hint: "one row per life: a unit that was repaired gets a new name"))
      return nil
    }
    lines[name] = row.line
    return name
  }

  private static func point(
    _ column: String, _ row: TextTable.Row, _ points: Points, _ table: inout TextTable,
    _ clock: inout LocalClock
  ) -> Cell {
    let text = table.text(column, row)
    // A start may be unknown; an empty end is judged with the outcome.
    if text.isEmpty { return .absent }
    if points == .ages {
      if let age = NumberText.value(of: Array(text.utf8)), age.isFinite, age >= 0 {
        return .read(.age(age))
      }
      table.faults.append(
        Fault(
          .badData,
          "the \(column) must be an age of at least 0, got '\(CellText.shown(text.utf8))'",
          at: table.place(row)))
      return .wrong
    }
    guard let reading = ISO8601().read(Array(text.utf8)) else {
      table.faults.append(
        Fault(
          .badData, "the \(column) '\(CellText.shown(text.utf8))' is not an ISO 8601 time",
          at: table.place(row), hint: "like 2026-06-30 or 2026-06-30T21:10:00Z"))
      return .wrong
    }
    switch clock.moment(of: reading) {
    case .exact(let stamp): return .read(.time(stamp))
    case .twice(let earlier, let later):
      return .read(.time(column == "start" ? earlier : later))
    case .skipped:
      table.faults.append(Fault(.badData, clock.skippedReason(reading), at: table.place(row)))
      return .wrong
    }
  }

  private static func outcome(_ row: TextTable.Row, _ table: inout TextTable) -> UnitOutcome? {
    guard table.columns.contains("outcome") else { return nil }
    let text = table.text("outcome", row)
    if let outcome = UnitOutcome(rawValue: text.lowercased()) { return outcome }
    table.faults.append(
      Fault(
        .badData,
        text.isEmpty ? "the outcome is empty" : "unknown outcome '\(CellText.shown(text.utf8))'",
        at: table.place(row),
        hint: Suggestion.hint(for: text, in: UnitOutcome.allCases.map(\.rawValue))))
    return nil
  }

  private static func verb(_ outcome: UnitOutcome) -> String {
    switch outcome {
    case .failed: "failed"
    case .replaced: "was replaced"
    case .running: "is running"
    }
  }

  private static func isBefore(_ a: UnitRecord.Point, _ b: UnitRecord.Point) -> Bool {
    switch (a, b) {
    case (.time(let a), .time(let b)): a < b
    case (.age(let a), .age(let b)): a < b
    default: false
    }
  }
}
