public import Diagnostics
public import Telemetry

/// Reads rows one after the other, from a file, a pipe or standard input, as `tocsin score` needs
/// them.
///
/// Every data row of the input gives one result in order, good or bad, so that there is an output
/// row for each. A row is handed out as soon as its line end has come. Rows are neither sorted nor
/// freed of duplicates. The input may be packed with gzip or zstd, and be any text that
/// ``CSVFormat/Encoding`` names; of a stream only a byte order mark or zero bytes tell the encoding,
/// else the format does.
public struct CSVRowStream {
  /// One data row.
  public enum Row: Sendable, Equatable {
    /// A row that can be used: the values in the order of the tags asked for, NaN where missing.
    case row(time: Telemetry.Timestamp, values: [Double])
    /// A row that cannot: its time where that could be read, its line from 1, and why.
    case bad(time: Telemetry.Timestamp?, line: Int, reason: String)
  }

  /// How the input is written.
  public let format: CSVFormat
  /// What messages call the input: the path, or `standard input`.
  public let name: String
  /// What a person should know about the input.
  public var notices: [Notice] { stream.notices + format.notices(in: name) }

  /// The longest record that is read.
  public static let longestRecord = 16 << 20

  private let stream: ByteStream
  private let parser: RowParser
  /// The look-out for another header, whose rows would be read under wrong names.
  private let strayHeader: StrayHeader?
  private var unitText: Int?
  private var clock: LocalClock
  private let stepInterval: TimeSpan
  private let tagCount: Int
  /// For each text slot its cell, and the numbers of its texts.
  private let categories: [(cell: Int, numbers: CategoryNumbers)]
  /// The cells whose numbers are not the values.
  private let scaled: [(cell: Int, reading: TagReading)]
  private var buffer: [UInt8]
  private var at = 0
  private var line = 1
  private var isAtEnd: Bool
  private var step: Int64 = 0
  /// Which pass through an hour that comes twice is meant, without units and by the units' names.
  private var hour = RepeatedHour()
  private var hoursOfUnits: [[UInt8]: RepeatedHour] = [:]

  /// Opens a file, or standard input for `-`, and finds the tags among its columns.
  ///
  /// - Parameters:
  ///   - tags: the columns whose values are wanted, in the order in which rows give them.
  ///   - timeZone: the IANA name of the zone of stamps without one.
  ///   - format: how the input is written; nil to sniff it (a pipe's first two lines must have
  ///     come). With a header, its columns are found by their names and may stand in another order.
  ///   - stepInterval: how far apart rows are where no column holds time.
  /// - Throws: ``Fault`` of kind `badData` where the input is empty or lacks a tag, with the
  ///   nearest name; `missingInput` and `io` as from ``CSVSniffer``.
  public init(
    _ path: String, tags: [String], timeZone: String = "UTC", format: CSVFormat? = nil,
    stepInterval: TimeSpan = TimeSpan(nanoseconds: 1), missing: [String] = MissingMarkers.standard,
    readings: [String: TagReading] = [:]
  ) throws(Fault) {
    if path == "-" {
      try self.init(
        descriptor: 0, name: "standard input", tags: tags, timeZone: timeZone, format: format,
        stepInterval: stepInterval, missing: missing, readings: readings)
      return
    }
    var format = format
    // A file can be sampled further in; a pipe only at its front.
    let isRegular = ByteStream.isRegular(path)
    let isArrow = isRegular ? try ArrowInput.isArrow(file: path) : false
    let isSniffed = isRegular && (format == nil || isArrow)
    if isSniffed { format = try CSVSniffer.sniff(file: path) }
    try self.init(
      try ByteStream(path: path, format: format, isSniffed: isSniffed), tags: tags,
      timeZone: timeZone, format: format, stepInterval: stepInterval, missing: missing,
      readings: readings)
  }

