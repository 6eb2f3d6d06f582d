import Diagnostics
import Ingest
import TestSupport
import Testing

@Suite("Limits of text files") struct InputLimitsTests {
  private static func wide(_ columns: Int, before: String = "") -> String {
    let names = (0..<columns - 1).map { "T\($0)" }.joined(separator: ",")
    let row = Array(repeating: "1", count: columns - 1).joined(separator: ",")
    return before + "time,\(names)\n2026-01-01,\(row)\n2026-01-02,\(row)\n"
  }

  @Test("more than 16,384 columns are refused by the line, before anything looks at the cells")
  func columns() throws {
    let scratch = Scratch()
    let path = try scratch.file(Self.wide(16_385, before: "# a title\n"))
    let duration = ContinuousClock().measure {
      #expect(
        fault { try CSVSniffer.sniff(file: path) }?.description == """
          error: the line has 16385 columns, at most 16384 are read
            at \(path):2
            hint: write the long form: a column of tags and one of values
          """)
    }
    #expect(duration < .seconds(5))
    // A quarter of it is read in a moment; all of it is, too, but not here.
    let format = try CSVSniffer.sniff(file: try scratch.file(Self.wide(1_000), "y.csv"))
    #expect(format.columns.count == 1_000)
  }

  @Test("a file whose first two lines do not end in a MiB is refused by the line")
  func longLines() throws {
    let scratch = Scratch()
    let long = String(repeating: "1", count: 1 << 20)
    let second = try scratch.file("time,a\n2026-01-01,\(long)\n2026-01-02,2\n")
    #expect(
      fault { try CSVSniffer.sniff(file: second) }?.description == """
        error: the line has more than 1048576 bytes with those before it, which is as much as is looked at to find out how a file is written
          at \(second):2
          hint: is this a text of rows, with line ends?
        """)
    let first = try scratch.file("\(long)\n1\n", "y.csv")
    #expect(fault { try CSVSniffer.sniff(file: first) }?.place == Place(file: first, line: 1))
    // A file that ends there is looked at whole.
    _ = try CSVSniffer.sniff(file: try scratch.file("time,a\n2026-01-01,1\n", "z.csv"))
  }
}
