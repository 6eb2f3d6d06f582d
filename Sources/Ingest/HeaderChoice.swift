/// Decides whether the first record holds names, and what the names are.
enum HeaderChoice {
  /// How many rows are looked at below the first.
  static let rows = 200

  /// Sets `hasHeader`, `hasTrailingDelimiter` and `columns` (all of them numbers for now).
  static func choose(_ table: SampledTable, format: inout CSVFormat) {
    guard let first = table.head.first else { return }
    let kinds = first.fields.map { CellKind($0, decimalMark: format.decimalMark) }
    var words = 0
    var agreeing = 0
    var disagreeing = 0
    var namesTime = false
    for (index, kind) in kinds.enumerated() where kind != .missing {
      if kind == .text { words += 1 }
      let below = table.column(index, withFirst: false, limit: rows)
        .map { CellKind($0, decimalMark: format.decimalMark) }
      let values = below.filter { $0 == .number || $0 == .time }.count
      let texts = below.filter { $0 == .text }.count
      // A text above texts says nothing; above numbers it is a name.
      if kind != .text { agreeing += 1 } else if values > texts { disagreeing += 1 }
      if kind == .text, index == 0, below.contains(.time) { namesTime = true }
    }
    format.hasHeader = words > 0 && (disagreeing > agreeing || agreeing == 0 || namesTime)
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
    if format.hasTrailingDelimiter,
      !format.hasHeader || (fields.count > 1 && fields.last == [])
    {
      fields.removeLast()
    }
    let names =
      format.hasHeader
      ? distinct(fields, format: &format)
      : fields.indices.map { numbered($0, of: fields.count) }
    format.columns = names.map { CSVFormat.Column(name: $0, content: .number) }
  }

  /// The names that a header gives its columns: decoded, empty ones numbered, repeated ones told
  /// apart.
  static func distinct(_ fields: [[UInt8]], format: inout CSVFormat) -> [String] {
    var notices: [String] = []
    let names = names(fields, encoding: format.encoding, notices: &notices)
    format.notices += notices
    return names
  }

  /// The names that a header gives its columns, without a word.
  static func names(_ fields: [[UInt8]], encoding: CSVFormat.Encoding) -> [String] {
    var notices: [String] = []
    return names(fields, encoding: encoding, notices: &notices)
  }

  private static func names(
    _ fields: [[UInt8]], encoding: CSVFormat.Encoding, notices: inout [String]
  ) -> [String] {
    var seen: Set<String> = []
    var names: [String] = []
    let written = Set(fields.map { decode($0, encoding) })
    for (index, field) in fields.enumerated() {
      var name = decode(field, encoding)
      if name.isEmpty {
        name = numbered(index, of: fields.count)
        notices.append("column \(index + 1) has no name; it is called '\(name)'")
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

  /// Tells columns of text from columns of numbers; the time column stays.
  static func chooseContents(_ table: SampledTable, format: inout CSVFormat) {
    for index in format.columns.indices where format.columns[index].content == .number {
      let cells = table.column(index, withFirst: !format.hasHeader, limit: .max)
      var example: [UInt8]?
      var isNumber = false
      for cell in cells {
        let kind = CellKind(cell, decimalMark: format.decimalMark)
        if kind == .number {
          isNumber = true
          break
        }
        if kind != .missing, example == nil { example = cell }
      }
      guard !isNumber, let example else { continue }
      format.columns[index].content = .text
      format.notices.append(
        "column '\(format.columns[index].name)' holds text ('\(CellText.shown(example))') "
          + "and is left out")
    }
  }

  /// `c01`, `c02` …, as wide as the last one needs, at least two digits.
  private static func numbered(_ index: Int, of count: Int) -> String {
    let digits = String(index + 1)
    let width = max(2, String(count).count)
    return "c" + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func decode(_ field: [UInt8], _ encoding: CSVFormat.Encoding) -> String {
    switch encoding {
    case .utf8: String(decoding: field, as: UTF8.self)
    case .latin1:
      String(String.UnicodeScalarView(field.map { Unicode.Scalar($0) }))
    }
  }
}
