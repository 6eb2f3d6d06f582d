import Diagnostics
import Foundation
import Ingest
import Telemetry
import TestSupport

/// Writes the lines of a generated file.
struct GeneratedFileWriter {
  let plan: GeneratedFilePlan
  private(set) var format: CSVFormat
  private var text = ""
  /// The columns' names as the header's records write them.
  private var headerRecords: [[String]] = []
  private var namesLine = ""
  /// Where the columns of time stand among all.
  private let clockPlace: Int
  /// Columns whose fields all stand in quotes.
  private var quoted: Set<Int> = []
  /// The texts of columns of categories, by first appearance.
  private var texts: [String: [String]] = [:]
  /// Long form: the words of tags that hold words; a third is no switch's.
  private var wordTags: [String: [String]] = [:]

  init(_ plan: GeneratedFilePlan, _ generator: inout SeededGenerator) {
    self.plan = plan
    clockPlace = plan.isClean ? 0 : generator.from(0, plan.columns.count)
    var columns = plan.columns.map { CSVFormat.Column(name: $0.name, content: $0.content) }
    columns.insert(contentsOf: plan.clock.columns, at: clockPlace)
    let names = columns.map(\.name)
    if plan.header.isEmpty {
      let width = max(2, String(columns.count).count)
      for index in columns.indices {
        let digits = String(index + 1)
        columns[index].name = "c" + String(repeating: "0", count: width - digits.count) + digits
      }
    }
    // Names in two records: the first holds what columns have in common.
    if plan.header.filter({ $0 == .names }).count == 2 {
      let first = plan.clock.columns.count + (plan.units.isEmpty ? 0 : 1)
      let shared = columns.indices.map { $0 >= first ? "Linie 1" : "" }
      if shared.contains("Linie 1"), clockPlace == 0 {
        headerRecords.append(shared)
        for index in columns.indices where index >= first {
          columns[index].name = "Linie 1 " + names[index]
        }
      } else if names.count > 1, plan.delimiter != nil {
        headerRecords.append(names.map { _ in "" })
      } else {
        // A record of nothing but an empty name would be an empty line.
        headerRecords.append(names.map { _ in "Linie 1" })
        for index in columns.indices { columns[index].name = "Linie 1 " + names[index] }
      }
    }
    if !plan.header.isEmpty { headerRecords.append(names) }
    if plan.header.contains(.units) {
      let units = ["bar", "m3/h", "\u{b0}C", "l/s", "%", "kW"]
      headerRecords.append(
        columns.indices.map { index in
          columns[index].content.isTag ? units[index % units.count] : ""
        })
      for index in columns.indices where columns[index].content.isTag {
        columns[index].unit = units[index % units.count]
      }
    }
    if plan.header.contains(.other) {
      headerRecords.append(columns.map { $0.content.isTag ? "Avg" : "" })
    }
    let lineEnd: CSVFormat.LineEnd =
      switch plan.ends {
      case .lf, .mixed: .lf
      case .crlf: .crlf
      case .cr: .cr
      }
    format = CSVFormat(
      dialect: plan.dialect, lineEnd: lineEnd, encoding: plan.encoding,
      hasByteOrderMark: plan.encoding == .utf8 && plan.hasByteOrderMark,
      skippedLines: plan.titleLines, hasHeader: !plan.header.isEmpty, comment: plan.comment,
      hasTrailingDelimiter: plan.hasTrailingDelimiter, columns: columns,
      timeFormat: plan.clock.format, decimalMark: plan.decimalMark,
      thousandsMark: plan.thousandsMark, shape: plan.isLong ? .long : .wide)
    format.header = plan.header
    for index in columns.indices where generator.oneIn(10) { quoted.insert(index) }
  }

  private var separator: String { plan.delimiter ?? " " }

  /// Writes titles, comments and the header.
  mutating func writeFront(_ generator: inout SeededGenerator) {
    for line in 0..<plan.titleLines { add("Anlage Nord \(line)", &generator) }
    if plan.comment != nil { addComment(&generator) }
    for (index, fields) in headerRecords.enumerated() {
      let line = joined(fields, &generator, isHeader: true)
      if plan.header[index] == .names { namesLine = line }
      add(line, &generator)
      if !plan.isClean, plan.comment != nil, generator.oneIn(6) { addComment(&generator) }
      if !plan.isClean, generator.oneIn(12) { add("", &generator) }
    }
  }

  /// Writes one row and what may stand between rows.
  mutating func write(_ row: GeneratedRow, _ generator: inout SeededGenerator) {
    if plan.isClean {
      add(joined(row.fields, &generator), &generator)
      if plan.comment != nil, generator.oneIn(12) { addComment(&generator) }
      return
    }
    if let line = spoiledLine(row, &generator) {
      add(line, &generator)
    } else {
      add(joined(spoiled(row.fields, &generator), &generator), &generator)
    }
    if generator.oneIn(15) { add(blanks(&generator), &generator) }
    if plan.comment != nil, generator.oneIn(10) { addComment(&generator) }
    if !namesLine.isEmpty, generator.oneIn(25) { add(namesLine, &generator) }
  }

