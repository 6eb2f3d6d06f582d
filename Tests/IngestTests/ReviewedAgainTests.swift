import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Files of a second review: refused though they are whole, or read under other names or times.
@Suite struct ReviewedAgainTests {
  private let scratch = Scratch()

  private func format(_ text: String) throws -> CSVFormat {
    try CSVSniffer.sniff(file: try scratch.file(text))
  }

  private func read(_ text: String) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
  }

  private func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { line($0) + "\n" }.joined()
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The times of day of quarters of an hour as two numbers.
  private func quarter(_ index: Int) -> (hour: String, minute: String) {
    (two(index / 4 % 24), two(index % 4 * 15))
  }

  @Test("a header that stands again behind a byte order mark is no row")
  func markedHeaders() throws {
    let part = "\u{feff}time,A,B\n"
    let text =
      part + lines(30) { "2024-03-01T00:\(two($0)):00,\($0),1" } + part
      + lines(30) { "2024-03-02T00:\(two($0)):00,\($0),1" }
    let file = try read(text)
    #expect(file.counts.stored == 60)
    #expect(file.counts.quarantined == 0)
    let other = try read(text.replacing("\(part)2024-03-02", with: "\u{feff}2024-03-02"))
    #expect(other.counts.stored == 60)
  }

  @Test("one name above a day and a time of day between blanks is the name of both")
  func stampOfTwoFields() throws {
    let file = try read(
      "time   A   B\n"
        + lines(48) {
          "2024-03-14 \(quarter($0).hour):\(quarter($0).minute):00   \($0).5   \($0 % 2)"
        })
    #expect(file.counts.stored == 48)
    #expect(file.frame.tags.map(\.id) == ["A", "B"])
    #expect(file.frame.times[1] - file.frame.times[0] == TimeSpan(seconds: 900))
    #expect(Array(file.frame.values.column(0).prefix(2)) == [0.5, 1.5])
  }

  @Test("any number of delimiters behind every row is accepted, and filled fields there are not")
  func trailingDelimiters() throws {
    let text = "time;A;B\n" + lines(40) { "2024-03-01T00:\(two($0)):00;\($0);1;;" }
    let file = try read(text)
    #expect(file.counts.stored == 40)
    #expect(file.frame.tags.map(\.id) == ["A", "B"])
    let filled = try read(text + "2024-03-01T00:50:00;1;1;7;\n")
    #expect(filled.counts.quarantined == 1)
  }

  @Test(
    "the last comment above the rows is the header where it has their fields and there is no other",
    arguments: [
      "#time,A,B\n", "# exported by x\n# time,A,B\n", "title\n## made today\n#time,A,B\n",
      "#time,A,B\n#-,bar,m3/h\n",
    ])
  func commentedHeader(header: String) throws {
    let text =
      header + lines(40) { "2024-03-01T00:\(two($0)):00,\($0),1" } + "# a comment\n"
      + "2024-03-01T01:00:00,7,1\n"
    let file = try read(text)
    #expect(file.frame.tags.map(\.id) == ["A", "B"])
    #expect(file.counts.stored == 41)
    #expect(file.counts.quarantined == 0)
    let other = try scratch.file(text.replacing("A,B", with: "B,A"), "other.csv")
    #expect(throws: Fault.self) {
      try CSVReader(format: try format(text)).read(file: other)
    }
  }

  @Test("a quote in a comment takes no rows into a name")
  func quotedComment() throws {
    let file = try read(
      "// don't\"\n" + lines(40) { "2024-03-01T00:\(two($0)):00 \($0).5" }
        + "// don't\"\n2024-03-01T01:00:00 7.5\n")
    #expect(file.counts.read == 41)
    #expect(file.counts.stored == 41)
  }

  @Test("a comment above a header, or of other words than columns, gives no names")
  func commentsAlone() throws {
    let rows = lines(40) { "2024-03-01T00:\(two($0)):00,\($0),1" }
    #expect(try format("#a,b,c\ntime,A,B\n" + rows).columns.map(\.name) == ["time", "A", "B"])
    #expect(try format("#made by hand\n" + rows).columns.map(\.name) == ["c01", "c02", "c03"])
  }

  @Test("a line of dashes below the names rules them off")
  func ruledHeader() throws {
    let text =
      "time,A,B\n----,-,-\n" + lines(40) { "2024-03-01T00:\(two($0)):00,\($0),1" }
    let file = try read(text)
    #expect(file.frame.tags.map(\.id) == ["A", "B"])
    #expect(file.counts.stored == 40)
    let missing = try read(
      "A,B\n-,-\n" + lines(40) { "\($0),\($0 * 2)" })
    #expect(missing.counts.read == 41)
  }

  @Test("(null) is a missing cell in any case")
  func null() throws {
    let file = try read(
      "time,A\n" + lines(40) { "2024-03-01T00:\(two($0)):00,\($0 == 7 ? "(NULL)" : "\($0)")" })
    #expect(file.counts.stored == 40)
    #expect(file.frame.values.column(0)[7].isNaN)
  }

  @Test("WinCC's archive is the long form")
  func winCC() throws {
    let file = try read(
      "VarName;TimeString;VarValue;Validity;Time_ms\n"
        + lines(40) {
          "\"T\($0 % 2)\";\"14.03.2024 00:\(two($0 / 2)):00\";\($0),5;1;4\($0)365000,\($0)"
        })
    #expect(file.frame.tags.map(\.id) == ["T0", "T1"])
    #expect(file.frame.count == 20)
  }

  @Test(
    "h between hours and minutes is read",
    arguments: [("", ":00"), ("m30", ":30"), ("m30s", ":30")])
  func frenchTimes(seconds: String, read: String) throws {
    let text =
      "Horodate;Q\n"
      + lines(96) { "14/03/2024 \(quarter($0).hour)h\(quarter($0).minute)\(seconds);\($0)" }
    let file = try self.read(text)
    #expect(file.format.timeFormat == "day-month-year-hour")
    #expect(file.frame.count == 96)
    #expect("\(file.frame.times[1])".contains("00:15\(read)"))
    #expect(try format(text.replacing("h", with: "u")).timeColumn == nil)
  }

  @Test(
    "a column that looks like times and does not read as any is named, so that no step is made up",
    arguments: [("Horodate", "14/03/2024 00u", ""), ("Woche", "2024-W", "-1"), ("x", "2024-0", "")])
  func unreadTimes(column: String, before: String, after: String) throws {
    func time(_ row: Int) -> String { "\(before)\(row + 10)\(after)" }
    let format = try format("\(column);Q\n" + lines(40) { "\(time($0));\($0)" })
    #expect(format.timeColumn == nil)
    #expect(format.unreadTime == column)
    #expect(
      format.notices.contains(
        "column '\(column)' looks like times ('\(time(0))') and does not read as any: export yyyy-mm-dd "
          + "HH:MM:SS, or say how far apart the rows are, data.interval"))
  }

  @Test("measurements, texts and a time that is declared away are no times that cannot be read")
  func noUnreadTimes() throws {
    let numbers = try format("A,B\n" + lines(40) { "\($0).5,\($0)" })
    #expect(numbers.unreadTime == nil)
    let names = try format("part,A\n" + lines(40) { "pump-\($0)-x,\($0)" })
    #expect(names.unreadTime == nil)
    var declared = FormatDeclaration()
    declared.time = []
    let path = try scratch.file("t,A\n" + lines(40) { "14/03/2024 00u\($0 + 10),\($0)" })
    #expect(try CSVSniffer.sniff(file: path, declared: declared).unreadTime == nil)
  }
}
