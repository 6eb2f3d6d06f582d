import Detection
import Diagnostics
import Learning
import LinearAlgebra
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("What every exported graph keeps")
struct GraphConformance {
  /// Every detector as it is, those that need no rows before, and every accumulator behind one detector.
  static let cases: [GraphCase] =
    (DetectorCase.all + DetectorCase.withoutLags).map {
      GraphCase(detector: $0, accumulator: AccumulatorConformance.plain)
    }
    + AccumulatorConformance.cases.map {
      GraphCase(detector: DetectorCase.all.first { $0.entry.id == "mahalanobis" }, accumulator: $0)
    }

  @Test(
    "scores within 1e-9 and equal alarms, at once and in pieces, with missing cells and gaps",
    arguments: cases)
  func parity(_ chosen: GraphCase) throws {
    let detector = try #require(chosen.detector)
    let rows = ConformancePlant.attacked
    let suite = Detection.Suite(
      tags: rows.tags, interval: DetectionData.interval,
      latch: AlarmLatch(hold: .hours(1), merge: .hours(2)),
      chains: [
        Chain(
          name: "chain", model: try detector.fit(),
          accumulator: try #require(chosen.accumulator)
            .make(), center: 0.8, limit: 2)
      ])
    var scorer = suite.scorer()
    let scored = scorer.score(rows)
    #expect(scored.scores.contains { $0.isFinite })
    let artifact = suite.artifact
    let exported = try ONNX().export(
      ExportInput(
        artifacts: [.detector: artifact],
        manifest: try ModelManifest(
          plant: "conformance", version: "1", asOf: rows.times[0], tags: rows.tags,
          detector: artifact, promisedFalsePerWeek: 1, achievedFalsePerWeek: 1, data: [],
          metrics: [:], seeds: [:], versions: [:])))
    let report = try GraphParity.compare(
      model: #require(exported.files.first).bytes, rows: rows, scores: scored.scores,
      alarms: scored.alarms, states: #require(exported.graphs.first).states)
    #expect(report.passed, "\(chosen): \(report)")
  }

  @Test(
    "hysteresis and cooldown have the same alarms in their graph",
    arguments: [(1.0, 4.0), (0.6, 0), (0.6, 4)])
  func latch(clear: Double, cooldown: Double) throws {
    let rows = ConformancePlant.attacked
    let detector = try #require(DetectorCase.all.first { $0.entry.id == "mahalanobis" })
    let plain = try #require(AccumulatorConformance.plain)
    let suite = Detection.Suite(
      tags: rows.tags, interval: DetectionData.interval,
      latch: AlarmLatch(
        hold: .zero, merge: .hours(0.3), clear: clear, cooldown: .hours(cooldown)),
      chains: [
        Chain(
          name: "chain", model: try detector.fit(), accumulator: try plain.make(), center: 0.8,
          limit: 1.1)
      ])
    var scorer = suite.scorer()
    let scored = scorer.score(rows)
    let isPlain = zip(scored.scores, scored.alarms).allSatisfy { ($0 > 1) == $1 }
    #expect(!isPlain, "neither hysteresis nor cooldown shows in these rows")
    let restored = try Detection.Suite(artifact: suite.artifact, tags: rows.tags)
    #expect(restored.latch == suite.latch)
    let artifact = suite.artifact
    let exported = try ONNX().export(
      ExportInput(
        artifacts: [.detector: artifact],
        manifest: try ModelManifest(
          plant: "conformance", version: "1", asOf: rows.times[0], tags: rows.tags,
          detector: artifact, promisedFalsePerWeek: 1, achievedFalsePerWeek: 1, data: [],
          metrics: [:], seeds: [:], versions: [:])))
    let report = try GraphParity.compare(
      model: #require(exported.files.first).bytes, rows: rows, scores: scored.scores,
      alarms: scored.alarms, states: #require(exported.graphs.first).states)
    #expect(report.passed, "\(report)")
  }

  @Test("a mean of evidence beside a chain judged alone has the same scores in its graph")
  func fused() throws {
    let rows = ConformancePlant.attacked
    let multiscale = try #require(
      AccumulatorConformance.cases.first { $0.entry.id == "multiscale-mean" })
    let plain = try #require(AccumulatorConformance.plain)
    func chain(_ id: String, weight: Double?) throws -> Chain {
      let model = try #require(DetectorCase.all.first { $0.entry.id == id }).fit()
      var scorer = model.scorer()
      let fused = weight.map {
        Chain.Fused(evidence: Evidence(normal: scorer.scores(ConformancePlant.dirty)), weight: $0)
      }
      return Chain(
        name: id, model: model, accumulator: try weight == nil ? plain.make() : multiscale.make(),
        center: 0.3, limit: weight == nil ? 1 : 1.1, fused: fused)
    }
    let suite = Detection.Suite(
      tags: rows.tags, interval: DetectionData.interval,
      latch: AlarmLatch(hold: .hours(1), merge: .hours(2)),
      chains: [
        try chain("mahalanobis", weight: 1), try chain("var-innovations", weight: 0.5),
        try chain("missing-data", weight: nil),
      ])
    var scorer = suite.scorer()
    let scored = scorer.score(rows)
    #expect(scored.scores.contains { $0 > 1 } && scored.scores.contains { $0 < 1 })
    let artifact = suite.artifact
    let exported = try ONNX().export(
      ExportInput(
        artifacts: [.detector: artifact],
        manifest: try ModelManifest(
          plant: "conformance", version: "1", asOf: rows.times[0], tags: rows.tags,
          detector: artifact, promisedFalsePerWeek: 1, achievedFalsePerWeek: 1, data: [],
          metrics: [:], seeds: [:], versions: [:])))
    let report = try GraphParity.compare(
      model: #require(exported.files.first).bytes, rows: rows, scores: scored.scores,
      alarms: scored.alarms, states: #require(exported.graphs.first).states)
    #expect(report.passed, "\(report)")
  }

  @Test("every detector and accumulator that can be chosen has a graph")
  func complete() {
    #expect(GraphCatalog.detectorKinds.sorted() == Detectors.catalog.entries.map(\.id).sorted())
    #expect(
      GraphCatalog.accumulatorKinds.sorted() == Accumulators.catalog.entries.map(\.id).sorted())
  }
}

/// A detector and what gathers its scores.
struct GraphCase: Sendable, CustomTestStringConvertible {
  let detector: DetectorCase?
  let accumulator: AccumulatorCase?

  var testDescription: String {
    "\(detector?.testDescription ?? "none") under \(accumulator?.testDescription ?? "none")"
  }
}

extension AccumulatorConformance {
  static let plain = cases.first { $0.entry.id == "plain" }
}

extension ConformancePlant {
  /// The dirty rows with a tag that moves, one that stands still, and cells beyond all bounds.
  static let attacked = dirty.changing { i, j, value in
    if (60..<80).contains(i), j == 3 { return value + 8 }
    if (100..<130).contains(i), j == 4 { return dirty.values[100, 4] }
    return i == 170 && j == 1 ? .infinity : value
  }
}