  /// The text of the file.
  mutating func finished(_ generator: inout SeededGenerator) -> String {
    let end = text.hasSuffix("\r\n") ? 2 : 1
    var scalars = Array(text.unicodeScalars)
    if !plan.isClean, generator.oneIn(8) {
      // The export was cut off.
      scalars.removeLast(min(scalars.count, generator.from(2, 12)))
    } else if !plan.hasFinalLineEnd {
      scalars.removeLast(min(scalars.count, end))
    }
    text = String(String.UnicodeScalarView(scalars))
    return text
  }

  /// What ends this line.
  private func lineEnd(_ generator: inout SeededGenerator) -> String {
    switch plan.ends {
    case .lf: "\n"
    case .crlf: "\r\n"
    case .cr: "\r"
    case .mixed: generator.oneIn(3) ? "\r\n" : "\n"
    }
  }

  private mutating func add(_ line: String, _ generator: inout SeededGenerator) {
    text.unicodeScalars.append(contentsOf: line.unicodeScalars)
    text.unicodeScalars.append(contentsOf: lineEnd(&generator).unicodeScalars)
  }

  private mutating func addComment(_ generator: inout SeededGenerator) {
    let mark = plan.comment ?? ""
    let comments =
      plan.delimiter == nil
      ? ["exported", "\"", ""] : ["exported by the historian", " don't say \"", ""]
    // A quote in a comment opens nothing.
    add(blanks(&generator) + mark + generator.pick(comments), &generator)
  }

  /// Blanks where a file that is not clean may have some.
  private func blanks(_ generator: inout SeededGenerator) -> String {
    plan.isClean || !generator.oneIn(5)
      ? "" : String(repeating: " ", count: generator.from(1, 3))
  }

  /// A line of fields.
  private func joined(
    _ fields: [String], _ generator: inout SeededGenerator, isHeader: Bool = false
  ) -> String {
    var line = ""
    for (index, field) in fields.enumerated() {
      if index > 0 {
        line += separator
        if plan.delimiter == nil, generator.oneIn(3) { line += generator.pick([" ", "\t", "  "]) }
      }
      let mayQuote = !field.hasPrefix("\u{1}")
      let isQuoted =
        mayQuote
        && ((quoted.contains(index) && !isHeader) || needsQuotes(field)
          || (!plan.isClean && generator.oneIn(25)))
      let plain = mayQuote ? field : String(field.dropFirst())
      let written =
        isQuoted
        ? "\"" + inQuotes(plain) + "\"" : plain
      line += blanks(&generator) + written + blanks(&generator)
    }
    return plan.hasTrailingDelimiter ? line + separator : line
  }

  private func inQuotes(_ field: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in field.unicodeScalars {
      if scalar == "\"" { result.append(scalar) }
      result.append(scalar)
    }
    return String(result)
  }

  private func needsQuotes(_ field: String) -> Bool {
    if plan.delimiter == nil, field.isEmpty { return true }
    return field.unicodeScalars.contains { scalar in
      scalar == "\"" || scalar == "\n" || scalar == "\r"
        || plan.delimiter.map { String(scalar) == $0 } ?? (scalar == " " || scalar == "\t")
    }
  }
}

extension GeneratedFileWriter {
  /// The rows in the order of the file.
  mutating func rows(_ generator: inout SeededGenerator) -> [GeneratedRow] {
    var rows: [GeneratedRow] = []
    var time = plan.clock.start
    let tags = Array(
      ["LIT_101", "P-101.Speed", "FIT 7", "Q/2"].shuffled(using: &generator)
        .prefix(generator.from(2, 4)))
    // One tag of numbers at least: marks within numbers show only where there are some.
    for tag in plan.isLong ? tags.dropFirst() : [] where generator.oneIn(4) {
      wordTags[tag] = generator.pick([["Closed", "Open", "Travel"], ["Idle", "Fill", "Drain 2"]])
    }
    while rows.count < plan.rows {
      if plan.clock.isNone { time = Int64(rows.count) }
      for unit in plan.units.isEmpty ? [""] : plan.units {
        for tag in plan.isLong ? tags : [""] {
          // In a long file not every tag is there at every moment.
          if plan.isLong, rows.count > tags.count, generator.oneIn(6) { continue }
          rows.append(GeneratedRow(time: time, unit: unit, tag: tag))
        }
      }
      let steps = plan.isClean ? generator.pick([1, 1, 1, 1, 3]) : generator.from(-1, 4)
      time += Int64(steps) * plan.clock.interval
    }
    // Moments that are plain numbers are told from measurements by their rising.
    if plan.isClean, generator.oneIn(5), plan.clock.format != nil, !plan.clock.isNumber {
      rows.swapAt(3, 9)
    }
    if plan.clock.isNone { for index in rows.indices { rows[index].time = Int64(index) } }
    for index in rows.indices { fill(&rows[index], at: index, &generator) }
    return rows
  }

