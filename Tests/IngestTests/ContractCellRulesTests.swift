import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import Testing

@Suite struct ContractCellRulesTests {
  private func stamp(_ second: Double) -> Timestamp {
    Timestamp(nanoseconds: 1_767_225_600_000_000_000 + Int64(second * 1e9))
  }

  private func rules(
    _ contract: TagContract, unit: String? = nil
  ) throws -> CellRules {
    try CellRules(
      tags: ["X"],
      declarations: [TagDeclaration(tag: "X", unit: unit, line: 2, contract: contract)],
      file: "tags.csv")
  }

  /// Applies the rules to one column and gives values and qualities.
  private func apply(
    _ rules: inout CellRules, _ seconds: [Double], _ values: [Double],
    quality: [CellQuality]? = nil, units: [Int32]? = nil
  ) -> (values: [Double], quality: [CellQuality?]) {
    var values = values
    var raw = (quality ?? values.map { $0.isNaN ? .missing : .measured }).map(\.rawValue)
    values.withUnsafeMutableBufferPointer { values in
      raw.withUnsafeMutableBufferPointer {
        rules.apply(times: seconds.map(stamp), units: units, values: values, quality: $0)
      }
    }
    return (values, raw.map(CellQuality.init))
  }

  /// The report of a store of this file alone.
  private func judged(_ rules: CellRules) -> ContractReport {
    var report = rules.report()
    report.judgeBorders(until: nil)
    return report
  }

  private func texts(_ rules: CellRules) -> [String] { judged(rules).notices.map(\.text) }

  @Test("numbers that stand for no value are compared as the file has them, before scaling")
  func sentinels() throws {
    var rules = try rules(TagContract(scale: 2, offset: 1, max: 100, missing: [-9_999, 50]))
    let (values, quality) = apply(&rules, [0, 1, 2, 3], [-9_999, 50, 24.5, .nan])
    #expect(values[0].isNaN && values[1].isNaN && values[3].isNaN)
    #expect(values[2] == 50)
    #expect(quality == [.missing, .missing, .measured, .missing])
    #expect(rules.report().tags[0].sentinels.count == 2)
    #expect(rules.report().violations == 0)
  }

  @Test("scale and offset come before the conversion of units, the range after it")
  func order() throws {
    // 4 mA … 20 mA = 0 ft … 16 ft.
    var rules = try rules(
      TagContract(scale: 1, offset: -4, rawUnit: "ft", min: 0, max: 4), unit: "m")
    let (values, quality) = apply(&rules, [0, 1, 2], [4, 14, 20])
    #expect(abs(values[1] - 3.048) < 1e-12)
    #expect(abs(values[2] - 4.8768) < 1e-12)
    #expect(quality == [.measured, .measured, .suspect])
    #expect(texts(rules) == ["X: 1 value above 4 m, the first 4.877 at 2026-01-01T00:00:02Z"])
  }

