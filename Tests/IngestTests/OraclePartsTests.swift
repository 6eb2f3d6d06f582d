import Ingest
import IngestOracle
import TestSupport
import Testing

/// Spellings that generated files do not have, against the naive reader.
@Suite struct OraclePartsTests {
  private let scratch = Scratch()

  /// How the reader differs from the naive one on a file whose format its first part shows.
  private func difference(
    _ first: String, _ more: String, ownStamps: Bool = true,
    _ isMeant: (CSVFormat) -> Bool = { _ in true }
  ) throws -> String? {
    let format = try CSVSniffer.sniff(file: try scratch.file(first, "first.csv"))
    try #require(isMeant(format))
    let path = try scratch.file(first + more, "x.csv")
    let options = CSVReaderOptions(maxQuarantined: 1)
    let naive = try NaiveFormat(format, options, ownStamps: ownStamps)
    let read = try CSVReader(format: format, options: options).read(file: path, threads: 1)
    #expect(read.counts.stored > 20)
    return OracleComparison.difference(NaiveReader(naive).read(Array((first + more).utf8)), read)
  }

  private func rows(_ cells: (Int) -> String) -> String { (1..<25).map(cells).joined() }

  @Test("days and hours in columns of their own, with parts that are none and days that are not")
  func dateParts() throws {
    let first =
      "year,month,day,hour,minute,second,a\n" + rows { "2024,2,\($0),\($0 % 24),05,7.5,\($0)\n" }
    let more =
      "2024,2,30,1,0,0,1\n2024,13,1,1,0,0,2\n,2,1,1,0,0,3\n2024.0,2.0,3.5,1,0,0,4\n"
      + "2024,2,28,24,0,60,5\n2024,2,28,25,0,0,6\n2024,2,28,1,60,0,7\n"
    for ownStamps in [true, false] {
      #expect(
        try difference(first, more, ownStamps: ownStamps) {
          $0.columns.filter { $0.part != nil }.count == 6
        } == nil)
    }
  }

  @Test("numbers with their unit behind them, and texts that are none")
  func suffixes() throws {
    let first =
      "time,level\n" + rows { "2024-02-\($0 < 10 ? "0" : "")\($0) 00:00,\($0).5 mm\n" }
    let more =
      "2024-03-01 00:00,7\n2024-03-02 00:00,7mm\n2024-03-03 00:00,7\u{A0}mm\n"
      + "2024-03-04 00:00,mm\n2024-03-05 00:00,7 cm\n2024-03-06 00:00,\n2024-03-07 00:00,1e999 mm\n"
    #expect(try difference(first, more) { $0.columns.last?.suffix == "mm" } == nil)
  }

  @Test("no-break spaces in stamps are blanks")
  func noBreakSpaces() throws {
    let first =
      "time,a\n" + rows { "2024-02-\($0 < 10 ? "0" : "")\($0)\u{A0}09:15,\($0)\n" }
    let more = "2024-02-25\u{202F}09:15:30\u{A0}Z,1\n2024-02-26\u{2003}09:15,2\n"
    for ownStamps in [true, false] {
      let found = try difference(first, more, ownStamps: ownStamps)
      #expect(found == nil, "\(ownStamps)")
    }
  }

  @Test("a number that a form feed or a line end follows is none")
  func numbers() {
    for text in ["1.5\u{C}", "1.5\n", "1.5\r\n", "1.5\u{85}", "\u{C}1.5", "1.5\0"] {
      #expect(NumberText.value(of: Array(text.utf8)) == nil)
      #expect(NaiveCSV.number(text) == nil)
    }
    #expect(NaiveCSV.number("1.5") == 1.5)
  }
}
