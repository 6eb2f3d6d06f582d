import Detection
import Diagnostics
import Learning
import LinearAlgebra
import ModelFiles
import Telemetry
import TestSupport
import Testing

/// What the plant of the other suites lacks: pumps with states, and flows that they shut.
@Suite("What detectors with states and gates keep, and their graphs")
struct SwitchedPlantConformance {
  private static let tags = PumpedTanks.tags + [Tag(id: "FA"), Tag(id: "FB")]

  /// Two tanks with pumps and meters behind them.
  private static func plant(_ rows: Int, seed: UInt64, isDamaged: Bool = false) -> Frame {
    let frame = withMeters(
      PumpedTanks.frame(rows: rows, seed: seed, from: seed == 1 ? 0 : 3_000))
    return isDamaged ? PumpedTanks.damaged(frame, seed: seed) : frame
  }

  /// The whole catalog, then settings that this plant alone can try.
  private static let cases =
    Detectors.catalog.entries.map { ["use": $0.id] } + [
      ["use": "twin-free-run", "run": "8h"],
      ["use": "twin-free-run", "run": "5h", "over": "dynamic-pca"],
      ["use": "regime-mahalanobis", "by": "PA"],
    ]

  /// Labelled traces: a level told wrong, or a pump forced on.
  private static let traces = (0..<8).map { number in
    let attacked = 40..<70
    var frame = PumpedTanks.frame(
      rows: 100, seed: 50 + UInt64(number), from: 10_000 + 200 * number,
      forced: { row, pump in
        number % 2 == 0 && pump == PumpedTanks.filling && attacked.contains(row) ? 1 : nil
      }
    ).changing { i, j, value in
      number % 2 == 1 && j == 0 && attacked.contains(i) ? value + 2 : value
    }
    frame = withMeters(frame)
    return LabelledTrace(
      frame: frame, labels: (0..<100).map { attacked.contains($0) ? .attack : .normal })
  }

  private static func withMeters(_ frame: Frame) -> Frame {
    Frame(
      times: frame.times, tags: tags,
      values: Matrix(
        rowMajor: frame.rowLists.map { $0 + [8 * $0[3] + 0.1 * $0[0], 12 * $0[4]] }))
  }

  private static func model(_ settings: [String: String]) throws -> any DetectorModel {
    let problems = Problems()
    let detector = try #require(
      Detectors.catalog.make(ConformancePlant.mapping(settings), problems: problems))
    try problems.throwIfAny()
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      let training = plant(3_000, seed: 1)
      let context = TrainingContext(
        tags: tags, interval: DetectionData.interval, pilot: training.values.row(0),
        floor: [Double](repeating: 1e-6, count: tags.count), traces: traces)
      var statistic = detector.emptyStatistic(context)
      statistic.accumulate(training, context: 0)
      return try detector.model(from: statistic, context)
    }
    return try fitted(detector)
  }

  @Test("any cut of the rows into calls gives the same bits", arguments: cases)
  func cuts(_ settings: [String: String]) throws {
    let model = try Self.model(settings)
    let rows = Self.plant(400, seed: 2, isDamaged: true)
    let whole = model.scores(rows).bits
    for size in [1, 7, 64] { #expect(model.scores(rows, by: size).bits == whole, "by \(size)") }
    #expect(try model.scoresThroughFile(rows, cut: 133).bits == whole)
  }

  // What a fifth of the scored rows exceeds, or as few as there are; between two scores that are further apart than the
  // tolerance of parity, and no rounding.
  private static func limit(_ scores: [Double]) -> Double {
    let sorted = scores.filter { !$0.isNaN }.sorted()
    let highest = sorted.last ?? 0
    for index in (sorted.count * 4 / 5)..<max(sorted.count * 4 / 5, sorted.count - 1)
    where sorted[index + 1] > sorted[index] * 1.000_1 {
      return max(1e-6, (sorted[index] + sorted[index + 1]) / 2)
    }
    return max(1e-6, highest / 2)
  }

  @Test("a score is finite and at least 0, or NaN", arguments: cases)
  func finite(_ settings: [String: String]) throws {
    let rows = Self.plant(400, seed: 2, isDamaged: true).changing { i, j, value in
      i % 60 == 20 && j < 2 ? [1e308, -.infinity, .infinity, -1e300][i / 60 % 4] : value
    }
    let scores = try Self.model(settings).scores(rows)
    let wrong = scores.firstIndex { !($0.isFinite && $0 >= 0) && !$0.isNaN }
    #expect(wrong == nil, "\(wrong.map { scores[$0] } ?? 0) in row \(wrong ?? 0)")
    #expect(scores.count { $0.isFinite } > 300)
  }

  // Meters that are sums of states and levels leave pca-residual nothing but rounding, which no graph repeats.
  private static let withParity = cases.filter { $0 != ["use": "pca-residual"] }

  @Test(
    "the graph passes, with cells beyond all bounds, at once and in pieces", arguments: withParity)
  func parity(_ settings: [String: String]) throws {
    let rows = Self.plant(400, seed: 2, isDamaged: true).changing { i, j, value in
      i % 60 == 20 && j < 2 ? [1e308, -.infinity, .infinity, -1e300][i / 60 % 4] : value
    }
    let model = try Self.model(settings)
    let suite = Detection.Suite(
      tags: rows.tags, interval: DetectionData.interval,
      latch: AlarmLatch(hold: .hours(1), merge: .hours(2)),
      chains: [
        Chain(
          name: "chain", model: model,
          accumulator: try #require(AccumulatorConformance.plain).make(), center: 0,
          limit: Self.limit(model.scores(rows)))
      ])
    var scorer = suite.scorer()
    let scored = scorer.score(rows)
    #expect(scored.scores.contains { $0 > 1 } && scored.scores.contains { $0 < 1 })
    let manifest = try ModelManifest(
      plant: "conformance", version: "1", asOf: rows.times[0], tags: rows.tags,
      detector: suite.artifact, promisedFalsePerWeek: 1, achievedFalsePerWeek: 1, data: [],
      metrics: [:], seeds: [:], versions: [:])
    let derived = settings["use"] == "twin-free-run" ? "LA.twin" : nil
    #expect(manifest.thresholds.first?.derived?.first == derived)
    let exported = try ONNX().export(
      ExportInput(artifacts: [.detector: suite.artifact], manifest: manifest))
    let report = try GraphParity.compare(
      model: #require(exported.files.first).bytes, rows: rows, scores: scored.scores,
      alarms: scored.alarms, states: #require(exported.graphs.first).states)
    #expect(report.passed, "\(settings): \(report)")
  }

  @Test("an artifact restores the model, bit for bit", arguments: cases)
  func restores(_ settings: [String: String]) throws {
    let model = try Self.model(settings)
    let again = try Detectors.restore(
      model.artifact, tags: Self.tags, interval: DetectionData.interval)
    #expect(again.artifact == model.artifact)
    let rows = Self.plant(200, seed: 2, isDamaged: true)
    #expect(again.scores(rows).bits == model.scores(rows).bits)
  }
}
