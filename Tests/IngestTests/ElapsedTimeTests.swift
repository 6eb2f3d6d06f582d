import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Columns that count the seconds of a run.
@Suite struct ElapsedTimeTests {
  private let scratch = Scratch()

  private func path(_ header: String, _ counts: [Double]) throws -> String {
    try scratch.file(header + "\n" + counts.map { "\($0),7,5\n" }.joined())
  }

  private static let doubt =
    "counts seconds from a start that the file does not tell; 1970-01-01 is taken: declare it, "
    + "data.format: { start: 2024-01-01T00:00:00Z }"

  @Test(
    "without a column of moments, seconds that ascend from near zero are the rows' time, with a doubt",
    arguments: ["t", "time", "time_s", "Time [s]", "elapsed", "Seconds"])
  func proposed(name: String) throws {
    let file = try path(name + ",A,B", [0, 0.5, 1, 60])
    let format = try CSVSniffer.sniff(file: file)
    #expect(format.columns.map(\.content) == [.time, .number, .number])
    #expect(format.elapsedFrom == 0)
    #expect(format.notices == ["column '\(name)' " + Self.doubt])
    let read = try CSVReader(format: format).read(file: file)
    #expect(read.frame.times.map(\.nanoseconds) == [0, 500_000_000, 1_000_000_000, 60_000_000_000])
  }

  @Test("a declared start is where the count begins, and there is no doubt")
  func declared() throws {
    let file = try path("t,A,B", [0, 1.5, 2])
    for time in [nil, ["t"]] as [[String]?] {
      var declared = FormatDeclaration()
      declared.start = Timestamp(iso8601: "2024-01-01T00:00:00Z")
      declared.time = time
      let format = try CSVSniffer.sniff(file: file, declared: declared)
      #expect(format.notices.isEmpty)
      let read = try CSVReader(format: format).read(file: file)
      #expect(
        read.frame.times.map { "\($0)" } == [
          "2024-01-01T00:00:00Z", "2024-01-01T00:00:01.5Z", "2024-01-01T00:00:02Z",
        ])
      var stream = try CSVRowStream(file, tags: ["A"], format: format)
      #expect(
        try stream.next()
          == .row(
            time: Timestamp(iso8601: "2024-01-01T00:00:00Z") ?? Timestamp(nanoseconds: 1),
            values: [7]))
    }
  }

  @Test(
    "columns that do not ascend with every row, have other names or other units are measurements",
    arguments: [
      ("t", [0.0, 1, 1, 2]), ("t", [0, 2, 1, 3]), ("T_out", [0, 1, 2, 3]), ("t", [-5, 1, 2, 3]),
      ("time_ms", [0, 1, 2, 3]), ("cycle", [1, 2, 3, 4]), ("t", [4_000, 4_001, 4_002]),
    ])
  func others(name: String, counts: [Double]) throws {
    let format = try CSVSniffer.sniff(file: try path(name + ",A,B", counts))
    #expect(format.columns[0].content == .number)
    #expect(format.timeColumn == nil)
  }

  @Test("beside a column of moments a count of seconds stays a measurement")
  func beside() throws {
    let rows = (0..<9).map { "\($0),2024-01-01T00:00:0\($0)Z,5\n" }.joined()
    let format = try CSVSniffer.sniff(file: try scratch.file("t,stamp,A\n" + rows))
    #expect(format.columns.map(\.content) == [.number, .time, .number])
  }
}
