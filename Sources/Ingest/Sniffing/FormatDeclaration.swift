internal import Diagnostics
public import Telemetry

/// What a person says about how files are written; the sniffer finds out the rest.
public struct FormatDeclaration: Sendable, Codable, Equatable {
  /// The id of the dialect.
  public var dialect: String?
  /// `.` or `,`.
  public var decimalMark: String?
  /// What stands between groups of three digits.
  public var thousandsMark: String?
  /// How bytes stand for characters.
  public var encoding: CSVFormat.Encoding?
  /// Lines before the table.
  public var skippedLines: Int?
  /// How many records stand above the rows.
  public var headerRecords: Int?
  /// What comment lines begin with; empty for none.
  public var comment: String?
  /// Whether lines are columns.
  public var isTransposed = false
  /// The columns' names, in place of the header's or where there is none.
  public var columns: [String]?
  /// The column of moments, or those of days and of times of day; empty for none.
  public var time: [String]?
  /// The id of the time format.
  public var timeFormat: String?
  /// Where a column that counts seconds begins; nil where nobody says so.
  public var start: Timestamp?
  /// The column that names the rows' units; empty for none.
  public var unit: String?
  /// Long form: the columns that name the tag.
  public var tag: [String] = []
  /// Long form: the column of values.
  public var value: String?
  /// Long form: the column of qualities.
  public var quality: String?
  /// Columns to leave out.
  public var leaveOut: [String] = []

  /// Says nothing.
  public init() {}

  /// Whether nothing is said.
  public var isEmpty: Bool { self == FormatDeclaration() }
}

extension FormatDeclaration {
  /// What is said of the columns, with the writing of ``ArrowText``.
  var ofArrowText: FormatDeclaration {
    var written = self
    written.dialect = CommaSeparated.id
    written.decimalMark = "."
    written.encoding = .utf8
    written.skippedLines = 0
    written.headerRecords = 1
    written.comment = ""
    written.isTransposed = false
    return written
  }

  /// The index of a declared column.
  func index(
    of name: String, _ key: String, _ format: CSVFormat, file: String
  ) throws(Fault) -> Int {
    if let index = format.columns.firstIndex(where: { $0.name == name }) { return index }
    let names = format.columns.map(\.name)
    throw Fault(
      .badData, "\(key): there is no column '\(CellText.cleaned(name))'", at: Place(file: file),
      hint: CellText.cleaned(Suggestion.hint(for: name, in: names)))
  }

  /// Renames the columns.
  func rename(_ format: inout CSVFormat, file: String) throws(Fault) {
    guard let columns else { return }
    guard columns.count == format.columns.count else {
      throw Fault(
        .badData,
        "columns: \(columns.count) names are declared, the file has \(format.columns.count) columns",
        at: Place(file: file))
    }
    for (index, name) in columns.enumerated() { format.columns[index].name = name }
  }

  /// Finds the time where it is declared to stand, or says that there is none.
  func chooseTime(
    _ table: SampledTable, _ format: inout CSVFormat, file: String
  ) throws(Fault) {
    guard let time else {
      let found = TimeColumnChoice.choose(table, format: &format)
      try TimePairs.refuse(found, table, format, file: file)
      try setTimeFormat(&format, file: file)
      ElapsedTime.settle(table, &format, start: start)
      return
    }
    guard !time.isEmpty, time != [""] else {
      format.evidence.append("no time: declared so, rows are steps")
      return
    }
    var chosen: [Int] = []
    for name in time { chosen.append(try index(of: name, "time", format, file: file)) }
    for index in format.columns.indices where !chosen.contains(index) {
      format.columns[index].content = .text
    }
    TimeColumnChoice.choose(table, format: &format, isDeclared: true)
    try setTimeFormat(&format, file: file)
    for index in format.columns.indices where !chosen.contains(index) {
      format.columns[index].content = .number
    }
    ElapsedTime.settle(table, &format, start: start)
    if chosen.allSatisfy({
      format.columns[$0].content == .part || format.columns[$0].content == .clock
    }) {
      return
    }
    guard let found = format.timeColumn, found == chosen[0] else {
      let example = table.column(chosen[0], withFirst: !format.hasHeader, limit: 1).first ?? []
      throw Fault(
        .badData,
        "time: column '\(CellText.cleaned(time[0]))' does not read as times "
          + "('\(CellText.shown(example))')", at: Place(file: file),
        hint: "'tocsin list dialects' shows what is read; data.format.time-format names one")
    }
  }

  private func setTimeFormat(_ format: inout CSVFormat, file: String) throws(Fault) {
    guard let timeFormat else { return }
    _ = try TimeFormatCatalog.catalog.product(named: timeFormat)
    if format.timeColumn == nil, let name = time?.first {
      let index = try index(of: name, "time", format, file: file)
      format.columns[index].content = .time
    }
    guard format.timeColumn != nil else { return }
    format.timeFormat = timeFormat
    format.isDateOrderOpen = false
    format.dateOrder = nil
  }

  /// Makes a table wide whose only tags' names are declared to be units.
  private func widen(_ format: inout CSVFormat) {
    guard format.shape == .long, !format.columns.contains(where: { $0.content == .tag }) else {
      return
    }
    format.shape = .wide
    for index in format.columns.indices where format.columns[index].content == .value {
      format.columns[index].content = .number
    }
    format.evidence.removeAll { $0.hasPrefix("long form: ") }
    format.notices.removeAll { $0.contains("is taken for the tags' names") }
  }

  /// Marks units, the long form and what is left out.
  func chooseContents(_ format: inout CSVFormat, file: String) throws(Fault) {
    if let unit {
      for index in format.columns.indices where format.columns[index].content == .unit {
        format.columns[index].content = .category
      }
      if !unit.isEmpty {
        format.columns[try index(of: unit, "unit", format, file: file)].content = .unit
        widen(&format)
      }
    }
    if let value {
      format.shape = .long
      for index in format.columns.indices where format.columns[index].content.isTag {
        format.columns[index].content = .text
      }
      format.columns[try index(of: value, "value", format, file: file)].content = .value
      for name in tag {
        format.columns[try index(of: name, "tag", format, file: file)].content = .tag
      }
      if let quality {
        format.columns[try index(of: quality, "quality", format, file: file)].content = .quality
      }
      guard !tag.isEmpty else {
        throw Fault(
          .configuration, "value: '\(CellText.cleaned(value))' needs the column of tags' names",
          at: Place(file: file), hint: "tag: NAME")
      }
    }
    for name in leaveOut {
      format.columns[try index(of: name, "leave-out", format, file: file)].content = .text
    }
  }
}
