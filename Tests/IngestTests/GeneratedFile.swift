import Diagnostics
import Foundation
import Ingest
import Telemetry
import TestSupport

/// A random CSV file with what is true of it.
struct GeneratedFile {
  var text: String
  var format: CSVFormat
  var oracle: NaiveCSV

  /// Draws a file; `isClean` leaves out bad rows, repeated times and empty lines.
  init(_ generator: inout SeededGenerator, isClean: Bool) {
    let dialects: [(id: String, scalar: Unicode.Scalar?)] = [
      ("comma-separated", ","), ("semicolon-separated", ";"), ("tab-separated", "\t"),
      ("pipe-separated", "|"), ("blank-separated", nil),
    ]
    let dialect = dialects[Int.random(in: 0..<dialects.count, using: &generator)]
    let ends: [(CSVFormat.LineEnd, String)] = [(.lf, "\n"), (.crlf, "\r\n"), (.cr, "\r")]
    let (lineEnd, end) = ends[Int.random(in: 0..<3, using: &generator)]
    let isBlank = dialect.scalar == nil
    let hasHeader = Bool.random(using: &generator)
    let clock = isBlank ? 3 : Int.random(in: 0..<4, using: &generator)
    let tags = Int.random(in: 1...6, using: &generator)
    let hasNote = !isBlank && Bool.random(using: &generator)
    var columns: [CSVFormat.Column] = []
    if clock < 3 { columns.append(.init(name: "time", content: .time)) }
    for i in 0..<tags { columns.append(.init(name: "L_T\(i)", content: .number)) }
    if hasNote { columns.append(.init(name: "note", content: .text)) }
    if columns.count == 1 { columns.append(.init(name: "extra", content: .number)) }
    if !hasHeader {
      for i in columns.indices { columns[i].name = "c0\(i + 1)" }
    }
    func blanks() -> String {
      isClean || Int.random(in: 0..<4, using: &generator) > 0
        ? "" : String(repeating: " ", count: Int.random(in: 1...3, using: &generator))
    }
    func join(_ cells: [String]) -> String {
      guard let scalar = dialect.scalar else {
        return blanks()
          + cells.joined(separator: isClean || Bool.random(using: &generator) ? " " : " \t ")
          + blanks()
      }
      return cells.map { blanks() + $0 + blanks() }.joined(separator: String(scalar))
    }
    var lines: [String] = []
    if hasHeader { lines.append(join(columns.map(\.name))) }
    let rows = Int.random(in: isClean ? 2...20 : 1...40, using: &generator)
    var minute = 0
    for row in 0..<rows {
      minute += isClean ? 10 : Int.random(in: -1...6, using: &generator) * 10
      var cells: [String] = []
      for (i, column) in columns.enumerated() {
        var cell: String
        switch column.content {
        case .time: cell = Self.time(clock, minute: max(0, minute))
        case .text:
          cell =
            "\"a\(dialect.scalar.map(String.init) ?? "") \"\"b\"\"\(row % 3 == 1 ? end : "")c\""
        case .number:
          cell = Self.number(&generator)
          let special = Int.random(in: 0..<20, using: &generator)
          if special == 0, row > 1, !isBlank || !isClean {
            cell = isBlank ? "NA" : ["", "NA", "nan", "NULL"][i % 4]
          } else if special == 1 {
            cell = "\"\(cell)\""
          }
        }
        cells.append(cell)
      }
      if !isClean { Self.spoil(&cells, hasTime: clock < 3, isBlank: isBlank, &generator) }
      lines.append(join(cells))
      if !isClean, Int.random(in: 0..<12, using: &generator) == 0 { lines.append(blanks()) }
    }
    text = lines.joined(separator: end)
    // A line that ends in a quoted line end, a file of one line: both need their own end.
    if isClean || Bool.random(using: &generator) { text += end }
    let formats = ["iso8601", "day-month-year-hour", "epoch-seconds", nil]
    format = CSVFormat(
      dialect: dialect.id, lineEnd: lineEnd, hasHeader: hasHeader, columns: columns,
      timeFormat: formats[clock])
    oracle = NaiveCSV(
      delimiter: dialect.scalar, hasHeader: hasHeader, names: columns.map(\.name),
      timeColumn: clock < 3 ? 0 : nil,
      timePattern: [
        "yyyy-mm-dd[THH:mm[:ss[.fff]][zone]]", "dd/mm/yy HH[:mm[:ss]]", "seconds since 1970", "",
      ][clock], time: { Self.readTime(clock, $0) })
    oracle.ignored = Set(columns.indices.filter { columns[$0].content == .text })
  }

  private static func time(_ clock: Int, minute: Int) -> String {
    let stamp =
      (Timestamp(iso8601: "2020-03-25") ?? Timestamp(nanoseconds: 0))
      + TimeSpan(seconds: Double(minute) * 60)
    let text = stamp.minuteText
    let parts = text.split { "- :".contains($0) }
    switch clock {
    case 0: return text.replacingOccurrences(of: " ", with: minute % 3 == 0 ? "T" : " ") + ":00Z"
    case 1: return "\(parts[2])/\(parts[1])/\(parts[0].suffix(2)) \(parts[3]):\(parts[4])"
    default: return String(stamp.nanoseconds / 1_000_000_000)
    }
  }

  private static func readTime(_ clock: Int, _ text: String) -> Timestamp? {
    switch clock {
    case 0: return Timestamp(iso8601: text)
    case 1:
      let parts = text.split { "/ :".contains($0) }.compactMap { Int($0) }
      guard parts.count == 5 else { return nil }
      return Timestamp(
        year: 2000 + parts[2], month: parts[1], day: parts[0], hour: parts[3], minute: parts[4])
    default: return Int64(text).map { Timestamp(nanoseconds: $0 * 1_000_000_000) }
    }
  }

  private static func number(_ generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: String(Int.random(in: -5...5, using: &generator))
    case 1: "\((generator.uniform() - 0.5) * 1e3)"
    case 2: "\(generator.uniform() * 1e-12)"
    case 3: "+\(Int.random(in: 0...99, using: &generator))."
    default: String(format: "%.7E", generator.uniform() * 1e5)
    }
  }

  private static func spoil(
    _ cells: inout [String], hasTime: Bool, isBlank: Bool, _ generator: inout SeededGenerator
  ) {
    let last = cells.count - 1
    switch Int.random(in: 0..<30, using: &generator) {
    case 0: cells.removeLast()
    case 1: cells.append("7")
    case 2: cells[last] = isBlank ? "Bad" : "I/O Timeout"
    case 3: cells[last] = "1e999"
    case 4: cells[last] = "\"1\"x"
    case 5: cells[last] = "1.2.3"
    case 6 where hasTime: cells[0] = "31/02/20 25"
    case 7 where hasTime: cells[0] = ""
    default: break
    }
  }
}
