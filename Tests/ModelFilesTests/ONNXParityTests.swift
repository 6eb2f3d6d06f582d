import Diagnostics
import Foundation
import Learning
import ModelFiles
import TestSupport
import Testing

@Suite(
  "ONNX graphs against the contract in plain loops",
  .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
struct ONNXParityTests {
  /// A score and whether the alarm is on.
  typealias Scored = (score: Double, alarm: Bool)

  /// What a random suite is asked for.
  struct Case: CustomTestStringConvertible, Sendable {
    let seed: UInt64
    let tags: Int
    let rows: Int
    let call: Int
    var damaged = true
    var testDescription: String {
      "seed \(seed), \(tags) tags, \(rows) rows, calls of \(call), \(damaged ? "damaged" : "whole")"
    }
  }

  @Test(
    "scores equal to 1e-9 and alarms are equal, at once and with the state fed back",
    arguments: [
      Case(seed: 1, tags: 4, rows: 400, call: 1),
      Case(seed: 2, tags: 9, rows: 500, call: 7),
      Case(seed: 3, tags: 1, rows: 200, call: 1),
      Case(seed: 4, tags: 2, rows: 200, call: 3),
      Case(seed: 5, tags: 6, rows: 300, call: 1, damaged: false),
      Case(seed: 6, tags: 20, rows: 600, call: 97),
      Case(seed: 7, tags: 5, rows: 1, call: 1),
    ])
  func suites(_ wanted: Case) throws {
    let suite = RandomSuite(
      seed: wanted.seed, tags: wanted.tags, rows: wanted.rows, damaged: wanted.damaged)
    let expected = try Self.expectParity(
      suite.artifact, suite, call: wanted.call, "\(wanted.testDescription)")
    // A suite that never alarms, or always, would prove little.
    #expect(wanted.rows == 1 || Set(expected.map(\.alarm)).count == 2)
  }

  @Test("every chain alone equals, so that none hides behind a larger one", arguments: 0..<6)
  func chains(_ chain: Int) throws {
    for seed: UInt64 in 20...22 {
      let suite = RandomSuite(seed: seed, tags: 7, rows: 300)
      let expected = try Self.expectParity(
        suite.alone(chain), suite, call: 11, "chain \(chain) of seed \(seed)")
      #expect(expected.contains { !$0.score.isNaN })
      let neverUndefined = suite.artifact.parts[chain].parts[0].kind == "missing-data"
      #expect(expected.contains { $0.score.isNaN } != neverUndefined)
    }
  }

  @Test("nearly singular covariances keep the promise", arguments: [1e-3, 1e-5])
  func condition(_ noise: Double) throws {
    let suite = RandomSuite(seed: 30, tags: 12, rows: 300, noise: noise)
    for chain in suite.artifact.parts.indices {
      try Self.expectParity(suite.alone(chain), suite, call: 50, "noise \(noise), chain \(chain)")
    }
  }

  @Test("more rows with lost tags than one block of systems holds are all filled")
  func blocks() throws {
    // 22 of 40 tags lost: 22 · 23 values a row, 2,072 rows to a block of 2²⁰.
    let suite = RandomSuite(seed: 31, tags: 40, rows: 2_300, damaged: false, lostTags: 22)
    try Self.expectParity(suite.alone(0), suite, call: 2_200, "blocks")
  }

  @Test("a row in which all but one cell are lost, and cells far beyond reason, score as agreed")
  func extremes() throws {
    var drawn = RandomSuite(seed: 32, tags: 6, rows: 40, damaged: false)
    drawn.rows[10] = [.nan, .nan, .nan, 3, .nan, .nan]
    drawn.rows[20][1] = 1e300
    drawn.rows[21][2] = .infinity
    drawn.rows[22] = [-.infinity, .nan, .infinity, 0, 0, .nan]
    for chain in drawn.artifact.parts.indices {
      try Self.expectParity(drawn.alone(chain), drawn, call: 1, "extremes, chain \(chain)")
    }
  }

  @Test("a component analysis without components is all residual")
  func noComponents() throws {
    let suite = RandomSuite(seed: 33, tags: 5, rows: 100)
    var artifact = suite.alone(4)
    artifact.parts[0].parts[0].arrays["components"] = .init(shape: [5, 0], values: [])
    artifact.parts[0].parts[0].arrays["eigenvalues"] = .init([])
    try Self.expectParity(artifact, suite, call: 9, "no components")
  }

  /// Runs both and compares; gives what the contract says.
  @discardableResult
  static func expectParity(
    _ artifact: ModelArtifact, _ drawn: RandomSuite, call: Int, _ what: String
  ) throws -> [Scored] {
    var naive = NaiveSuite(artifact)
    let expected = zip(drawn.rows, drawn.times).map { naive.score($0, at: $1) }
    for result in try run(artifact, drawn, call: call) {
      var worst = 0.0
      for (i, (got, want)) in zip(result, expected).enumerated() {
        #expect(got.alarm == want.alarm, "\(what): alarm of row \(i)")
        #expect(
          got.score.isNaN == want.score.isNaN,
          "\(what), row \(i): \(got.score) against \(want.score)")
        if !want.score.isNaN, !got.score.isNaN {
          worst = max(worst, abs(got.score - want.score) / max(1, abs(want.score)))
        }
      }
      #expect(worst <= 1e-9, "\(what)")
      if ProcessInfo.processInfo.environment["TOCSIN_MEASURE"] != nil {
        FileHandle.standardError.write(Data("\(what): largest difference \(worst)\n".utf8))
      }
    }
    return expected
  }

  /// The scores and alarms of one call, then of calls of a few rows.
  static func run(
    _ artifact: ModelArtifact, _ drawn: RandomSuite, call: Int
  ) throws -> [[Scored]] {
    let folder = try ScratchFolder()
    let model = try folder.write(try SampleModel.onnx(of: artifact), to: "detector.onnx")
    let rows = try folder.write(littleEndian(drawn.rows.joined().map(\.bitPattern)), to: "rows")
    let times = try folder.write(
      littleEndian(drawn.times.map(UInt64.init(bitPattern:))), to: "times")
    let count = drawn.rows.count
    _ = try ExternalTools.runPython(
      References.path("onnx_run.py"),
      [
        model, rows, times, "\(count)", "\(drawn.rows[0].count)", "\(call)", folder.path + "/out",
      ])
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out")))
    try #require(bytes.count == 2 * 9 * count)
    return (0..<2).map { run in
      (0..<count).map { row in
        let at = run * 9 * count + row * 8
        let word = bytes[at..<at + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return (Double(bitPattern: word), bytes[run * 9 * count + 8 * count + row] == 1)
      }
    }
  }

  static func littleEndian(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }
}