  /// Reads an open descriptor, which stays open.
  public init(
    descriptor: Int32, name: String, tags: [String], timeZone: String = "UTC",
    format: CSVFormat? = nil, stepInterval: TimeSpan = TimeSpan(nanoseconds: 1),
    missing: [String] = MissingMarkers.standard,
    readings: [String: TagReading] = [:]
  ) throws(Fault) {
    try self.init(
      ByteStream(descriptor: descriptor, name: name, format: format), tags: tags,
      timeZone: timeZone, format: format, stepInterval: stepInterval, missing: missing,
      readings: readings)
  }

  private init(
    _ stream: ByteStream, tags: [String], timeZone: String, format: CSVFormat?,
    stepInterval: TimeSpan, missing: [String], readings: [String: TagReading]
  ) throws(Fault) {
    self.stream = stream
    name = stream.name
    clock = try LocalClock(timeZone: timeZone)
    self.stepInterval = stepInterval
    tagCount = tags.count
    scaled = tags.enumerated().compactMap { cell, tag in
      guard let reading = readings[tag], reading.isScaled || !reading.missing.isEmpty else {
        return nil
      }
      return (cell, reading)
    }
    var front = StreamFront()
    var found = try front.open(stream, format: format)
    self.format = found
    buffer = front.buffer
    isAtEnd = front.isAtEnd
    at = front.dataStart
    line = front.line
    guard found.shape == .wide else {
      throw Fault(
        .badData, "the input has a row per tag and moment; rows of all tags are needed",
        at: Place(file: stream.name), hint: "ingest it first, and score the store's export")
    }
    // What the model takes for numbers or texts is that, whatever these rows look like.
    for (index, column) in found.columns.enumerated() {
      let isAsked = tags.contains(column.name)
      if let reading = readings[column.name], isAsked, !reading.categories.isEmpty {
        found.columns[index].content = .category
      } else if column.content == .category || (isAsked && column.content == .unit) {
        found.columns[index].content = isAsked ? .number : .text
      }
    }
    var cells: [(cell: Int, numbers: CategoryNumbers)] = []
    for column in found.columns where column.content == .category || column.content == .unit {
      if column.content == .unit { unitText = cells.count }
      // A unit is no tag: its text is only looked at.
      let place = column.content == .unit ? -1 : tags.firstIndex(of: column.name)
      guard let cell = place else { continue }
      cells.append((cell, CategoryNumbers(readings[column.name]?.categories ?? [])))
    }
    self.categories = cells
    var parser = try RowParser(
      found, slots: try Self.slots(found, tags: tags, name: stream.name), missing: missing)
    parser.headerLine = front.namesLine
    if found.zoneWords != nil {
      parser.zoneCorrections = ZoneWords.corrections(offsets: clock.offsets)
    }
    self.parser = parser
    strayHeader = try StrayHeader(found)
  }

  /// The next row; waits for it; nil at the end.
  ///
  /// - Throws: ``Fault`` of kind `io` where reading fails, `badData` where a record is too long or a
  ///   second header of other columns stands among the rows.
  public mutating func next() throws(Fault) -> Row? {
    while true {
      if let row = try take() { return row }
      if isAtEnd { return nil }
      guard buffer.count - at <= Self.longestRecord else {
        throw Fault(
          .badData, "the row is longer than \(Self.longestRecord) bytes",
          at: Place(file: name, line: line))
      }
      if at > 0 {
        buffer.removeFirst(at)
        at = 0
      }
      isAtEnd = try !stream.read(into: &buffer)
    }
  }

  /// Up to `max` rows: waits for the first one only, then takes what has come; empty at the end.
  public mutating func nextBatch(max: Int) throws(Fault) -> [Row] {
    var rows: [Row] = []
    while rows.count < max {
      if let row = rows.isEmpty ? try next() : try take() {
        rows.append(row)
      } else {
        break
      }
    }
    return rows
  }

