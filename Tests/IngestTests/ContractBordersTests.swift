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
    codes: [Int32]? = nil, after earlier: [ContractReport] = [], every step: Double = 10
  ) throws -> ContractReport {
    var values = values
    return try cells(
      contract, from: second, &values, units: units, codes: codes, after: earlier, every: step
    ).report
  }

  /// The report of a file, and which of its cells are suspect.
  private func cells(
    _ contract: TagContract, from second: Double, _ values: inout [Double], units: [String] = [],
    codes: [Int32]? = nil, after earlier: [ContractReport] = [], every step: Double = 10
  ) throws -> (report: ContractReport, suspect: [Int]) {
    var ends = EarlierValues()
    for report in earlier { ends.learn(report) }
    var rules = try CellRules(
      tags: ["X"],
      declarations: [TagDeclaration(tag: "X", unit: "m", line: 2, contract: contract)],
      earlier: ends, file: "tags.csv")
    var quality = values.map { _ in CellQuality.measured.rawValue }
    values.withUnsafeMutableBufferPointer { values in
      quality.withUnsafeMutableBufferPointer {
        rules.apply(
          times: values.indices.map { stamp(second + step * Double($0)) }, units: codes,
          unitNames: units, values: values, quality: $0)
      }
    }
    return (
      rules.report(unitNames: units),
      quality.indices.filter { quality[$0] == CellQuality.suspect.rawValue }
    )
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

  @Test("a gap within one file that another file fills is none")
  func filled() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    let sparse = try report(contract, from: 0, [1, 2, 3], every: 100)
    #expect(
      judged([sparse])
        == ["X: 2 gaps longer than 1min, the first of 2 min after 2026-01-01T00:00:00Z"])
    let filling = try report(contract, from: 50, [1, 2, 3], every: 20)
    for parts in [[sparse, filling], [filling, sparse]] {
      #expect(
        judged(parts)
          == ["X: 1 gap longer than 1min, the first of 2 min after 2026-01-01T00:01:40Z"])
    }
    // Filled in part: what is left is measured.
    #expect(
      try judged([sparse, report(contract, from: 145, [1])])
        == ["X: 1 gap longer than 1min, the first of 2 min after 2026-01-01T00:00:00Z"])
  }

  @Test("more gaps than are kept are counted all the same")
  func manyGaps() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    let sparse = try report(contract, from: 0, [Double](repeating: 1, count: 2_001), every: 100)
    #expect(
      judged([sparse])
        == ["X: 2,000 gaps longer than 1min, the first of 2 min after 2026-01-01T00:00:00Z"])
    #expect(sparse.tags[0].edges[0].spans.count == 500)
  }

  @Test("batches that step back in time leave the gaps of the whole file")
  func unsorted() throws {
    let contract = TagContract(gap: TimeSpan(seconds: 60))
    var rules = try CellRules(
      tags: ["X"], declarations: [TagDeclaration(tag: "X", line: 2, contract: contract)])
    for second in [200.0, 0, 100] {
      var (values, quality) = ([1.0, 1, 1, 1, 1], [UInt8](repeating: 0, count: 5))
      values.withUnsafeMutableBufferPointer { values in
        quality.withUnsafeMutableBufferPointer {
          rules.apply(
            times: (0..<5).map { stamp(second + 10 * Double($0)) }, units: nil, values: values,
            quality: $0)
        }
      }
    }
    #expect(judged([rules.report()]).isEmpty)
  }

  @Test(
    "a file's first value is compared with the last one in order before it, whatever file has it")
  func firstRow() throws {
    let contract = TagContract(max: 1_000, rate: 1)
    // 40 at 110 s is in order, 900 at 120 s is not.
    let long = try report(contract, from: 100, [39, 40, 900])
    let short = try report(contract, from: 0, [45])
    let later = try report(contract, from: 1_000, [7])
    var values = [900.0, 45, 900, 60]
    let (next, suspect) = try cells(
      contract, from: 130, &values, after: [long, short, later])
    #expect(suspect == [0, 2])
    #expect(
      judged([short, long, next])
        == ["X: 3 values changing faster than 1 m/s, the first 900 at 2026-01-01T00:02:00Z"])
  }

  @Test(
    "a file agrees with the files before it while its first values were compared with their last")
  func agreement() throws {
    let contract = TagContract(rate: 1)
    let first = try report(contract, from: 0, [1, 2], units: ["P1", "P2"], codes: [0, 1])
    let next = try report(
      contract, from: 100, [1, 2], units: ["P2", "P3"], codes: [0, 1], after: [first])
    #expect(next.tags[0].edges.map(\.before?.value) == [2, nil])
    var ends = EarlierValues()
    #expect(ends.agree(with: first))
    #expect(!ends.agree(with: next))
    ends.learn(first)
    #expect(ends.agree(with: next))
    ends.learn(try report(contract, from: 50, [9], units: ["P3"], codes: [0]))
    #expect(!ends.agree(with: next))
    // Without a rate nothing is compared.
    ends.learn(try report(TagContract(gap: TimeSpan(seconds: 1)), from: 0, [1]))
    #expect(try ends.agree(with: report(TagContract(gap: TimeSpan(seconds: 1)), from: 9, [1])))
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
