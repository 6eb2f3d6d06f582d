import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Which columns of a long table tell what values are worth, and which name no tag.
@Suite struct QualityColumnsTests {
  private let scratch = Scratch()

  /// Two tags of 30 moments each; the cells are of the rows in the file's order.
  private func file(_ column: String, _ cell: (Int) -> String) throws -> String {
    try scratch.file(
      "TagName,Timestamp,Value,\(column)\n"
        + (0..<60).map { row in
          "\(row % 2 == 0 ? "FIC1" : "LIC2"),2024-01-01 00:\(10 + row / 2):00,\(row).5,\(cell(row))\n"
        }.joined())
  }

  @Test(
    "whatever compound of the words for a quality names a column, its words tell what values are worth",
    arguments: [
      "DataQuality", "Data Quality", "data_quality", "DATA-QUALITY", "dataquality", "Quality Code",
      "QualityCode", "QualityText", "ValueQuality", "DataStatus", "StatusCode", "Status Text",
      "Qualitätscode", "Qualitaetscode", "Data_Flag", "Confidence", "Quality",
    ])
  func names(column: String) throws {
    let path = try file(column) { $0 == 40 ? "Bad" : "Good" }
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .quality])
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.frame.tags.map(\.id) == ["FIC1", "LIC2"])
    #expect(read.frame.values[20, 0].isNaN)
    #expect(!read.frame.values[20, 1].isNaN)
  }

  @Test(
    "a column of words that only qualities have is one of qualities under any name",
    arguments: [
      ("State", "Good", "Bad"), ("State", "OK", "Bad"), ("X", "GOOD(192)", "BAD(24)"),
      ("Remark", "Good, Non-Specific", "Bad, No Communication"), ("Zustand", "gut", "schlecht"),
      ("Code", "192 - Good", "24 - Bad"), ("Z", "[Good]", "[Bad]"), ("Ok?", "valid", "invalid"),
    ])
  func words(column: String, good: String, bad: String) throws {
    let path = try file(column) { "\"\($0 == 40 ? bad : good)\"" }
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .quality])
    #expect(format.evidence.contains { $0.hasPrefix("quality: column '\(column)' tells") })
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.frame.tags.map(\.id) == ["FIC1", "LIC2"])
    #expect(read.frame.values[20, 0].isNaN)
    #expect(read.quality[0] == CellQuality.measured.rawValue)
  }

  @Test("where the sample shows good values only, a bad one behind it is bad nevertheless")
  func late() throws {
    let path = try scratch.file(
      "TagName,Timestamp,Value,DataQuality\n"
        + (0..<40_000).map { row in
          "FIC1,\(Timestamp(nanoseconds: Int64(row) * 1_000_000_000)),\(row).5,"
            + (row == 38_000 ? "Bad\n" : "Good\n")
        }.joined())
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .quality])
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.frame.tags.map(\.id) == ["FIC1"])
    #expect(read.frame.values[38_000, 0].isNaN)
    #expect(read.frame.values[37_999, 0] == 37_999.5)
  }

  @Test(
    "a column of which it is not clear what it tells is no part of the tags' names, and is told",
    arguments: [
      ("Type", "Raw", "Interpolated"), ("Annotation", "", "comment x"),
      ("DataStatus", "running", "idle"), ("Kind", "auto", "manual"),
      ("Confidence", "0.99", "0.5"), ("Quality Index", "0.5", "0.75"),
    ])
  func unsure(column: String, first: String, second: String) throws {
    let path = try file(column) { $0 / 3 % 4 == 1 ? second : first }
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .text])
    #expect(
      format.notices.contains {
        $0.hasPrefix("column '\(column)' (")
          && $0.contains("is not used")
          && $0.contains("data.format: { tag: TagName, value: Value, quality: \(column) }")
          && $0.contains("data.format: { tag: [TagName, \(column)], value: Value }")
      }, "\(format.notices)")
    #expect(
      try CSVReader(format: format).read(file: path).frame.tags.map(\.id) == ["FIC1", "LIC2"])
  }

  @Test("a column is part of the tags' names where rows of one tag and moment differ by it")
  func parts() throws {
    let path = try scratch.file(
      "TagName,Timestamp,Value,Aggregate\n"
        + (0..<60).map { row in
          "FIC1,2024-01-01 00:\(10 + row / 2):00,\(row).5,\(row % 2 == 0 ? "Average" : "Maximum")\n"
        }.joined())
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .tag])
  }

  @Test("so it is where one series of a tag follows the other, and where its name says a place")
  func series() throws {
    let follows = try scratch.file(
      "TagName,Timestamp,Value,Host Name of It\n"
        + (0..<60).map { row in
          "FIC1,2024-01-01 00:\(10 + row % 30):0\(row / 30),\(row).5,\(row < 30 ? "north" : "south")\n"
        }.joined())
    #expect(
      try CSVSniffer.sniff(file: follows).columns.map(\.content) == [.tag, .time, .value, .tag])
    let place = try file("Location") { $0 % 3 == 0 ? "north" : "south" }
    #expect(
      try CSVSniffer.sniff(file: place).columns.map(\.content) == [.tag, .time, .value, .tag])
  }

  @Test("numbers of PROFIBUS PA, where 128 is good, are no scale that is known")
  func profibus() throws {
    let path = try file("Qualitätscode") { $0 == 40 ? "0x40" : "0x80" }
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .text])
    #expect(format.notices.contains { $0.contains("which is no quality that is known") })
  }
}
