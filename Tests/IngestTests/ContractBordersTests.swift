import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// What the contract says of two files that follow each other.
@Suite struct ContractBordersTests {
  private func stamp(_ second: Double) -> Timestamp {
    Timestamp(nanoseconds: 1_767_225_600_000_000_000 + Int64(second * 1e9))
  }

  /// The report of a file of samples each 10 s.
  private func report(
    _ contract: TagContract, from second: Double, _ values: [Double], units: [String] = [],
    codes: [Int32]? = nil
  ) throws -> ContractReport {
    var rules = try CellRules(
      tags: ["X"],
      declarations: [TagDeclaration(tag: "X", unit: "m", line: 2, contract: contract)],
      file: "tags.csv")
    var values = values
    var quality = values.map { _ in CellQuality.measured.rawValue }
    values.withUnsafeMutableBufferPointer { values in
      quality.withUnsafeMutableBufferPointer {
        rules.apply(
          times: values.indices.map { stamp(second + 10 * Double($0)) }, units: codes,
          values: values, quality: $0)
      }
    }
    return rules.report(unitNames: units)
  }

  private func judged(
    _ reports: [ContractReport], until end: Double? = nil
  ) -> [String] {
    var whole = ContractReport(file: "tags.csv")
    for report in reports { whole.merge(report) }
    whole.judgeBorders(until: end.map(stamp))
    return whole.notices.map(\.text)
  }

  @Test("a silence from one file to the next counts, in whatever order the files come")
  func gap() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    let parts = try [
      report(contract, from: 0, [1, 2, 3]), report(contract, from: 81, [4, 5]),
      report(contract, from: 151, [6]),
    ]
    let expected = [
      "X: 1 gap longer than 1min, the first of 61s after 2026-01-01T00:00:20Z"
    ]
    #expect(judged(parts) == expected)
    #expect(judged(parts.reversed()) == expected)
    #expect(judged(Array(parts.dropFirst())).isEmpty)
  }

  @Test("a file that covers the time between two others closes the gap")
  func overlap() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    let parts = try [
      report(contract, from: 0, [1, 2]), report(contract, from: 300, [1]),
      report(contract, from: 5, [Double](repeating: 1, count: 29)),
    ]
    #expect(judged(parts).isEmpty)
  }

  @Test("a jump from one file to the next is judged by the time between their values in order")
  func rate() throws {
    let contract = TagContract(max: 1_000, rate: 1)
    let before = try report(contract, from: 0, [0, 5, 2_000])
    // 5 at 10 s, 95 at 100 s: 1 a second. 95.1 is faster.
    #expect(
      try judged([before, report(contract, from: 100, [95])]).last
        == "X: 1 value changing faster than 1 m/s, the first 2000 at 2026-01-01T00:00:20Z")
    #expect(
      try judged([before, report(contract, from: 100, [95.1])]).last
        == "X: 2 values changing faster than 1 m/s, the first 2000 at 2026-01-01T00:00:20Z")
  }

  @Test("silence up to the end of all data is a gap, but not of a unit, which may have ended")
  func tail() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    #expect(try judged([report(contract, from: 0, [1, 2])], until: 70).isEmpty)
    #expect(
      try judged([report(contract, from: 0, [1, 2])], until: 71)
        == ["X: 1 gap longer than 1min, the first of 61s after 2026-01-01T00:00:10Z"])
    #expect(
      try judged(
        [report(contract, from: 0, [1, 2], units: ["P1", "P2"], codes: [0, 1])], until: 71
      ).isEmpty)
  }

  @Test("units are followed each by itself, by name")
  func units() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    let first = try report(contract, from: 0, [1, 2], units: ["P1", "P2"], codes: [0, 1])
    // The same numbers mean others in the next file.
    let second = try report(contract, from: 71, [1, 2], units: ["P2", "P3"], codes: [0, 1])
    #expect(
      judged([first, second])
        == ["X: 1 gap longer than 1min, the first of 61s after 2026-01-01T00:00:10Z"])
  }

  @Test("without a limit on gap or rate no edges are kept")
  func edges() throws {
    #expect(try report(TagContract(max: 3), from: 0, [1, 2]).tags[0].edges.isEmpty)
    #expect(try report(TagContract(rate: 3), from: 0, [1, 2]).tags[0].edges.count == 1)
  }
}