  @Test("a value out of its range is kept, is suspect, and is counted with the first one")
  func range() throws {
    var rules = try rules(TagContract(min: 0, max: 10), unit: "bar")
    let (values, quality) = apply(
      &rules, [0, 1, 2, 3, 4, 5], [0, 10, -0.5, 11, 12, .infinity])
    #expect(values == [0, 10, -0.5, 11, 12, .infinity])
    #expect(quality == [.measured, .measured, .suspect, .suspect, .suspect, .suspect])
    #expect(
      texts(rules) == [
        "X: 1 value below 0 bar, the first -0.5 at 2026-01-01T00:00:02Z",
        "X: 3 values above 10 bar, the first 11 at 2026-01-01T00:00:03Z",
      ])
    #expect(rules.report().violations == 4)
  }

  @Test("carried cells are converted and not judged")
  func carried() throws {
    var rules = try rules(TagContract(scale: 10, max: 10, gap: TimeSpan(seconds: 1)))
    let (values, quality) = apply(
      &rules, [0, 5], [3, 3], quality: [.carried, .suspect])
    #expect(values == [30, 30])
    #expect(quality == [.carried, .suspect])
    #expect(judged(rules).violations == 1)
  }

  @Test("one spike is one violation of the rate, and a true jump is believed in time")
  func rate() throws {
    var rules = try rules(TagContract(rate: 1))
    let spike = apply(&rules, [0, 1, 2, 3], [5, 50, 6, 7])
    #expect(spike.quality == [.measured, .suspect, .measured, .measured])
    // From 7 at 3 s on, 12 is allowed at 8 s at the earliest.
    let jump = apply(&rules, [4, 5, 6, 7, 8, 9], [12, 12, 12, 12, 12, 13])
    #expect(
      jump.quality == [.suspect, .suspect, .suspect, .suspect, .measured, .measured])
    #expect(
      texts(rules) == [
        "X: 5 values changing faster than 1/s, the first 50 at 2026-01-01T00:00:01Z"
      ])
  }

  @Test("a spike in the first row is the one that is suspect, not the rows behind it")
  func spikeFirst() throws {
    var first = try rules(TagContract(rate: 1))
    let found = apply(&first, [0, 1, 2, 3, 4], [500, 5, 6, 5, 50])
    #expect(found.quality == [.suspect, .measured, .measured, .measured, .suspect])
    #expect(
      texts(first) == [
        "X: 2 values changing faster than 1/s, the first 500 at 2026-01-01T00:00:00Z"
      ])
    // Two values that agree are not enough against the first: a short burst goes back to it.
    var burst = try rules(TagContract(rate: 1))
    #expect(
      apply(&burst, [0, 1, 2, 3], [5, 500, 501, 6]).quality
        == [.measured, .suspect, .suspect, .measured])
    #expect(burst.report().tags[0].fast.count == 2)
    // Nothing that agrees: all but the first.
    var noise = try rules(TagContract(rate: 1))
    #expect(
      apply(&noise, [0, 1, 2, 3], [5, 50, 500, 5_000]).quality
        == [.measured, .suspect, .suspect, .suspect])
    #expect(noise.report().tags[0].fast.count == 3)
    // Cells of an earlier batch stay as they were handed on; what is counted is the same.
    var cut = try rules(TagContract(rate: 1))
    #expect(apply(&cut, [0, 1], [500, 5]).quality == [.measured, .suspect])
    #expect(apply(&cut, [2, 3, 4], [6, 5, 50]).quality == [.measured, .measured, .suspect])
    #expect(texts(cut) == texts(first))
  }

  @Test("a value out of its range is no ground for judging the next one's rate")
  func rateAfterRange() throws {
    var rules = try rules(TagContract(max: 100, rate: 2))
    let found = apply(&rules, [0, 1, 2], [50, 101, 52])
    #expect(found.quality == [.measured, .suspect, .measured])
    #expect(rules.report().tags[0].fast.count == 1)
  }

  @Test("silences longer than allowed are counted from sample to sample")
  func gaps() throws {
    var rules = try rules(TagContract(gap: TimeSpan(seconds: 60)))
    let found = apply(&rules, [0, 60, 121, 200, 7_400], [1, 1, 1, .nan, 1])
    #expect(found.quality == [.measured, .measured, .measured, .missing, .measured])
    #expect(
      texts(rules) == [
        "X: 2 gaps longer than 1min, the first of 61s after 2026-01-01T00:01:00Z"
      ])
    #expect(judged(rules).tags[0].gaps.value == 61)
  }

  @Test("units are judged each by its own samples")
  func units() throws {
    let contract = TagContract(rate: 1, gap: TimeSpan(seconds: 10))
    var rules = try rules(contract)
    let found = apply(
      &rules, [0, 0, 5, 5, 20], [1, 100, 2, 101, 102], units: [0, 1, 0, 1, 1])
    #expect(found.quality.allSatisfy { $0 == .measured })
    #expect(judged(rules).tags[0].gaps.count == 1)
  }

  @Test("batches cut differently give the same cells and the same report", arguments: 0..<20)
  func cuts(seed: Int) throws {
    var generator = SeededGenerator(root: UInt64(seed), stage: "rules")
    var seconds: [Double] = []
    var values: [Double] = []
    var units: [Int32] = []
    var second = 0.0
    for _ in 0..<400 {
      second += generator.uniform() < 0.9 ? 1 : 30
      seconds.append(second)
      units.append(Int32(generator.index(below: 3)))
      values.append(
        generator.uniform() < 0.1
          ? [-9_999, .nan, 1e9][generator.index(below: 3)] : 5 * generator.gaussian())
    }
    let contract = TagContract(
      scale: 0.5, min: -4, max: 4, rate: 0.8, gap: TimeSpan(seconds: 20), missing: [-9_999])
    var whole = try rules(contract)
    let all = apply(&whole, seconds, values, units: units)
    var parts = try rules(contract)
    var start = 0
    while start < 400 {
      // The first values of each unit are judged together where they come together.
      let end = min(400, start + (start == 0 ? 60 : 1) + generator.index(below: 90))
      let part = apply(
        &parts, Array(seconds[start..<end]), Array(values[start..<end]),
        units: Array(units[start..<end]))
      #expect(part.quality == Array(all.quality[start..<end]))
      #expect(
        zip(part.values, all.values[start..<end]).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
      start = end
    }
    #expect(parts.report() == whole.report())
    #expect(whole.report().violations > 20)
    // What was counted is what is suspect: each bad value once or twice, gaps no cell at all.
    let findings = whole.report().tags[0]
    let suspect = all.quality.filter { $0 == .suspect }.count
    let bad = findings.below.count + findings.above.count
    #expect(suspect >= max(bad, findings.fast.count) && suspect <= bad + findings.fast.count)
  }

  @Test("a tag without a contract is left as it is, bit for bit")
  func idle() throws {
    var rules = try CellRules(tags: ["X"], declarations: [])
    let found = apply(&rules, [0, 1], [0.1, -0.0], quality: [.carried, .suspect])
    #expect(found.values.map(\.bitPattern) == [0.1, -0.0].map(\.bitPattern))
    #expect(found.quality == [.carried, .suspect])
    #expect(rules.report().notices.isEmpty)
  }

  @Test("columns are taken by their place, and buffers that are too short are left alone")
  func columns() throws {
    let declarations = [
      TagDeclaration(tag: "B", contract: TagContract(scale: 10)),
      TagDeclaration(tag: "C", contract: TagContract(scale: 100)),
    ]
    var rules = try CellRules(tags: ["A", "B", "C"], declarations: declarations)
    let found = apply(&rules, [0, 1], [1, 2, 3, 4, 5, 6])
    #expect(found.values == [1, 2, 30, 40, 500, 600])
    #expect(apply(&rules, [0, 1], [1, 2, 3, 4, 5]).values == [1, 2, 30, 40, 5])
    #expect(apply(&rules, [], []).values == [])
  }

  @Test("the batches of a file are changed in place")
  func batches() throws {
    let scratch = Scratch()
    let path = try scratch.file("time,A,B\n2026-01-01T00:00:00Z,1,3\n2026-01-01T00:01:00Z,2,4\n")
    var rules: CellRules?
    var batches: [RowBatch] = []
    let declarations = [TagDeclaration(tag: "B", contract: TagContract(scale: 2, max: 7))]
    _ = try CSVReader(format: try CSVSniffer.sniff(file: path)).stream(file: path) {
      (batch: inout RowBatch) throws(Fault) in
      if rules == nil {
        rules = try CellRules(tags: batch.tagNames, declarations: declarations)
      }
      rules?.apply(to: &batch)
      batches.append(batch)
    }
    #expect(batches.filter { $0.count > 0 }.map(\.quality) == [[0, 0, 0, 3]])
    #expect(batches.filter { $0.count > 0 }.map(\.values.elements) == [[1, 2, 6, 8]])
    #expect(rules?.report().violations == 1)
  }
}
