import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite(.enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct CTownFreeRunTests {
  /// Dataset03 without pressures: levels, flows and states.
  static func record() throws -> ProcessRecord {
    try RealRecords.record([Datasets.path("batadal/BATADAL_dataset03.csv")]) { id in
      id.hasPrefix("L_") || id.hasPrefix("F_") || id.hasPrefix("S_")
    }
  }

  @Test("The seven tanks of C-Town run free for a week nearer than 0.30 of their deviations")
  func protocol168() throws {
    let record = try Self.record()
    let cut = record.count * 7 / 10
    let early = record.rows(0..<cut)
    let late = record.rows(cut..<record.count)
    let stocks = record.tags.indices.filter { record.tags[$0].id.hasPrefix("L_T") }
    let flows = record.tags.indices.filter {
      record.tags[$0].id.hasPrefix("F_") && Set(early.column($0)).count > 1
    }
    #expect(stocks.count == 7)
    let deviations = stocks.map { tag in
      let x = early.column(tag)
      let mean = x.reduce(0, +) / Double(x.count)
      return (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot()
    }
    let observer = try IdentifiedTwin.observer(
      early, stocks: stocks, flows: flows, ridge: 1e-4, margin: 0.15)
    let evidence = SwitchEvidence(early, model: observer, rules: try identified(early).rules)
    let run = FreeRun(late, horizons: [1, 24, 168], every: 168)
    #expect(run.starts.count == 15)
    let errors = run.errors(of: observer, deviations: deviations, evidence: evidence)
    #expect(errors.map(\.tag) == (1...7).map { "L_T\($0)" })
    let means = (0..<3).map { h in
      errors.map { $0.normalised[h] ?? .nan }.reduce(0, +) / 7
    }
    // Benchmarks/PROTOCOL.md: the best of other methods is 0.387, and without the switches it is 0.346.
    #expect(means[2] < 0.30, "1, 24, 168 h: \(means)")
    #expect(means[0] < means[2])
    // The figure is what the protocol says, worked out here from the paths alone.
    var naive = 0.0
    for (k, tag) in stocks.enumerated() {
      var squares = 0.0
      for start in run.starts {
        let path = run.run(observer, from: start, evidence: evidence)
        for step in 1...168 {
          let error = path[(step - 1) * 7 + k] - late.values[start + step, tag]
          squares += error * error
        }
      }
      naive += (squares / Double(15 * 168)).squareRoot() / deviations[k] / 7
    }
    #expect(abs(naive - means[2]) < 1e-12)
    // And it is the one that `fidelity.json` has with `inputs: ["F_*"]`, pressures being in the record or not.
    let fidelity = try KnownInputsTests.process(["F_*"]).calibrate(
      try RealRecords.record([Datasets.path("batadal/BATADAL_dataset03.csv")]) { _ in true },
      seed: 1, threads: 2, progress: NoProgress()
    ).fidelity
    let judged = fidelity.stocks.filter { $0.tag.hasPrefix("L_T") }
    #expect(judged.count == 7)
    #expect(fidelity.starts == 15)
    for h in 0..<3 {
      let mean = judged.map { $0.observed[h] ?? .nan }.reduce(0, +) / 7
      #expect(abs(mean - means[h]) < 1e-9)
    }
  }
}
