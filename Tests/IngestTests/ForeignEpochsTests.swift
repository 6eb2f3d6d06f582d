import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Counts that do not begin in 1970 are refused where nothing else can be meant, and doubted else.
@Suite struct ForeignEpochsTests {
  private let scratch = Scratch()

  private func file(_ name: String, from first: Int64, step: Int64) throws -> String {
    try scratch.file(
      "\(name),A\n" + (0..<20).map { "\(first + Int64($0) * step),\($0)\n" }.joined())
  }

  @Test(
    "hundreds of nanoseconds since 1601 or the year 1 are no nanoseconds since 1970",
    arguments: [
      (133_549_272_000_000_000, "a Windows FILETIME"),
      (638_460_504_000_000_000, "ticks of .NET"),
    ] as [(Int64, String)], ["Time", "timestamp", "t_stamp"])
  func hundreds(counts: (Int64, String), name: String) throws {
    let path = try file(name, from: counts.0, step: 600_000_000)
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.timeFormat == nil && !format.isTimed)
    #expect(format.unreadTime == name)
    #expect(format.columns.map(\.content) == [.text, .number])
    #expect(format.notices.count == 1)
    #expect(
      format.notices.contains {
        $0.hasPrefix("column '\(name)' seems to count hundreds of nanoseconds since ")
          && $0.contains(counts.1) && $0.contains("'\(counts.0)'")
      }, "\(format.notices)")
  }

  @Test("beside a column of times such a count is left out and told")
  func beside() throws {
    let path = try scratch.file(
      "Time,FileTime,A\n"
        + (0..<20).map {
          "2024-01-01 00:00:\(10 + $0),\(133_549_272_000_000_000 + $0 * 10_000_000),\($0)\n"
        }.joined())
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.map(\.content) == [.time, .text, .number])
    #expect(format.unreadTime == nil)
    #expect(format.notices.contains { $0.contains("FILETIME") })
  }

  @Test(
    "moments before 2000 and after 2060 are doubted, with what other counts would say",
    arguments: [
      ("timestamp", 763_768_800, 60, "of the year 1994", "since 2000: 2024"),
      ("Time", 732_146_400, 60, "of the year 1993", "since 2001: 2024"),
      ("timestamp", 171_045_360_000, 6_000, "of the year 1975", "hundredths of a second: 2024"),
      ("Time", 3_919_442_400, 60, "of the year 2094", "since 1900, as NTP counts: 2024"),
      ("gps_time", 1_394_488_800, 60, "of the year 2014", "since 1980, as GPS counts: 2024"),
    ] as [(String, Int64, Int64, String, String)])
  func years(name: String, first: Int64, step: Int64, year: String, other: String) throws {
    let format = try CSVSniffer.sniff(file: try file(name, from: first, step: step))
    #expect(format.timeFormat?.hasPrefix("epoch-") == true)
    #expect(
      format.notices.contains {
        $0.hasPrefix("column '\(name)' reads as") && $0.contains(year) && $0.contains(other)
      }, "\(format.notices)")
  }

  @Test("GPS time without a mark in its name is no sensor")
  func gps() throws {
    let format = try CSVSniffer.sniff(file: try file("gpstime", from: 1_394_488_800, step: 60))
    #expect(format.columns[0].content != .number)
    #expect(format.notices.contains { $0.contains("GPS") })
  }

  @Test(
    "counts since 1970 of our time raise no doubt, nor does a format that is declared",
    arguments: [
      (1_710_453_600, 60), (1_710_453_600_000, 60_000), (1_710_453_600_000_000, 60_000_000),
      (1_710_453_600_000_000_000, 60_000_000_000),
    ] as [(Int64, Int64)])
  func usual(first: Int64, step: Int64) throws {
    let format = try CSVSniffer.sniff(file: try file("timestamp", from: first, step: step))
    #expect(format.isTimed)
    #expect(format.notices.isEmpty)
    var declared = FormatDeclaration()
    declared.time = ["Time"]
    declared.timeFormat = "epoch-nanoseconds"
    let path = try file("Time", from: 133_549_272_000_000_000, step: 600_000_000)
    let old = try CSVSniffer.sniff(file: path, declared: declared)
    #expect(old.timeFormat == "epoch-nanoseconds" && old.notices.isEmpty)
  }
}
