public import Diagnostics
public import Telemetry

/// `events.csv`: columns start, end, asset, kind, source, note.
///
/// The columns asset, source and note may be absent; others are not looked at.
public enum EventsFile {

  /// Reads the events in the order of the file.
  ///
  /// Times are ISO 8601; without a zone they are of `timeZone` (IANA). Of a time that comes twice
  /// when clocks are put back, a start takes the earlier and an end the later moment.
  ///
  /// - Throws: ``Faults`` with every problem and its line: times that do not parse, an end before
  ///   its start, unknown kinds, rows with too few or too many fields.
  public static func read(
    _ path: String, timeZone: String = "UTC"
  ) throws(Faults) -> [PlantEvent] {
    var table: TextTable
    var clock: LocalClock
    do {
      table = try TextTable(path, required: ["start", "end", "kind"])
      clock = try LocalClock(timeZone: timeZone)
    } catch {
      throw Faults([error])
    }
    var events: [PlantEvent] = []
    for row in table.rows {
      let start = moment("start", row, &table, &clock)
      let end = moment("end", row, &table, &clock)
      let kind = kind(row, &table)
      guard let start, let end, let kind else { continue }
      guard start <= end else {
        table.faults.append(
          Fault(
            .badData, "the end \(end) lies before the start \(start)", at: table.place(row)))
        continue
      }
      events.append(
        PlantEvent(
          range: TimeRange(start, end), asset: table.text("asset", row), kind: kind,
          source: table.text("source", row), note: table.text("note", row)))
    }
    if !table.faults.isEmpty { throw Faults(table.faults) }
    return events
  }

  private static func moment(
    _ column: String, _ row: TextTable.Row, _ table: inout TextTable, _ clock: inout LocalClock
  ) -> Timestamp? {
    // A missing column is one problem, told already.
    guard table.columns.contains(column) else { return nil }
    let text = table.text(column, row)
    guard let reading = ISO8601().read(Array(text.utf8)) else {
      table.faults.append(
        Fault(
          .badData,
          text.isEmpty
            ? "the \(column) is empty"
            : "the \(column) '\(CellText.shown(text.utf8))' is not an ISO 8601 time",
          at: table.place(row), hint: "like 2026-06-30T21:10:00Z or 2026-06-30 21:10"))
      return nil
    }
    switch clock.moment(of: reading) {
    case .exact(let stamp): return stamp
    case .twice(let earlier, let later): return column == "start" ? earlier : later
    case .skipped:
      table.faults.append(
        Fault(.badData, clock.skippedReason(reading), at: table.place(row)))
      return nil
    }
  }

  private static func kind(_ row: TextTable.Row, _ table: inout TextTable) -> EventKind? {
    guard table.columns.contains("kind") else { return nil }
    let text = table.text("kind", row)
    if let kind = EventKind(rawValue: text.lowercased()) { return kind }
    let known = EventKind.allCases.map(\.rawValue)
    table.faults.append(
      Fault(
        .badData,
        text.isEmpty ? "the kind is empty" : "unknown kind '\(CellText.shown(text.utf8))'",
        at: table.place(row), hint: Suggestion.hint(for: text, in: known)))
    return nil
  }
}
