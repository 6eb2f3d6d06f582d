import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Distributions of an untouched simulation against unseen time")
struct MarginalComparisonTests {
  /// Kolmogorov and Smirnov's statistic by the definition: the largest difference of two step functions.
  static func naiveKS(_ a: [Double], _ b: [Double]) -> Double {
    let a = a.filter { !$0.isNaN }
    let b = b.filter { !$0.isNaN }
    var largest = 0.0
    for x in a + b {
      let below = (Double(a.count { $0 <= x }) / Double(a.count))
      let other = (Double(b.count { $0 <= x }) / Double(b.count))
      largest = max(largest, abs(below - other))
    }
    return largest
  }

  static func naiveCorrelation(_ a: [Double], _ b: [Double]) -> Double {
    let n = Double(a.count)
    let (p, q) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
    let product = zip(a, b).reduce(0) { $0 + ($1.0 - p) * ($1.1 - q) }
    let left = a.reduce(0) { $0 + ($1 - p) * ($1 - p) }
    let right = b.reduce(0) { $0 + ($1 - q) * ($1 - q) }
    return product / (left * right).squareRoot()
  }

  @Test("equal those that are worked out by the definitions from the same run", arguments: 1...2)
  func naive(seed: UInt64) throws {
    let record = SimulatedTanks(rows: 2_000, seed: seed).record
    let (_, fidelity) = try defaultProcess().calibrate(
      record, seed: 9, threads: 1, progress: NoProgress())
    let cut = 1_400
    let twin = try identified(record.rows(0..<cut))
    let unseen = record.rows(cut..<2_000)
    var tap = OpenLine()
    var generator = SeededGenerator(root: 9, stage: "fidelity")
    let trace = try twin.run(
      from: unseen.times[0], steps: 600, tap: &tap, generator: &generator)
    let varying = record.tags.indices.filter { j in
      Set(unseen.column(j)).count > 1 && Set(trace.historian.column(j)).count > 1
    }
    let distances = varying.map { Self.naiveKS(unseen.column($0), trace.historian.column($0)) }
    let mean = distances.reduce(0, +) / Double(distances.count)
    #expect(abs((fidelity.meanKS ?? .nan) - mean) < 1e-12)
    var differences: [Double] = []
    for (k, i) in varying.enumerated() {
      for j in varying[..<k] {
        differences.append(
          abs(
            Self.naiveCorrelation(unseen.column(i), unseen.column(j))
              - Self.naiveCorrelation(trace.historian.column(i), trace.historian.column(j))))
      }
    }
    let meanDifference = differences.reduce(0, +) / Double(differences.count)
    // Sums of 600 products in another order.
    #expect(abs((fidelity.meanCorrelationDifference ?? .nan) - meanDifference) < 1e-10)
  }

  @Test("are nil where nothing varies")
  func constant() throws {
    let all = SimulatedTanks(rows: 1_500, seed: 1).record
    let record = ProcessRecord(
      tags: [all.tags[SimulatedTanks.idle]], interval: all.interval, times: all.times,
      values: all.values.selecting(columns: [SimulatedTanks.idle]), follows: all.follows)
    let (_, fidelity) = try defaultProcess().calibrate(
      record, seed: 9, threads: 1, progress: NoProgress())
    #expect(fidelity.meanKS == nil)
    #expect(fidelity.meanCorrelationDifference == nil)
  }
}
