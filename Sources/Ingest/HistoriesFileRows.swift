internal import Diagnostics
internal import Telemetry

/// The rows of a table of units in the order of the file, and what was wrong with some.
struct HistoriesFileRows {
  /// The units' names in the order in which they come first.
  private(set) var units: [String] = []
  /// The unit of each row.
  private(set) var unitOfRow: [Int] = []
  /// Each row's age; empty where rows have moments.
  private(set) var ages: [Double] = []
  /// Each row's moment; empty where rows have ages.
  private(set) var times: [Timestamp] = []
  /// Each row's line, from 1.
  private(set) var lines: [Int] = []
  /// The features, *rows × features*, row by row.
  private(set) var values: [Double] = []
  /// Refused rows and rows with a cell that is no number, in the order of the file.
  private(set) var quarantine: [QuarantinedRow] = []
  /// Where the rows went.
  private(set) var counts = RowCounts()
  /// What was refused, told in short.
  private(set) var notices: [Notice] = []

  private var indexOfUnit: [String: Int] = [:]
  /// The bytes of the last row's unit: mostly the next row's too.
  private var lastUnit: (bytes: [UInt8], index: Int) = ([], -1)
  /// Which pass through an hour that comes twice each unit's rows belong to.
  private var hours: [RepeatedHour] = []
  /// The first row that was refused: most often it tells what is wrong with the others.
  private var firstRefused: QuarantinedRow?
  private var badCells: [Int: (count: Int, examples: [String])] = [:]

  /// Parses a whole file.
  ///
  /// - Throws: ``Faults`` where no row, or too few, can be used.
  init(
    _ bytes: [UInt8], path: String, columns: HistoriesFileColumns, options: HistoriesFileOptions
  ) throws(Faults) {
    do throws(Fault) {
      let scan = try HistoriesFileScan(bytes, path: path, columns: columns, options: options)
      try read(scan, bytes)
      try refuseUnusable(path, columns, options)
    } catch {
      throw Faults([error])
    }
    tell(path, columns)
    indexOfUnit = [:]
    hours = []
  }

  private mutating func read(_ scan: HistoriesFileScan, _ bytes: [UInt8]) throws(Fault) {
    var clock = try LocalClock(timeZone: scan.timeZone)
    let width = scan.features
    var row = [Double](repeating: 0, count: width + 1)
    // No slot keeps a text: the unit is looked up by its place.
    var texts = [RowParser.Text()]
    var at = scan.dataStart
    var line = scan.firstLine
    bytes.withUnsafeBufferPointer { buffer in
      guard let pointer = buffer.baseAddress else { return }
      while at < buffer.count {
        let record = row.withUnsafeMutableBufferPointer { cells in
          cells.baseAddress.map {
            scan.parser.parse(
              pointer, from: at, to: buffer.count, isLast: true, into: $0, texts: &texts)
          }
        }
        // The whole file is at hand, so every record is whole and goes on.
        guard let record, record.next > at else { return }
        let place = HistoriesFileScan.Span(bytes: at..<record.next, line: line)
        switch record.outcome {
        case .blank: counts.emptyLines += 1
        case .comment, .header: counts.otherLines += 1
        case .needsMore: return
        case .row(let reading):
          counts.read += 1
          if let unit = scan.unitBytes(buffer, place) {
            add(unit, reading, row, scan, buffer, place, &clock)
          } else {
            addSlowly("", scan, buffer, place, &clock)
          }
        case .bad(let reason, _):
          counts.read += 1
          addSlowly(reason, scan, buffer, place, &clock)
        }
        at = record.next
        line += record.lineBreaks
      }
    }
  }

  /// Adds a row whose cells are all numbers or missing.
  private mutating func add(
    _ unit: UnsafeBufferPointer<UInt8>, _ reading: ClockReading?, _ row: [Double],
    _ scan: HistoriesFileScan, _ buffer: UnsafeBufferPointer<UInt8>,
    _ place: HistoriesFileScan.Span, _ clock: inout LocalClock
  ) {
    if unit.isEmpty { return refuse(scan.noUnit, scan, buffer, place) }
    let index: Int
    if lastUnit.index >= 0, lastUnit.bytes.elementsEqual(unit) {
      index = lastUnit.index
    } else {
      index = self.index(of: scan.text(unit))
      lastUnit = (Array(unit), index)
    }
    if let reading {
      guard let time = hours[index].settled(clock.moment(of: reading)) else {
        return refuse(clock.skippedReason(reading), scan, buffer, place)
      }
      times.append(time)
    } else {
      let age = row[scan.features]
      if age.isNaN { return refuse(scan.noAge, scan, buffer, place) }
      ages.append(age)
    }
    unitOfRow.append(index)
    lines.append(place.line)
    values.append(contentsOf: row[..<scan.features])
    counts.stored += 1
  }

