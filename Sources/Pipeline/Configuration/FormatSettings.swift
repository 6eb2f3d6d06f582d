internal import Diagnostics
internal import Ingest
internal import Telemetry

/// `data.format:` — what a person says about how the files are written.
enum FormatSettings {
  /// How people call the dialects in a file.
  private static let delimiters = [
    ",": "comma-separated", ";": "semicolon-separated", "tab": "tab-separated",
    "\t": "tab-separated", "|": "pipe-separated", "blanks": "blank-separated",
    " ": "blank-separated",
  ]

  /// Reads the mapping; an absent one says nothing.
  static func read(_ fields: inout Fields) -> FormatDeclaration {
    var declared = FormatDeclaration()
    if let text = fields.optionalString("delimiter") {
      declared.dialect = delimiters[text] ?? text
      if let id = declared.dialect, !DialectCatalog.catalog.entries.contains(where: { $0.id == id })
      {
        fields.problems.add(
          "'delimiter' must be one of ',', ';', '|', tab, blanks, got '\(text)'", at: fields.place)
      }
    }
    if fields.has("decimal") {
      declared.decimalMark = fields.word("decimal", default: ".", of: [".", ","])
    }
    if fields.has("thousands") {
      declared.thousandsMark = fields.word("thousands", default: ",", of: [",", ".", " ", "'"])
    }
    if fields.has("encoding") {
      let name = fields.word(
        "encoding", default: "utf-8", of: CSVFormat.Encoding.allCases.map(\.rawValue))
      declared.encoding = CSVFormat.Encoding(rawValue: name)
    }
    if fields.has("skip-lines") {
      declared.skippedLines = fields.integer("skip-lines", default: 0, in: 0...10_000)
    }
    if fields.has("header-rows") {
      declared.headerRecords = fields.integer("header-rows", default: 1, in: 0...16)
    }
    declared.comment = fields.optionalString("comment")
    declared.isTransposed = fields.boolean("transposed", default: false)
    if fields.has("columns") { declared.columns = fields.strings("columns", default: []) }
    if fields.has("time") { declared.time = fields.strings("time", default: []) }
    if let time = declared.time, time.count > 2 {
      fields.problems.add(
        "'time' must name one column, or a day's and a time of day's, got \(time.count)",
        at: fields.place)
    }
    if fields.has("time-format") {
      declared.timeFormat = fields.word(
        "time-format", default: "iso8601", of: TimeFormatCatalog.catalog.entries.map(\.id))
    }
    if let text = fields.optionalString("start") {
      declared.start = Timestamp(iso8601: text)
      if declared.start == nil {
        fields.problems.add(
          "'start' must be a moment like 2024-01-01T00:00:00Z, got '\(text)'", at: fields.place)
      }
    }
    declared.unit = fields.optionalString("unit")
    declared.tag = fields.strings("tag", default: [])
    declared.value = fields.optionalString("value")
    declared.quality = fields.optionalString("quality")
    declared.leaveOut = fields.strings("leave-out", default: [])
    if declared.value == nil, !declared.tag.isEmpty || declared.quality != nil {
      fields.problems.add(
        "'tag' and 'quality' belong to the long form, which needs 'value'", at: fields.place,
        hint: "value: NAME of the column of values")
    }
    fields.finish()
    return declared
  }
}
