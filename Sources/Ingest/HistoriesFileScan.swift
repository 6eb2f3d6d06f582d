internal import Diagnostics

/// What is needed to take a record of a table of units apart.
struct HistoriesFileScan {
  /// A record's bytes and the line on which it begins.
  struct Span {
    var bytes: Range<Int>
    var line: Int
  }

  /// Reads rows of numbers: the features, then the age.
  let parser: RowParser
  /// What each column is for.
  let slots: [RowParser.Slot]
  /// The columns' names.
  let names: [String]
  /// The column of units.
  let unit: Int
  /// How many features there are.
  let features: Int
  /// Where the data begin, and on which line.
  let dataStart: Int
  let firstLine: Int
  /// The zone of stamps without one.
  let timeZone: String

  private let path: String
  private let format: CSVFormat
  private let dialect: any Dialect
  private let timeFormat: (any TimeFormat)?
  private let missing: Set<String>
  private let positionName: String

  /// Makes a scan of a file's bytes.
  init(
    _ bytes: [UInt8], path: String, columns: HistoriesFileColumns, options: HistoriesFileOptions
  ) throws(Fault) {
    format = columns.format
    self.path = path
    parser = try RowParser(format, slots: columns.slots, missing: options.missing)
    slots = columns.slots
    names = format.columns.map(\.name)
    unit = columns.unit
    features = columns.features.count
    timeZone = options.timeZone
    dialect = try DialectCatalog.catalog.product(named: format.dialect)
    timeFormat = try format.timeFormat.map { id throws(Fault) in
      try TimeFormatCatalog.catalog.product(named: id)
    }
    missing = Set(options.missing.map { $0.lowercased() })
    positionName = CellText.shown(format.columns[columns.position].name.utf8)
    let window = RecordWindows.Window(bytes: bytes, offset: 0, isLast: true)
    let header = try HeaderRecords.find(columns.format, window, path, comparing: false)
    dataStart = header?.offset ?? bytes.count
    firstLine = header?.line ?? 1
  }

  /// The unit's bytes, blanks around them left out; nil where a quote stands before their end.
  func unitBytes(
    _ buffer: UnsafeBufferPointer<UInt8>, _ place: Span
  ) -> UnsafeBufferPointer<UInt8>? {
    var end = place.bytes.upperBound
    while end > place.bytes.lowerBound, buffer[end - 1] == 10 || buffer[end - 1] == 13 { end -= 1 }
    let delimiter = dialect.delimiter
    var at = place.bytes.lowerBound
    var column = 0
    func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte == 9 && delimiter != 9) }
    while at < end {
      while at < end, isBlank(buffer[at]) { at += 1 }
      let start = at
      while at < end, buffer[at] != delimiter, !dialect.joinsBlanks || buffer[at] != 9 {
        if buffer[at] == 0x22 { return nil }
        at += 1
      }
      if column == unit {
        var last = at
        while last > start, buffer[last - 1] == 32 || buffer[last - 1] == 9 { last -= 1 }
        return UnsafeBufferPointer(rebasing: buffer[start..<last])
      }
      column += 1
      at += 1
    }
    return UnsafeBufferPointer(rebasing: buffer[end..<end])
  }

  /// The fields of a record, as many as there are columns; nil where it has others or is torn.
  func fields(_ buffer: UnsafeBufferPointer<UInt8>, _ place: Span) -> [[UInt8]]? {
    var splitter = RecordSplitter(
      Array(buffer[place.bytes]), dialect: dialect, lineEnd: format.lineEnd)
    guard var record = splitter.next(), !record.isTorn else { return nil }
    if format.hasTrailingDelimiter, record.fields.count == slots.count + 1,
      record.fields.last == []
    {
      record.fields.removeLast()
    }
    return record.fields.count == slots.count ? record.fields : nil
  }

  /// A cell's number, NaN where it is missing, nil where it is something else.
  func number(_ field: [UInt8]) -> Double? {
    if field.isEmpty { return .nan }
    let mark: UInt8 = format.decimalMark == "," ? 0x2c : 0x2e
    if let value = NumberText.value(of: field, mark: mark) { return value.isFinite ? value : nil }
    guard field.count <= 64 else { return nil }
    return missing.contains(String(decoding: field, as: UTF8.self).lowercased()) ? .nan : nil
  }

  /// A cell's moment.
  func moment(_ field: [UInt8]) -> ClockReading? { timeFormat?.read(field) }

  /// A unit's name.
  func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Why a row without a unit is refused.
  var noUnit: String { "column '\(CellText.shown(names[unit].utf8))': the unit is empty" }

  /// Why a row without an age is refused.
  var noAge: String { "column '\(positionName)': the age is empty" }

  /// Why a row with something else for an age is refused.
  func badAge(_ field: [UInt8]) -> String {
    "column '\(positionName)': '\(CellText.shown(field))' is not a number"
  }

  /// A row for the quarantine.
  func entry(
    _ reason: String, _ buffer: UnsafeBufferPointer<UInt8>, _ place: Span
  ) -> QuarantinedRow {
    var text = buffer[place.bytes]
    while let last = text.last, last == 10 || last == 13 { text.removeLast() }
    return QuarantinedRow(
      file: path, line: place.line, byteOffset: place.bytes.lowerBound, reason: reason,
      text: CellText.raw(text))
  }
}
