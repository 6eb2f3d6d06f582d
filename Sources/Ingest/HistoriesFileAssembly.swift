internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// Groups the rows of a table by unit, holds them against the file of units, and makes histories.
struct HistoriesFileAssembly {
  /// The file of histories, as the user named it.
  let path: String
  /// The file of units, if there is one.
  let unitsPath: String?
  let options: HistoriesFileOptions
  let columns: HistoriesFileColumns

  /// One unit on its way: its rows by ascending position.
  private struct Unit {
    var name: String
    var rows: [Int]
    var record: UnitRecord?
    /// The moment or age that ages count from.
    var start: UnitRecord.Point
    /// The moment or age at which the outcome holds.
    var end: UnitRecord.Point
  }

  /// Makes the table.
  ///
  /// - Throws: ``Faults`` with everything in which the rows and the records disagree.
  func table(
    _ rows: HistoriesFileRows, _ records: [UnitRecord]?, notices: [Notice], sha256: String
  ) throws(Faults) -> UnitTable {
    var faults: [Fault] = []
    var notices = notices
    var rowsOfUnit = [[Int]](repeating: [], count: rows.units.count)
    for (row, unit) in rows.unitOfRow.enumerated() { rowsOfUnit[unit].append(row) }
    var recordOfUnit: [String: UnitRecord] = [:]
    for record in records ?? [] { recordOfUnit[record.unit] = record }
    if let records { missingUnits(records, rows, rowsOfUnit, &faults) }
    var units: [Unit] = []
    for (index, name) in rows.units.enumerated() where !rowsOfUnit[index].isEmpty {
      let record = recordOfUnit[name]
      if records != nil, record == nil { continue }
      let sorted = sort(rowsOfUnit[index], rows, name, &faults, &notices)
      if let unit = bounds(name, sorted, record, rows, &faults) { units.append(unit) }
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return assemble(units, rows, notices, sha256)
  }

  /// Where a row stands: its moment or its age.
  private func point(_ row: Int, _ rows: HistoriesFileRows) -> UnitRecord.Point {
    options.isTimed ? .time(rows.times[row]) : .age(rows.ages[row])
  }

  /// Sorts a unit's rows by position; two of the same are a problem.
  private func sort(
    _ unsorted: [Int], _ rows: HistoriesFileRows, _ name: String, _ faults: inout [Fault],
    _ notices: inout [Notice]
  ) -> [Int] {
    func precedes(_ a: Int, _ b: Int) -> Bool {
      options.isTimed ? rows.times[a] < rows.times[b] : rows.ages[a] < rows.ages[b]
    }
    let misplaced = zip(unsorted, unsorted.dropFirst()).filter { precedes($1, $0) }
    var sorted = unsorted
    if let first = misplaced.first {
      // Equal positions keep the file's order, so that messages name the lines in order.
      sorted.sort { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
      notices.append(
        Notice(
          "unit '\(CellText.shown(name.utf8))': \(misplaced.count) "
            + "row\(misplaced.count == 1 ? " is" : "s are") earlier than the row before; sorted by "
            + (options.isTimed ? "time" : "age"),
          at: Place(file: path, line: rows.lines[first.1])))
    }
    let twins = zip(sorted, sorted.dropFirst()).filter { !precedes($0, $1) }
    if let first = twins.first {
      let more = twins.count - 1
      faults.append(
        Fault(
          .badData,
          "unit '\(CellText.shown(name.utf8))' has two rows "
            + "\(options.isTimed ? "at" : "of age") \(point(first.0, rows))"
            + (more > 0 ? ", and \(more) more such pair\(more == 1 ? "" : "s")" : ""),
          at: Place(file: path, line: rows.lines[first.1]),
          hint: "the other stands on line \(rows.lines[first.0]); keep one row of each"))
    }
    return sorted
  }

  /// Finds where a unit's life begins and ends, and holds its rows against both.
  private func bounds(
    _ name: String, _ sorted: [Int], _ record: UnitRecord?, _ rows: HistoriesFileRows,
    _ faults: inout [Fault]
  ) -> Unit? {
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let firstPoint = point(first, rows)
    let lastPoint = point(last, rows)
    let start = record?.start ?? (options.isTimed ? firstPoint : .age(0))
    let end = record?.end ?? lastPoint
    let shown = CellText.shown(name.utf8)
    let early = sorted.prefix { isBefore(point($0, rows), start) }
    if !early.isEmpty {
      let place = Place(file: path, line: rows.lines[first])
      faults.append(
        Fault(
          .badData,
          "unit '\(shown)': \(early.count) row\(early.count == 1 ? " lies" : "s lie") before its "
            + "start \(start), the first at \(firstPoint)", at: place,
          hint: record?.start == nil
            ? "ages count from 0"
            : "the start stands in \(unitsPath ?? ""):\(record?.line ?? 0)"))
    }
    if isBefore(end, lastPoint) {
      let late = sorted.reversed().prefix { isBefore(end, point($0, rows)) }.count
      faults.append(
        Fault(
          .badData,
          "the end \(end) of unit '\(shown)' lies before its last row at \(lastPoint)",
          at: Place(file: unitsPath, line: record?.line),
          hint: "\(late) row\(late == 1 ? " comes" : "s come") after it, the last in "
            + "\(path):\(rows.lines[last])"))
    }
    return Unit(name: name, rows: sorted, record: record, start: start, end: end)
  }

  private func isBefore(_ a: UnitRecord.Point, _ b: UnitRecord.Point) -> Bool {
    switch (a, b) {
    case (.time(let a), .time(let b)): a < b
    case (.age(let a), .age(let b)): a < b
    default: false
    }
  }

  /// Units that only one of the two files knows.
  private func missingUnits(
    _ records: [UnitRecord], _ rows: HistoriesFileRows, _ rowsOfUnit: [[Int]],
    _ faults: inout [Fault]
  ) {
    let file = unitsPath ?? ""
    let declared = records.map(\.unit)
    let isDeclared = Set(declared)
    let filled = rows.units.indices.filter { !rowsOfUnit[$0].isEmpty }.map { rows.units[$0] }
    let hasRows = Set(filled)
    // A name that both lack is mostly one name written in two ways; looking is quadratic.
    let orphans = Set(declared.filter { !hasRows.contains($0) }.prefix(HistoriesFile.mostFaults))
    for record in records where !hasRows.contains(record.unit) {
      faults.append(
        Fault(
          .badData, "unit '\(CellText.shown(record.unit.utf8))' has no rows in \(path)",
          at: Place(file: file, line: record.line)))
    }
    var told = 0
    for (index, name) in rows.units.enumerated()
    where !rowsOfUnit[index].isEmpty && !isDeclared.contains(name) {
      let count = rowsOfUnit[index].count
      told += 1
      let nearest =
        told > HistoriesFile.mostFaults
        ? nil
        : Suggestion.nearest(to: name, in: declared.filter(orphans.contains))
          ?? Suggestion.nearest(to: name, in: Array(declared.prefix(1_000)))
      faults.append(
        Fault(
          .badData,
          "unit '\(CellText.shown(name.utf8))' has \(count) row\(count == 1 ? "" : "s"), but does "
            + "not stand in \(file)",
          at: Place(file: path, line: rows.lines[rowsOfUnit[index][0]]),
          hint: nearest.map { "is '\(CellText.shown($0.utf8))' meant?" }
            ?? "add a row for it: unit,start,end,outcome"))
    }
  }
}

extension HistoriesFileAssembly {
  private func assemble(
    _ units: [Unit], _ rows: HistoriesFileRows, _ notices: [Notice], _ sha256: String
  ) -> UnitTable {
    let width = columns.features.count
    let tags = columns.features.enumerated().map { slot, column in
      let name = columns.format.columns[column].name
      let cells = stride(from: slot, to: rows.values.count, by: width).map { rows.values[$0] }
      return Tag(id: name, role: RoleInference.infer(name, ColumnStatistics(cells)).role)
    }
    var table = UnitTable(
      histories: UnitHistories(columns: tags, clock: options.clock, units: []), assets: [:],
      starts: [:], lastSeen: [:], firstLines: [:], counts: rows.counts,
      quarantine: rows.quarantine, notices: notices, sha256: sha256, format: columns.format)
    for unit in units {
      table.histories.units.append(
        UnitHistory(
          unit: unit.name, ages: unit.rows.map { age(point($0, rows), from: unit.start) },
          values: matrix(unit.rows, rows), end: age(unit.end, from: unit.start),
          outcome: unit.record?.outcome ?? options.ends ?? .running))
      table.firstLines[unit.name] = unit.rows.map { rows.lines[$0] }.min()
      if let asset = unit.record?.asset, !asset.isEmpty { table.assets[unit.name] = asset }
      if case .time(let start) = unit.start { table.starts[unit.name] = start }
      if options.isTimed, let last = unit.rows.last {
        table.lastSeen[unit.name] = rows.times[last]
      }
    }
    return table
  }

  /// An age in units of the clock: the number itself, or the time since the start.
  private func age(_ point: UnitRecord.Point, from start: UnitRecord.Point) -> Double {
    switch (point, start) {
    case (.age(let age), _): return age
    case (.time(let time), .time(let start)):
      let (span, isTooLong) = time.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
      let nanoseconds =
        isTooLong ? Double(time.nanoseconds) - Double(start.nanoseconds) : Double(span)
      return nanoseconds / 1e9 / (options.clock.seconds ?? 1)
    case (.time, .age): return 0
    }
  }

  private func matrix(_ unit: [Int], _ rows: HistoriesFileRows) -> Matrix {
    let width = columns.features.count
    let count = unit.count
    let cells = [Double](unsafeUninitializedCapacity: count * width) { buffer, filled in
      rows.values.withUnsafeBufferPointer { values in
        for column in 0..<width {
          for (i, row) in unit.enumerated() {
            buffer.initializeElement(at: column * count + i, to: values[row * width + column])
          }
        }
      }
      filled = count * width
    }
    return Matrix(rows: count, columns: width, columnMajor: cells)
  }
}
