internal import Diagnostics

/// Decides whether the first record holds names, and what the names are.
enum HeaderChoice {
  /// How many rows are looked at below the first.
  static let rows = 200

  /// Sets `hasHeader`, `hasTrailingDelimiter` and `columns` (all of them numbers for now).
  static func choose(
    _ table: inout SampledTable, format: inout CSVFormat, declared: Int? = nil
  ) {
    guard let first = table.head.first else { return }
    let kinds = first.fields.map { CellKind($0, format) }
    var words = 0
    var agreeing = 0
    var disagreeing = 0
    var namesTime = false
    for (index, kind) in kinds.enumerated() where kind != .missing {
      if kind == .text { words += 1 }
      let cells = table.column(index, withFirst: false, limit: rows)
      let below = cells.map { cell in
        let kind = CellKind(cell, format)
        return kind == .text && UnitSuffix.isMeasured(cell, decimalMark: format.decimalMark)
          ? .number : kind
      }
      let values = below.filter { $0 == .number || $0 == .time }.count
      let texts = below.filter { $0 == .text }.count
      // A text above texts says nothing; above numbers it is a name.
      if kind != .text { agreeing += 1 } else if values > texts { disagreeing += 1 }
      if kind == .text, index == 0, below.contains(.time) { namesTime = true }
    }
    let hasHeader = words > 0 && (disagreeing > agreeing || agreeing == 0 || namesTime)
    format.header = declared.map { $0 > 0 } ?? hasHeader ? [.names] : []
    let filled = agreeing + words
    format.hasTrailingDelimiter = table.hasTrailingDelimiter
    if format.hasHeader {
      format.evidence.append(
        "header: \(words) of \(filled) filled fields of the first row are neither numbers nor times"
      )
    } else {
      format.evidence.append(
        "no header: \(filled - words) of \(filled) filled fields of the first row are numbers or "
          + "times"
      )
    }
    if format.hasTrailingDelimiter {
      format.evidence.append("every line ends with a delimiter")
    }
    var fields = format.hasHeader ? first.fields : Array(repeating: [], count: table.width)
    var units: [[UInt8]] = []
    if format.hasHeader {
      fields = furtherRecords(&table, first.fields, &units, &format, declared: declared)
    }
    fields = trimmed(fields, to: table.width)
    if let place = stampName(above: table, fields, format) {
      format.stampName = place
      fields = spread(fields, format)
      format.evidence.append(
        "header: '\(CellText.shown(fields[place]))' stands above two fields, the day and the time of day"
      )
    }
    if format.hasTrailingDelimiter,
      !format.hasHeader || (fields.count > 1 && fields.last == [])
    {
      fields.removeLast()
    }
    let names =
      format.hasHeader
      ? distinct(fields, format: &format)
      : fields.indices.map { numbered($0, of: fields.count) }
    format.columns = names.enumerated().map { index, name in
      let written = index < units.count ? String(decoding: units[index], as: UTF8.self) : ""
      return CSVFormat.Column(
        name: name, content: .number, unit: UnitText.unit(written: written, name: name))
    }
    cut(&table, format)
  }

  /// Drops what stands below another header: the sample would mix cells of different columns.
  private static func cut(_ table: inout SampledTable, _ format: CSVFormat) {
    guard let headers = try? StrayHeader(format),
      let other = table.head.indices.dropFirst().first(where: {
        headers.names(of: table.head[$0].fields) != nil
      }), other > 1
    else { return }
    table.head.removeSubrange(other...)
    table.further = []
  }

  /// The most records that a header is made of.
  private static let mostRecords = 5

  /// Takes more records of names, units or anything else above columns of numbers; gives the names.
  private static func furtherRecords(
    _ table: inout SampledTable, _ first: [[UInt8]], _ units: inout [[UInt8]],
    _ format: inout CSVFormat, declared: Int?
  ) -> [[UInt8]] {
    var names = [first]
    while format.header.count < declared ?? mostRecords, table.head.count > 2 {
      let record = table.head[1].fields
      if declared == nil, isRule(record, below: names.last ?? []) {
        format.header.append(.other)
        format.evidence.append(
          "header: record \(format.header.count) rules the names off and is left out")
        table.head.remove(at: 1)
        continue
      }
      // `-` for "no unit" counts as a missing cell.
      let filled = record.filter { CellKind($0, format) != .missing }
      guard
        declared != nil
          || record.count == table.width && !filled.isEmpty
            && filled.allSatisfy({ CellKind($0, format) == .text })
            && (UnitText.areUnits(filled) || standsAboveNumbers(table, format)
              || format.header.contains(.units) && UnitText.areStatistics(filled))
      else { break }
      if UnitText.areUnits(filled) {
        format.header.append(.units)
        units = record
        format.evidence.append(
          "units: record \(format.header.count) of the header, like "
            + "'\(CellText.shown(filled.first ?? []))'")
      } else if UnitText.areStatistics(filled) || format.header.contains(.units) {
        format.header.append(.other)
        format.evidence.append(
          "header: record \(format.header.count) is neither names nor units and is left out")
      } else {
        format.header.append(.names)
        names.append(record)
        format.evidence.append(
          "header: the names stand in \(names.count) records, joined with a blank")
      }
      // The rows are what follows the last record of the header.
      table.head.remove(at: 1)
    }
    // A header that stands again further down, where files were put together, is no row.
    table.head = table.head.prefix(1) + table.head.dropFirst().filter { !names.contains($0.fields) }
    table.further.removeAll { names.contains($0) }
    return joined(names)
  }

