import Diagnostics
import Learning
import LinearAlgebra
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("The graph of actuators against their rules")
struct ActuatorRulesGraphTests {
  /// A rule that fills and one that empties, with scales that a forced pump passes.
  private static let rules = ModelArtifact(
    kind: "actuator-rules",
    lists: [
      "rules": [
        "PA on below 2.013 and off above 3.98 of LA (learned)",
        "PB on above 7.96 and off below 5.05 of LB (learned)",
      ]
    ],
    arrays: [
      "actuator": .init([3, 4]), "sensor": .init([0, 1]), "off": .init([0, 0]),
      "on": .init([1, 1]), "on-at": .init([2.013, 7.96]), "off-at": .init([3.98, 5.05]),
      "scale": .init([0.37, 0.81]),
    ])

  private static func suite(_ detector: ModelArtifact) -> ModelArtifact {
    ModelArtifact(
      kind: "suite",
      numbers: [
        "interval-ns": Double(DetectionData.interval.nanoseconds), "hold-ns": 0, "merge-ns": 0,
      ],
      lists: ["tags": PumpedTanks.tags.map(\.id)],
      parts: [
        ModelArtifact(
          kind: "chain", texts: ["name": "rules"], numbers: ["limit": 1, "center": 0],
          parts: [detector, ModelArtifact(kind: "plain")])
      ])
  }

  /// Rows with pumps forced now and then, missing cells, gaps and readings beyond bounds.
  private static func rows(_ seed: UInt64) -> Frame {
    let frame = PumpedTanks.frame(rows: 400, seed: seed) { row, pump in
      row / 40 % 3 == pump - 2 ? Double(row / 20 % 2) : nil
    }
    return PumpedTanks.damaged(frame, seed: seed).changing { i, j, value in
      i % 60 == 20 && j < 2 ? [1e308, -.infinity, .infinity, -1e300][i / 60 % 4] : value
    }
  }

  private static func naive(_ model: ModelArtifact, _ rows: Frame) -> [Double] {
    var naive = NaiveRules(model, interval: DetectionData.interval.nanoseconds)
    return zip(rows.rowLists, rows.times).map { naive.score($0, at: $1.nanoseconds) }
  }

  @Test(
    "passes against the contract, at once and in pieces", arguments: 1...4 as ClosedRange<UInt64>)
  func interpreted(_ seed: UInt64) throws {
    let suite = Self.suite(Self.rules)
    let rows = Self.rows(seed)
    let scores = Self.naive(Self.rules, rows)
    #expect(scores.contains { $0 > 1 } && scores.contains(0) && scores.contains { $0.isNaN })
    let report = try GraphParity.compare(
      model: SampleModel.onnx(of: suite), rows: rows, scores: scores,
      alarms: scores.map { $0 > 1 }, states: SampleModel.states(of: suite))
    #expect(report.passed, "\(report)")
    #expect(report.largestDifference == 0)
  }

  @Test("without rules it scores 0, but in rows without cells")
  func noRules() throws {
    var model = Self.rules
    for name in model.arrays.keys { model.arrays[name] = .init([]) }
    let suite = Self.suite(model)
    let rows = Self.rows(1)
    let scores = Self.naive(model, rows)
    #expect(scores.contains { $0.isNaN } && scores.contains(0))
    let report = try GraphParity.compare(
      model: SampleModel.onnx(of: suite), rows: rows, scores: scores,
      alarms: scores.map { _ in false }, states: SampleModel.states(of: suite))
    #expect(report.passed, "\(report)")
  }

  @Test(
    "ONNX Runtime gives the same, at once and in calls of a few rows",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"), arguments: [1, 7])
  func runtime(_ call: Int) throws {
    var drawn = RandomSuite(seed: 5, tags: PumpedTanks.tags.count, rows: 400)
    let frame = PumpedTanks.frame(rows: 400, seed: 9) { row, pump in
      row / 40 % 3 == pump - 2 ? Double(row / 20 % 2) : nil
    }
    // Its moments have gaps, ties and steps back; its missing cells stay missing.
    drawn.rows = zip(drawn.rows, frame.rowLists).enumerated().map { i, pair in
      zip(pair.0, pair.1).map { $0.isNaN ? .nan : i % 60 == 20 && $1 > 1 ? .infinity : $1 }
    }
    var naive = NaiveRules(Self.rules, interval: RandomSuite.interval)
    let wanted = zip(drawn.rows, drawn.times).map { naive.score($0, at: $1) }
    #expect(wanted.contains { $0 > 1 } && wanted.contains { $0.isNaN })
    for result in try ONNXParityTests.run(Self.suite(Self.rules), drawn, call: call) {
      for (row, (got, want)) in zip(result, wanted).enumerated() {
        let isSame = want.isNaN ? got.score.isNaN : abs(got.score - want) <= 1e-9 * max(1, want)
        #expect(isSame, "row \(row): \(got.score) against \(want)")
        #expect(got.alarm || !(want > 1))
      }
    }
  }

  @Test(
    "a damaged artifact is refused",
    arguments: [
      ("sensor", 5.0, "'sensor' must be the places of tags, 0 to 4, got 5.0"),
      ("scale", 0, "array 'scale' must be above 0.0, got 0.0 at 1"),
      ("on", .infinity, "array 'on' must be finite, got inf at 1"),
    ])
  func damaged(_ name: String, _ value: Double, _ problem: String) {
    var model = Self.rules
    model.arrays[name] = .init([1, value])
    let fault = #expect(throws: Fault.self) { try SampleModel.onnx(of: Self.suite(model)) }
    #expect(fault?.problem == "model 'actuator-rules': " + problem)
  }
}
