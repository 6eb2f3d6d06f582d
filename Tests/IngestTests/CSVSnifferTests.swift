import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import Testing

@Suite struct CSVSnifferTests {
  private func sniff(_ text: String) throws -> CSVFormat {
    try CSVSniffer.sniff(bytes: Array(text.utf8), name: "x.csv")
  }

  @Test("the evidence says what each finding rests on")
  func evidence() throws {
    let format = try sniff(
      "\u{FEFF}DATETIME, L_T1\r\n06/01/14 00, 0.5\r\n06/01/14 01, 0.6\r\n13/01/14 02, 0.7\r\n")
    #expect(
      format.evidence == [
        "line ends CRLF: 4 of 4 sampled",
        "delimiter ',': 2 fields in each of 4 sampled rows",
        "the file begins with a UTF-8 byte order mark",
        "header: 2 of 2 filled fields of the first row are neither numbers nor times",
        "time: column 'DATETIME' reads as dd/mm/yy HH[:mm[:ss]] in 3 of 3 sampled rows",
      ])
    #expect(format.notices == [])
    #expect(format.hasByteOrderMark)
    #expect(format.columns.map(\.name) == ["DATETIME", "L_T1"])
  }

  @Test("empty and repeated names are made distinct, with a notice each")
  func names() throws {
    let format = try sniff("time,,a,\" a \",a_2,a\n2020-01-01,1,2,3,4,5\n")
    #expect(format.columns.map(\.name) == ["time", "c02", "a", "a_3", "a_2", "a_4"])
    #expect(
      format.notices == [
        "column 2 has no name; it is called 'c02'",
        "column 4 repeats the name 'a'; it is called 'a_3'",
        "column 6 repeats the name 'a'; it is called 'a_4'",
      ])
  }

  @Test("without a header the columns are c01, c02 …; a number in the first row is no name")
  func noHeader() throws {
    let format = try sniff("1,2\n3,4\n")
    #expect(!format.hasHeader)
    #expect(format.columns.map(\.name) == ["c01", "c02"])
    let many = try sniff((1...120).map(String.init).joined(separator: " ") + "\n")
    #expect(many.columns.first?.name == "c001")
    #expect(many.columns.last?.name == "c120")
    // One failed reading in the first row makes no header of it.
    #expect(try sniff("1,Bad,3\n4,5,6\n7,8,9\n").hasHeader == false)
    // Names that are numbers, under a name for the time.
    #expect(try sniff("time,1,2,3\n2020-01-01,5,6,7\n").hasHeader)
  }

  @Test(
    "day and month are told apart by any day past the 12th; else days come first, with a notice")
  func dayMonth() throws {
    func times(_ dates: [String]) throws -> CSVFormat {
      try sniff("t,a\n" + dates.map { "\($0) 00:00,1\n" }.joined())
    }
    #expect(try times(["01/02/20", "13/02/20"]).timeFormat == "day-month-year-hour")
    #expect(try times(["01/02/20", "02/13/20"]).timeFormat == "month-day-year")
    #expect(try times(["01/02/20", "02/13/20"]).notices == [])
    let ambiguous = try times(["01/02/20", "02/03/20"])
    #expect(ambiguous.timeFormat == "day-month-year-hour")
    #expect(
      ambiguous.notices == [
        "column 't': day and month cannot be told apart in 2 sampled times; the day is taken to "
          + "come first"
      ])
  }

  @Test("a day past the 12th far behind the first MiB decides too")
  func dayMonthFurtherIn() throws {
    let scratch = Scratch()
    var text = "t,a\n"
    for i in 0..<80_000 { text += i < 60_000 ? "03/04/2020 00:00,1\n" : "03/14/2020 00:00,1\n" }
    let path = try scratch.file(text)
    #expect(try CSVSniffer.sniff(file: path).timeFormat == "month-day-year")
  }

  @Test(
    "time is recognised in each format of the catalog",
    arguments: [
      ("2020-01-31 10:00:00", "iso8601"), ("2020-01-31T10:00:00.125+01:00", "iso8601"),
      ("2020-01-31", "iso8601"), ("31/01/20 10", "day-month-year-hour"),
      ("31.1.2020 10:00:05", "day-month-year-hour"),
      ("28/12/2015 10:00:00 AM", "day-month-year-hour"),
      ("12/28/2015 10:00", "month-day-year"), ("2020/1/31 10:00", "year-month-day"),
      ("1388966400", "epoch-seconds"), ("1388966400.5", "epoch-seconds"),
      ("1388966400000", "epoch-milliseconds"),
    ])
  func timeFormats(text: String, id: String) throws {
    #expect(try sniff("t;a\n\(text);1\n").timeFormat == id)
    #expect(try sniff("\(text);1\n").timeFormat == id)
  }

  @Test("numbers that do not ascend, or stand in a later column, are no times")
  func noTimes() throws {
    #expect(try sniff("t,a\n1388966400,1\n1388966300,1\n").timeFormat == nil)
    #expect(try sniff("a,bytes\n1,1388966400\n2,1388966401\n").timeFormat == nil)
    #expect(try sniff("time_s,a\n0,1\n600,1\n").timeFormat == "epoch-seconds")
    #expect(
      try sniff("a,b\n0,1\n600,1\n").evidence.last
        == "no time: no column reads as moments, rows are steps")
  }

  @Test("a decimal comma between semicolons is recognised and read")
  func decimalComma() throws {
    let scratch = Scratch()
    let path = try scratch.file("t;a;b\n2020-01-01 00:00;1,5;-2,25e1\n2020-01-01 00:10;1;2\n")
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.dialect == "semicolon-separated")
    #expect(format.decimalMark == ",")
    let file = try CSVReader(format: format).read(file: path)
    #expect(file.frame.values.elements == [1.5, 1, -22.5, 2])
  }

  @Test("a delimiter at every line's end is no column")
  func trailing() throws {
    let scratch = Scratch()
    for text in ["a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", "1,2,\n3,4,\n"] {
      let path = try scratch.file(text)
      let format = try CSVSniffer.sniff(file: path)
      #expect(format.hasTrailingDelimiter, "\(text)")
      #expect(format.columns.count == 2, "\(text)")
      let file = try CSVReader(format: format).read(file: path)
      #expect(file.counts == RowCounts(read: 2, stored: 2), "\(text)")
    }
    #expect(try sniff("a,b,c\n1,2,\n3,4,\n").hasTrailingDelimiter == false)
  }

  @Test("names that are no UTF-8 are read as windows-1252, and why is told")
  func latin1() throws {
    let bytes = Array("t [".utf8) + [0xb0] + Array("C],b\n1,2\n".utf8)
    let format = try CSVSniffer.sniff(bytes: bytes, name: "x.csv")
    #expect(format.encoding == .latin1)
    #expect(format.columns.first?.name == "t [°C]")
    #expect(format.evidence.first == "windows-1252: 1 of the sampled bytes are no UTF-8")
  }

  @Test("a format survives encoding and decoding")
  func codable() throws {
    let format = try sniff("t,a,x\n06/01/14 00,1,hello\n")
    let decoded = try JSONDecoder().decode(
      CSVFormat.self, from: try JSONEncoder().encode(format))
    #expect(decoded == format)
  }

  @Test("dialects and time formats are listed once each, ids in kebab-case")
  func catalogs() {
    let ids = DialectCatalog.catalog.entries.map(\.id) + TimeFormatCatalog.catalog.entries.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }) }
  }

  @Test("a header that stands again among the rows is no text in columns of numbers")
  func repeatedHeader() throws {
    let rows = (0..<50).map { "2026-01-01 00:\($0 < 10 ? "0" : "")\($0):00,\($0),1\n" }
    let text =
      "time,a,b\n" + rows[..<20].joined() + "time,a,b\n" + rows[20...].joined()
    let format = try CSVSniffer.sniff(bytes: Array(text.utf8), name: "x.csv")
    #expect(format.notices.isEmpty)
    #expect(format.columns.map(\.content) == [.time, .number, .number])
  }
}