  /// Draws a row's cells and writes its fields.
  private mutating func fill(
    _ row: inout GeneratedRow, at index: Int, _ generator: inout SeededGenerator
  ) {
    for column in plan.columns {
      let isMissing = column.missing != nil && index > 3 && generator.oneIn(10)
      var cell = (text: column.missing ?? "", value: Double.nan)
      switch column.kind {
      case .unit: cell.text = row.unit
      case .tag: cell.text = row.tag
      case .note: cell.text = "note \(index): \(generator.pick(["a, b; c | d", "say \"x\"", "ok"]))"
      case .quality(let isNumber):
        let words: [(String, String, CellQuality)] = [
          ("Good", "192", .measured), ("Good", "192", .measured), ("Uncertain", "64", .suspect),
          ("Bad", "0", .missing),
        ]
        let word = generator.pick(words)
        cell.text = isNumber ? word.1 : word.0
        row.quality = word.2
      case .texts(let all):
        if isMissing { break }
        cell.text = generator.pick(all)
        if plan.isClean, cell.text.contains("\n") {
          // A program ends lines within a field as it ends its own.
          cell.text = cell.text.replacingOccurrences(of: "\n", with: lineEnd(&generator))
        }
        let known = texts[column.name, default: []]
        // Compared as bytes: equal characters may be different texts.
        let code = known.firstIndex { $0.utf8.elementsEqual(cell.text.utf8) }
        if code == nil { texts[column.name, default: []].append(cell.text) }
        cell.value = Double(code ?? known.count)
      case .words(let on, let off):
        if isMissing { break }
        let isOn = Bool.random(using: &generator)
        cell = (isOn ? on : off, isOn ? 1 : 0)
      case .value where wordTags[row.tag] != nil:
        if isMissing { break }
        // The first is no third state, so that a valve's states are known as a switch's.
        let words = wordTags[row.tag] ?? []
        cell.text = texts[row.tag] == nil ? words[0] : generator.pick(words)
        cell.value = word(cell.text, of: row.tag)
      case .decimal, .shortest, .scientific, .integer, .grouped, .value:
        if isMissing { break }
        cell = GeneratedNumber.draw(column.kind, plan, &generator)
      }
      row.fields.append(cell.text)
      if column.content.isTag || column.content == .value { row.values.append(cell.value) }
    }
    row.fields.insert(contentsOf: plan.clock.fields(row.time), at: clockPlace)
  }

  /// The number of a word: 0 and 1 for a switch's two, otherwise by first appearance.
  private mutating func word(_ text: String, of tag: String) -> Double {
    if texts[tag]?.contains(text) != true { texts[tag, default: []].append(text) }
    if wordTags[tag]?.contains("Travel") == true {
      return Double(["Closed", "Open", "Travel"].firstIndex(of: text) ?? 0)
    }
    return Double(texts[tag]?.firstIndex(of: text) ?? 0)
  }

  /// Spoils a row's fields, or not; a field that begins with U+0001 is written as it stands.
  private func spoiled(_ fields: [String], _ generator: inout SeededGenerator) -> [String] {
    var fields = fields
    let last = fields.count - 1
    var any = generator.from(0, last)
    // What a quality means that is no quality has a test of its own.
    if format.columns[any].content == .quality { any = (any + 1) % fields.count }
    switch generator.from(0, 40) {
    case 0: fields.removeLast()
    case 1: fields.append("7")
    case 2: fields[any] = "broken"
    case 3: fields[any] = plan.decimalMark == "." ? "1e999" : "-2,5e400"
    case 4: fields[any] = "\u{1}\"1\"x"
    case 5: fields[any] = "1.2.3"
    case 6: fields[any] = "31/02/20 25"
    case 7: fields[any] = ""
    case 8: fields[any] = "12,34,567"
    case 9 where format.columns[any].content != .time:
      fields[any] = generator.pick(["+12.", ".5", "-.5e3", "007", "-0", "1e-320", "1E+5"])
    case 10: fields[any] = generator.pick(["on", "Closed", "TRUE", "0", "1"])
    case 11: fields[any] = generator.pick(["na", "NaN", "I/O timeout", "no data", "#N/A"])
    case 12: fields[any] = "0.1234567890123456789012345678901234567890"
    case 13: fields[any] = "a text of more than forty bytes, \u{e4}\u{f6}\u{fc}\u{df} in its 40th"
    case 14: fields[any] = "tab\tand \u{7f} control"
    default: break
    }
    return fields
  }

  /// Now and then a line that opens a quote and does not close it.
  private func spoiledLine(_ row: GeneratedRow, _ generator: inout SeededGenerator) -> String? {
    guard generator.oneIn(150) else { return nil }
    return row.fields.dropLast().joined(separator: separator) + separator + "\"12.5"
  }
}
