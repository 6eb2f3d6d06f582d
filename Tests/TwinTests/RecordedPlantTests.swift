import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Twins of recorded plants")
struct RecordedPlantTests {
  private func rules(_ record: ProcessRecord) -> [String: HysteresisRule] {
    let discrete = ProcessStructure.discreteTags(record)
    let others = record.tags.indices.filter { !discrete.contains($0) }
    let found = discrete.compactMap { HysteresisSearch(record).rule(of: $0, by: others) }
    return Dictionary(
      uniqueKeysWithValues: found.map {
        ("\(record.tags[$0.actuator].id) by \(record.tags[$0.sensor].id)", $0)
      })
  }

  @Test(
    "C-Town's thresholds are recovered to within half an hour's change of level",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
  func ctown() throws {
    let written = try RecordedPlants.controls(Datasets.path("batadal/CTOWN.INP"))
    #expect(written.count == 10)
    let found = rules(try RecordedPlants.batadal())
    // PU1 never goes off in this year, PU5 never on, PU11 twice: nothing tells their thresholds.
    let silent: Set = ["S_PU1 by L_T1", "S_PU5 by L_T3", "S_PU11 by L_T7"]
    #expect(Set(found.keys) == Set(written.keys).subtracting(silent))
    for (name, rule) in found.sorted(by: { $0.key < $1.key }) {
      let truth = try #require(written[name])
      #expect(!rule.isInverse)
      #expect(abs(rule.onAt - truth.onAt) < rule.usualChange / 2, "\(name) on at \(rule.onAt)")
      #expect(abs(rule.offAt - truth.offAt) < rule.usualChange / 2, "\(name) off at \(rule.offAt)")
    }
  }

  @Test("riverbend's thresholds are recovered to within the historian's centimetre")
  func riverbend() throws {
    let written: [String: (onAt: Double, offAt: Double)] = [
      "S_V1 by L_T1": (3.0, 4.4), "S_PU1 by L_T2": (3.2, 5.2), "S_PU2 by L_T2": (2.9, 4.4),
      "S_PU3 by L_T3": (2.6, 4.6), "S_PU4 by L_T3": (2.5, 3.6), "S_V2 by L_T4": (2.6, 4.2),
      "S_PU5 by L_T5": (2.6, 4.6), "S_PU6 by L_T5": (2.4, 3.6),
    ]
    let record = try RecordedPlants.riverbend()
    let found = rules(record)
    #expect(Set(found.keys) == Set(written.keys))
    for (name, rule) in found.sorted(by: { $0.key < $1.key }) {
      let truth = try #require(written[name])
      #expect(abs(rule.onAt - truth.onAt) <= 0.01, "\(name) on at \(rule.onAt)")
      #expect(abs(rule.offAt - truth.offAt) <= 0.01, "\(name) off at \(rule.offAt)")
    }
    let structure = ProcessStructure(
      record, actuators: ProcessStructure.discreteTags(record),
      controlling: Set(found.values.map(\.sensor)))
    #expect(structure.stocks.map { record.tags[$0].id } == (1...5).map { "L_T\($0)" })
  }

  @Test(
    "free run of C-Town's levels for a week by the protocol: below 0.35 of their spread",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
  func freeRun() throws {
    let record = try RecordedPlants.batadal()
    let cut = record.count * 7 / 10
    let early = record.rows(0..<cut)
    // Inputs are F_* and S_* alone, by the protocol; pressures are not looked at.
    let stocks = record.tags.indices.filter { record.tags[$0].id.hasPrefix("L_") }
    let flows = record.tags.indices.filter { record.tags[$0].id.hasPrefix("F_") }
    let model = try IdentifiedTwin.observer(
      early, stocks: stocks, flows: flows, ridge: 1e-4, margin: 0)
    let deviations = stocks.map { tag -> Double in
      let x = early.column(tag)
      let mean = x.reduce(0, +) / Double(x.count)
      return (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot()
    }
    let run = FreeRun(record.rows(cut..<record.count), horizons: [1, 24, 168], every: 168)
    #expect(run.starts.count == 15)
    let errors = run.errors(of: model, deviations: deviations)
    func mean(_ horizon: Int) -> Double {
      errors.compactMap { $0.normalised[horizon] }.reduce(0, +) / Double(errors.count)
    }
    // Measured: 0.190, 0.342, 0.339; the bar of the best published recipe is 0.387.
    #expect(mean(0) < 0.21 && mean(1) < 0.36 && mean(2) < 0.35)
  }

  @Test(
    "an anomaly score learned from the plant is hardly higher on untouched runs of its twin",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
  func likePlant() throws {
    let record = try RecordedPlants.batadal()
    let cut = record.count * 7 / 10
    let early = record.rows(0..<cut)
    let twin = try IdentifiedTwin(
      early, ridge: 1e-4, block: .hours(24), margin: 0.15, threads: 2)
    // Pressures have demand's memory in common; nothing else than the weeks comes and goes for days.
    #expect(twin.dynamics?.tags == twin.structure.driven)
    #expect(twin.regimes == nil)
    let score = try InnovationScore(rounded(early.values, early.tags))
    let real = score.medians(rounded(record.values.rows(cut..<record.count), record.tags))
    var generator = SeededGenerator(root: 1, stage: "like-plant")
    var tap = OpenLine()
    let trace = try twin.run(
      from: record.times[cut], steps: record.count - cut, tap: &tap, generator: &generator)
    let own = score.medians(trace.historian)
    // Measured over seeds: medians 1.24 to 1.28, the 90 % quantiles 1.2 to 1.5.
    #expect(own.median / real.median < 1.4, "\(own.median / real.median)")
    #expect(own.upper / real.upper < 1.6, "\(own.upper / real.upper)")
    // And a twin that is too tame would teach nothing either.
    #expect(own.median / real.median > 0.8)
  }

  private func rounded(_ values: Matrix, _ tags: [Tag]) -> Matrix {
    var values = values
    for (j, tag) in tags.enumerated() {
      guard let step = tag.resolution else { continue }
      for i in 0..<values.rows { values[i, j] = (values[i, j] / step).rounded() * step }
    }
    return values
  }
}

/// Mahalanobis distance of what a regression on the two rows before leaves.
private struct InnovationScore {
  private let fit: RidgeFit
  private let covariance: Cholesky
  private let kept: [Int]

  init(_ values: Matrix) throws {
    kept = (0..<values.columns).filter { j in
      let x = values.column(j)
      return x.contains { $0 != x[0] }
    }
    let (terms, targets) = Self.lagged(values, kept)
    fit = try RidgeFit(terms: terms, targets: targets, ridge: 1e-4)
    let left = Self.left(fit, terms, targets)
    var covariance = left.gram()
    for i in 0..<covariance.rows {
      for j in 0..<covariance.columns { covariance[i, j] /= Double(left.rows) }
      // A hundredth of the rounding's share, so that nothing is singular.
      covariance[i, i] += 1e-6
    }
    self.covariance = try Cholesky(covariance)
  }

  func medians(_ values: Matrix) -> (median: Double, upper: Double) {
    let (terms, targets) = Self.lagged(values, kept)
    let left = Self.left(fit, terms, targets)
    let scores = (0..<left.rows).map { i -> Double in
      let row = left.row(i)
      return zip(row, covariance.solve(row)).reduce(0) { $0 + $1.0 * $1.1 }
    }.sorted()
    return (scores[scores.count / 2], scores[scores.count * 9 / 10])
  }

  private static func lagged(_ values: Matrix, _ kept: [Int]) -> (Matrix, Matrix) {
    let rows = values.rows
    let own = values.selecting(rows: Array(0..<rows), columns: kept)
    let terms = own.rows(1..<(rows - 1)).appendingColumns(of: own.rows(0..<(rows - 2)))
    return (terms, own.rows(2..<rows))
  }

  private static func left(_ fit: RidgeFit, _ terms: Matrix, _ targets: Matrix) -> Matrix {
    var left = targets
    let expected = fit.values(terms)
    for j in 0..<left.columns {
      for i in 0..<left.rows { left[i, j] -= expected[i, j] }
    }
    return left
  }
}