  /// Adds a row cell by cell: one with quotes before the unit, or with cells that are no numbers.
  private mutating func addSlowly(
    _ reason: String, _ scan: HistoriesFileScan, _ buffer: UnsafeBufferPointer<UInt8>,
    _ place: HistoriesFileScan.Span, _ clock: inout LocalClock
  ) {
    guard let fields = scan.fields(buffer, place) else {
      return refuse(reason, scan, buffer, place)
    }
    var row = [Double](repeating: .nan, count: scan.features + 1)
    var reading: ClockReading?
    var bad: [(column: Int, text: String)] = []
    for (column, slot) in scan.slots.enumerated() {
      switch slot {
      case .ignored, .text, .clock, .part: break
      case .time, .date:
        reading = scan.moment(fields[column])
        if reading == nil { return refuse(reason, scan, buffer, place) }
      case .value(let index), .word(let index), .reading(let index, _):
        if let value = scan.number(fields[column]) {
          row[index] = value
        } else if index == scan.features {
          return refuse(scan.badAge(fields[column]), scan, buffer, place)
        } else {
          bad.append((column, CellText.shown(fields[column])))
        }
      }
    }
    let stored = counts.stored
    fields[scan.unit].withUnsafeBufferPointer {
      add($0, reading, row, scan, buffer, place, &clock)
    }
    guard counts.stored > stored else { return }
    for cell in bad {
      let name = CellText.shown(scan.names[cell.column].utf8)
      quarantine.append(
        scan.entry(
          "column '\(name)': '\(cell.text)' is not a number; the cell counts as missing", buffer,
          place))
      badCells[cell.column, default: (0, [])].count += 1
      if badCells[cell.column, default: (0, [])].examples.count < 3 {
        badCells[cell.column]?.examples.append("'\(cell.text)' on line \(place.line)")
      }
    }
  }

  private mutating func index(of unit: String) -> Int {
    if let index = indexOfUnit[unit] { return index }
    indexOfUnit[unit] = units.count
    units.append(unit)
    hours.append(RepeatedHour())
    return units.count - 1
  }

  private mutating func refuse(
    _ reason: String, _ scan: HistoriesFileScan, _ buffer: UnsafeBufferPointer<UInt8>,
    _ place: HistoriesFileScan.Span
  ) {
    let entry = scan.entry(reason, buffer, place)
    quarantine.append(entry)
    firstRefused = firstRefused ?? entry
    counts.quarantined += 1
  }
}

extension HistoriesFileRows {
  private func refuseUnusable(
    _ path: String, _ columns: HistoriesFileColumns, _ options: HistoriesFileOptions
  ) throws(Fault) {
    guard counts.read > 0 else {
      throw Fault(
        .badData,
        columns.format.hasHeader
          ? "the file has a header but no rows" : "the file has no rows", at: Place(file: path))
    }
    guard let first = firstRefused else { return }
    // Whatever the share was set to, NaN included.
    let share = options.maxQuarantined >= 0 ? min(options.maxQuarantined, 1) : 0
    let allowed = Int(share * Double(counts.read))
    if counts.stored == 0 || counts.quarantined > allowed {
      throw Fault(
        .badData,
        "\(counts.quarantined) of \(counts.read) rows cannot be used, at most "
          + "\(allowed) may be refused; the first "
          + "because: \(first.reason)", at: Place(file: path, line: first.line))
    }
  }

  private mutating func tell(_ path: String, _ columns: HistoriesFileColumns) {
    if let first = firstRefused {
      notices.append(
        Notice(
          "\(counts.quarantined) of \(counts.read) rows are refused, the first because: "
            + first.reason, at: Place(file: path, line: first.line)))
    }
    for (column, cells) in badCells.sorted(by: { $0.key < $1.key }) {
      let more = cells.count - cells.examples.count
      let what =
        cells.count == 1
        ? "1 cell is no number and counts"
        : "\(cells.count) cells are no numbers and count"
      notices.append(
        Notice(
          "column '\(CellText.shown(columns.format.columns[column].name.utf8))': "
            + "\(what) as missing: \(cells.examples.joined(separator: ", "))"
            + (more > 0 ? " and \(more) more" : ""), at: Place(file: path)))
    }
  }
}
