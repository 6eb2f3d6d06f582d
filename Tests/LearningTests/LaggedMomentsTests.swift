import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Sums over rows and the rows before them")
struct LaggedMomentsTests {
  /// Σ y, Σ y yᵀ and n by the definition: rows whose p predecessors are normal, complete and adjoin.
  private func naive(
    _ time: NormalTime, lags: Int, pilot: [Double]
  ) -> (count: Int, incomplete: Int, sum: [Double], gram: [[Double]]) {
    let rows = time.frame.rowLists
    let times = time.frame.times
    let width = pilot.count * (lags + 1)
    var sum = [Double](repeating: 0, count: width)
    var gram = [[Double]](repeating: sum, count: width)
    var count = 0
    var incomplete = 0
    for t in rows.indices {
      guard let range = time.ranges.ranges.first(where: { $0.contains(times[t]) }), t >= lags,
        range.contains(times[t - lags])
      else { continue }
      let steps = (0..<lags).map { (times[t - $0] - times[t - $0 - 1]).nanoseconds }
      guard steps.allSatisfy({ $0 * 2 <= DetectionData.interval.nanoseconds * 3 }) else { continue }
      let y = (0...lags).flatMap { lag in zip(rows[t - lag], pilot).map { $0 - $1 } }
      if y.contains(where: \.isNaN) {
        incomplete += 1
        continue
      }
      count += 1
      for i in y.indices {
        sum[i] += y[i]
        for j in y.indices { gram[i][j] += y[i] * y[j] }
      }
    }
    return (count, incomplete, sum, gram)
  }

  @Test(
    "merged over pieces they equal the naive sums to 1e-12, across borders, holes, gaps and NaN")
  func equalsNaive() throws {
    for seed in UInt64(0)..<60 {
      let time = NormalTime(seed: seed)
      let lags = Int(seed % 5)
      let pilot = [1.0, 9.0, 21.0]
      let empty = LaggedMoments(lags: lags, pilot: pilot)
      let set = time.trainingSet
      let total = set.merged(
        try set.statistics(from: empty, threads: 2), pieces: Array(set.pieces.indices), from: empty)
      let oracle = naive(time, lags: lags, pilot: pilot)
      #expect(total.count == oracle.count, "seed \(seed)")
      #expect(total.incomplete == oracle.incomplete, "seed \(seed)")
      #expect(total.sum.relativeDistance(to: oracle.sum) < 1e-12, "seed \(seed)")
      let gram = Matrix(rowMajor: oracle.gram).elements
      #expect(total.gram.elements.relativeDistance(to: gram) < 1e-12, "seed \(seed)")
    }
  }

  @Test(
    "a run longer than a block gives the sums of its rows, with cells missing at the blocks' borders",
    arguments: [0, 3])
  func blocks(lags: Int) {
    let tags = 20
    let whole = DetectionData.plant(rows: 8_000, tags: tags, seed: 6)
    // Blocks of 20 tags have 3,276 rows, of 80 lagged ones 819.
    let holes = [0, 815, 819, 3_275, 3_276, 3_279, 7_999]
    let run = whole.changing { row, tag, value in
      holes.contains(row) && tag == row % tags ? (row % 2 == 0 ? .nan : .infinity) : value
    }
    let pilot = whole.values.row(1)
    var moments = LaggedMoments(lags: lags, pilot: pilot)
    moments.accumulate(run, context: 0)
    let rows = run.rowLists
    let width = tags * (lags + 1)
    var (count, incomplete) = (0, 0)
    var sum = [Double](repeating: 0, count: width)
    var gram = [[Double]](repeating: sum, count: width)
    for row in lags..<rows.count {
      let y = (0...lags).flatMap { lag in zip(rows[row - lag], pilot).map { $0 - $1 } }
      guard y.allSatisfy({ $0.isFinite }) else {
        incomplete += 1
        continue
      }
      count += 1
      for i in y.indices {
        sum[i] += y[i]
        for j in y.indices { gram[i][j] += y[i] * y[j] }
      }
    }
    #expect(moments.count == count && moments.incomplete == incomplete)
    #expect(incomplete >= holes.count)
    #expect(moments.sum.relativeDistance(to: sum) < 1e-11)
    let expected = Matrix(rowMajor: gram).elements
    #expect(moments.gram.elements.relativeDistance(to: expected) < 1e-11)
  }

  @Test("mean and covariance are the textbook's, divided by n")
  func meanAndCovariance() {
    let frame = DetectionData.plant(rows: 200, tags: 4, seed: 3)
    var moments = LaggedMoments(lags: 0, pilot: frame.values.row(0))
    moments.accumulate(frame, context: 0)
    let oracle = NaiveGaussian(frame.rowLists, floor: [0, 0, 0, 0])
    #expect(moments.mean.relativeDistance(to: oracle.mean) < 1e-12)
    let covariance = Matrix(rowMajor: oracle.covariance).elements
    #expect(moments.covariance.elements.relativeDistance(to: covariance) < 1e-11)
  }

  @Test("a pilot keeps the covariance of tags that sit a billion off zero")
  func pilotPreventsCancellation() {
    let frame = DetectionData.plant(rows: 300, tags: 3, seed: 4)
    let far = frame.changing { _, _, value in 1e9 + value }
    var near = LaggedMoments(lags: 0, pilot: frame.values.row(0))
    near.accumulate(frame, context: 0)
    var moved = LaggedMoments(lags: 0, pilot: far.values.row(0))
    moved.accumulate(far, context: 0)
    // 1e9 + x keeps x to 1e-7.
    let distance = moved.covariance.elements.relativeDistance(to: near.covariance.elements)
    #expect(distance < 1e-6)
  }

  @Test("rows with an infinite cell are left out and counted like those with a missing one")
  func infinite() {
    var frame = DetectionData.plant(rows: 20, tags: 2, seed: 5)
    frame.values[3, 1] = .infinity
    frame.values[7, 0] = -.infinity
    frame.values[9, 0] = .nan
    var moments = LaggedMoments(lags: 1, pilot: [0, 10])
    moments.accumulate(frame, context: 0)
    // Each spoils itself and the row after it; the first row has no lag.
    #expect(moments.count == 13)
    #expect(moments.incomplete == 6)
    let isFinite = moments.gram.elements.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  @Test("a run that is shorter than its lags adds nothing")
  func shortRun() {
    var moments = LaggedMoments(lags: 3, pilot: [0])
    moments.accumulate(DetectionData.frame([[1], [2], [3]]), context: 0)
    moments.accumulate(DetectionData.frame([[1]]).rows(0..<0), context: 0)
    #expect(moments.count == 0)
    #expect(moments.incomplete == 0)
  }
}