  /// The next row of those that have come whole; nil where more bytes are needed.
  ///
  /// - Throws: ``Fault`` of kind `badData` at a second header of other columns.
  private mutating func take() throws(Fault) -> Row? {
    while at < buffer.count {
      var values = [Double](repeating: .nan, count: max(1, tagCount))
      var texts = [RowParser.Text](repeating: RowParser.Text(), count: max(1, categories.count))
      let record = buffer.withUnsafeBufferPointer { bytes in
        values.withUnsafeMutableBufferPointer { row -> RowParser.Record? in
          guard let pointer = bytes.baseAddress, let cells = row.baseAddress else { return nil }
          return parser.parse(
            pointer, from: at, to: bytes.count, isLast: isAtEnd, into: cells, texts: &texts)
        }
      }
      guard let record else { return nil }
      if case .needsMore = record.outcome { return nil }
      let begin = line
      let start = at
      at = record.next
      line += record.lineBreaks
      switch record.outcome {
      case .needsMore: return nil
      case .blank, .comment, .header: continue
      case .row(let reading):
        if let unit = unitText, texts[unit].end == texts[unit].start {
          return .bad(
            time: try? moment(reading).get(), line: begin, reason: "the unit's name is empty")
        }
        for (text, category) in zip(texts, categories) where category.cell >= 0 {
          values[category.cell] =
            category.numbers.known(text.content(in: buffer)).map { Double($0) } ?? .nan
        }
        for (cell, reading) in scaled { values[cell] = reading(values[cell]) }
        if tagCount == 0 { values = [] }
        let unit = unitText.map { texts[$0].content(in: buffer) }
        switch moment(reading, of: unit) {
        case .success(let time): return .row(time: time, values: values)
        case .failure(let refusal): return .bad(time: nil, line: begin, reason: refusal.reason)
        }
      case .bad(let reason, let reading):
        if let names = strayHeader?.names(in: buffer[start..<record.next]), let strayHeader {
          throw strayHeader.fault(StrayHeader.Found(names: names, line: begin), file: name)
        }
        // A bad row takes its step too; without a reading in a file with time there is none.
        var time: Telemetry.Timestamp?
        if reading != nil || !format.isTimed { time = try? moment(reading).get() }
        return .bad(time: time, line: begin, reason: reason)
      }
    }
    return nil
  }

  private struct Refusal: Error { var reason: String }

  /// The moment of a reading, or of the next step.
  private mutating func moment(
    _ reading: ClockReading?, of unit: [UInt8]? = nil
  ) -> Result<Telemetry.Timestamp, Refusal> {
    guard let reading else {
      defer { step += 1 }
      return .success(Timestamp(nanoseconds: step &* stepInterval.nanoseconds))
    }
    let moment = clock.moment(of: reading)
    let time: Telemetry.Timestamp?
    if let unit, !clock.isFixed {
      time = hoursOfUnits[unit, default: RepeatedHour()].settled(moment)
    } else {
      time = hour.settled(moment)
    }
    guard let time else { return .failure(Refusal(reason: clock.skippedReason(reading))) }
    return .success(time)
  }

  private static func slots(
    _ format: CSVFormat, tags: [String], name: String
  ) throws(Fault) -> [RowParser.Slot] {
    let names = format.columns.filter { $0.content != .time }.map(\.name)
    let lacking = tags.filter { !names.contains($0) }
    if let first = lacking.first {
      let others = lacking.dropFirst().map { "'\(CellText.cleaned($0))'" }
      throw Fault(
        .badData,
        "column '\(CellText.cleaned(first))' is missing"
          + (others.isEmpty ? "" : ", and \(others.joined(separator: ", "))"),
        at: Place(file: name), hint: CellText.cleaned(Suggestion.hint(for: first, in: names)))
    }
    var places: [String: Int] = [:]
    for (index, tag) in tags.enumerated() { places[tag] = places[tag] ?? index }
    var texts = 0
    return format.columns.map { column in
      switch column.content {
      case .time: return .time
      case .date: return .date
      case .clock: return .clock
      case .part: return column.part.map { .part($0) } ?? .ignored
      case .word: return places[column.name].map { .word($0) } ?? .ignored
      case .category, .unit:
        texts += 1
        return .text(texts - 1)
      default: return places[column.name].map { .value($0) } ?? .ignored
      }
    }
  }
}