  /// The place of the one name that stands above a day and a time of day, where a table between blanks
  /// has a name fewer than its rows have fields.
  private static func stampName(
    above table: SampledTable, _ fields: [[UInt8]], _ format: CSVFormat
  ) -> Int? {
    guard format.hasHeader, format.dialect == BlankSeparated.id, fields.count + 1 == table.width
    else { return nil }
    return fields.indices.first { index in
      func holds(_ column: Int, _ isRight: ([UInt8]) -> Bool) -> Bool {
        let cells = table.column(column, withFirst: false, limit: rows)
        return !cells.isEmpty && cells.count(where: isRight) * 10 >= cells.count * 9
      }
      return holds(index) { CellKind($0, format) == .time }
        && holds(index + 1) { ClockOfDay.read($0) != nil && $0.contains { $0 > 57 } }
    }
  }

  /// A header's fields without the empty ones at its end that rows lack: `A;B;;` above `1;2`.
  static func trimmed(_ fields: [[UInt8]], to width: Int) -> [[UInt8]] {
    guard width > 0, fields.count > width, fields[width...].allSatisfy(\.isEmpty) else {
      return fields
    }
    return Array(fields[..<width])
  }

  /// Says that a column got a name of ours.
  static func noName(_ index: Int, _ name: String) -> String {
    "column \(index + 1) has no name; it is called '\(name)'"
  }

  /// A header's fields, one for each field of a row: a name above a stamp's two fields stands for both.
  static func spread(_ fields: [[UInt8]], _ format: CSVFormat) -> [[UInt8]] {
    guard let place = format.stampName, place < fields.count,
      fields.count + 1 == format.columns.count || format.columns.isEmpty
    else { return fields }
    var fields = fields
    fields.insert(fields[place] + Array(" (time of day)".utf8), at: place + 1)
    return fields
  }

  /// Whether a record is nothing but dashes that rule off the names above it, as `sqlcmd` writes them: as
  /// long as each name, or three at least somewhere, for `-` alone is a cell without a number.
  private static func isRule(_ record: [[UInt8]], below names: [[UInt8]]) -> Bool {
    guard record.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 == UInt8(ascii: "-") } }) else {
      return false
    }
    let isAsLong =
      record.count == names.count && record.contains { $0.count > 1 }
      && zip(record, names).allSatisfy { $0.count == $1.count }
    return isAsLong || record.contains { $0.count > 2 }
  }

  /// Whether two fifths of the columns hold numbers below the second record.
  private static func standsAboveNumbers(_ table: SampledTable, _ format: CSVFormat) -> Bool {
    let rows = table.head.dropFirst(2).prefix(rows).filter { $0.fields.count == table.width }
    guard !rows.isEmpty else { return false }
    var values = 0
    for column in 0..<table.width {
      let kinds = rows.map { CellKind($0.fields[column], format) }
      if kinds.contains(where: { $0 == .number || $0 == .time }) { values += 1 }
    }
    return values * 5 >= table.width * 2
  }

  /// The columns' names from several records: their parts joined with a blank; an empty part above
  /// others goes on from the left, as in merged cells.
  static func joined(_ records: [[[UInt8]]]) -> [[UInt8]] {
    guard let last = records.last, records.count > 1 else { return records.first ?? [] }
    var names = last
    for record in records.dropLast().reversed() {
      var part: [UInt8] = []
      for index in names.indices {
        if index < record.count, !record[index].isEmpty { part = record[index] }
        // A column without any name of its own gets none from its neighbour.
        let isOwn = index < record.count && !record[index].isEmpty
        guard !part.isEmpty, isOwn || !names[index].isEmpty else { continue }
        names[index] = names[index].isEmpty ? part : part + [32] + names[index]
      }
    }
    return names
  }

  /// The names that a header gives its columns: decoded, empty ones numbered, repeated ones told
  /// apart.
  static func distinct(_ fields: [[UInt8]], format: inout CSVFormat) -> [String] {
    var notices: [String] = []
    let names = names(fields, notices: &notices)
    format.notices += notices
    return names
  }

  /// The names that a header gives its columns, without a word.
  static func names(_ fields: [[UInt8]]) -> [String] {
    var notices: [String] = []
    return names(fields, notices: &notices)
  }

  private static func names(_ fields: [[UInt8]], notices: inout [String]) -> [String] {
    var fields = fields
    // `# time value`: a header that is written as a comment.
    if let first = fields.first, first.first == UInt8(ascii: "#") {
      fields[0] = Array(first.dropFirst().drop { $0 == 32 })
    }
    var seen: Set<String> = []
    var names: [String] = []
    let written = Set(fields.map { String(decoding: $0, as: UTF8.self) })
    for (index, field) in fields.enumerated() {
      var name = String(decoding: field, as: UTF8.self)
      if name.isEmpty {
        name = numbered(index, of: fields.count)
        notices.append(noName(index, name))
      }
      if seen.contains(name) {
        var copy = 2
        while seen.contains("\(name)_\(copy)") || written.contains("\(name)_\(copy)") { copy += 1 }
        notices.append(
          "column \(index + 1) repeats the name '\(name)'; it is called '\(name)_\(copy)'")
        name = "\(name)_\(copy)"
      }
      seen.insert(name)
      names.append(name)
    }
    return names
  }

  /// `c01`, `c02` …, as wide as the last one needs, at least two digits.
  private static func numbered(_ index: Int, of count: Int) -> String {
    let digits = String(index + 1)
    let width = max(2, String(count).count)
    return "c" + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
