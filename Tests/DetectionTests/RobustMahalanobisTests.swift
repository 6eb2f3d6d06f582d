import Detection
import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Robust Mahalanobis")
struct RobustMahalanobisTests {
  /// What scikit-learn's MinCovDet gives (`Tests/References/mcd_reference.py`).
  private struct Reference: Decodable {
    let rows: Int
    let columns: Int
    let outliers: Int
    let support: Double
    let seed: Int
    let clean: [Int]
    let reweightedLocation: [Double]
    let reweightedScatter: [[Double]]

    enum CodingKeys: String, CodingKey {
      case rows, columns, outliers, support, seed, clean
      case reweightedLocation = "reweighted-location"
      case reweightedScatter = "reweighted-scatter"
    }

    /// The values that the script has: correlated columns, the last rows far off.
    var frame: Frame {
      var state = seed
      func noise() -> Double {
        var total = 0.0
        for _ in 0..<12 {
          state = (1_103_515_245 * state + 12_345) % (1 << 31)
          total += Double(state) / Double(1 << 31)
        }
        return total - 6
      }
      return DetectionData.frame(
        (0..<rows).map { i in
          let common = noise()
          let row = (0..<columns).map { j in
            Double(j) + Double(1 + j) * (common + 0.5 * noise())
          }
          guard i >= rows - outliers else { return row }
          return row.enumerated().map { j, cell in
            cell + Double(12 * (1 + j)) * (j % 2 == 1 ? 1 : -1)
          }
        })
    }
  }

  private static func references() throws -> [Reference] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../References/mcd_reference.json")
    return try JSONDecoder().decode([Reference].self, from: Data(contentsOf: path))
  }

  @Test("mean and covariance are those of scikit-learn's MinCovDet, from the same clean rows")
  func equalsScikitLearn() throws {
    for reference in try Self.references() {
      let frame = reference.frame
      let model = try fit(
        detector("robust-mahalanobis", [("support", "\(reference.support)")]), frame)
      let gaussian = NaiveGaussian(
        mean: reference.reweightedLocation, covariance: reference.reweightedScatter)
      // Where rows lie apart, both find the same clean ones. Without outliers two sets of rows have nearly the
      // least determinant (their logarithms are 1.47345 and 1.47375), and a few rows at the edge differ.
      let tolerance = reference.outliers > 0 ? 1e-9 : 0.03
      for (i, score) in scores(model, frame).enumerated() {
        let wanted = gaussian.score(frame.values.row(i))
        #expect(
          abs(score - wanted) <= tolerance * max(1, wanted),
          "seed \(reference.seed), row \(i): \(score), scikit-learn \(wanted)")
      }
      #expect(reference.clean.count < reference.rows)
    }
  }

  @Test(
    "a pump is no farther off in its rarer state than the plain covariance has it: running 2 % of the time, standing 17 %",
    arguments: [(2, true), (17, false)])
  func rareState(percent: Int, isRunning: Bool) throws {
    // A flow of 40 that wavers by a hundredth, or 0.
    func flow(_ isOn: Bool, _ row: Int) -> Double { isOn ? 40 + 0.4 * sin(Double(row)) : 0 }
    let training = DetectionData.plant(rows: 2_000, tags: 5, seed: 3).changing { i, j, value in
      j == 4 ? flow((i * 37 % 100 < percent) == isRunning, i) : value
    }
    let running = DetectionData.plant(rows: 50, tags: 5, seed: 4).changing { i, j, value in
      j == 4 ? flow(isRunning, i) : value
    }
    let robust = scores(try fit(detector("robust-mahalanobis"), training), running)
    let plain = scores(try fit(detector("mahalanobis"), training), running)
    // Its variance is that of all rows: of clean rows alone it is next to none, and every score above a hundred.
    for (a, b) in zip(robust, plain) { #expect(a < 1.5 * b, "\(a), plain \(b)") }
  }

  @Test("a fifth of training time that is off widens the plain covariance, not the robust one")
  func contamination() throws {
    let clean = DetectionData.plant(rows: 1_500, tags: 6, seed: 1)
    let spoiled = clean.changing { i, j, value in
      i % 5 == 0 && j < 2 ? value + 25 : value
    }
    let attacked = DetectionData.plant(rows: 300, tags: 6, seed: 2).changing { _, j, value in
      j < 2 ? value + 25 : value
    }
    func mean(_ id: String, _ training: Frame) throws -> Double {
      let all = try scores(fit(detector(id), training), attacked)
      return all.reduce(0, +) / Double(all.count)
    }
    let honest = try mean("mahalanobis", clean)
    #expect(try mean("mahalanobis", spoiled) < 0.5 * honest)
    let robust = try mean("robust-mahalanobis", spoiled)
    #expect(abs(robust / honest - 1) < 0.2, "\(robust) against \(honest)")
  }

  @Test("a pump's rarer state, and a tag that never changed, are no outliers")
  func states() throws {
    let training = DetectionData.plant(rows: 1_000, tags: 4, seed: 1, constant: 3)
      .changing { i, j, value in j == 2 ? (i % 10 < 2 ? 1 : 0) : value }
    let model = try fit(
      detector("robust-mahalanobis"), training, floor: [1e-6, 1e-6, 1e-6, 1e-6])
    let all = scores(model, training)
    let (on, off) = (all.indices.filter { $0 % 10 < 2 }, all.indices.filter { $0 % 10 >= 2 })
    func mean(_ rows: [Int]) -> Double { rows.reduce(0) { $0 + all[$1] } / Double(rows.count) }
    #expect(mean(on) < 2.5 * mean(off), "\(mean(on)) against \(mean(off))")
  }

  @Test("with more rows than are looked at, the sample's model is near that of all")
  func sampled() throws {
    let training = DetectionData.plant(rows: 6_000, tags: 5, seed: 3)
    let test = DetectionData.plant(rows: 300, tags: 5, seed: 4)
    let all = try scores(fit(detector("robust-mahalanobis"), training), test)
    let some = try scores(fit(detector("robust-mahalanobis", [("rows", "2500")]), training), test)
    #expect(some.relativeDistance(to: all) < 0.15)
  }

  @Test("the same rows are chosen however normal time is cut, all where there are few")
  func sampleOfAnyCut() {
    let frame = DetectionData.plant(rows: 700, tags: 3, seed: 6).changing { i, j, value in
      i % 50 == 7 && j == 1 ? .nan : value
    }
    func sample(_ most: Int, by size: Int) -> SampledRows {
      var total = SampledRows(tags: 3, most: most)
      for start in stride(from: 0, to: 700, by: size) {
        var partial = SampledRows(tags: 3, most: most)
        partial.accumulate(frame.rows(start..<min(start + size, 700)), context: 0)
        total.merge(partial)
      }
      return total
    }
    for most in [10, 100, 5_000] {
      let whole = sample(most, by: 700)
      #expect(whole.count == 686 && whole.incomplete == 14)
      let chosen = whole.frame(of: frame.tags)
      #expect(chosen.count == min(most, 686))
      #expect(chosen.times == chosen.times.sorted { $0.nanoseconds < $1.nanoseconds })
      for size in [1, 13, 250] {
        let other = sample(most, by: size).frame(of: frame.tags)
        #expect(other.times == chosen.times)
        #expect(other.values.hasSameBits(as: chosen.values))
      }
    }
    // Spread over all of the time: of 100 chosen ones, every fifth of the time has some.
    let rows = sample(100, by: 700).frame(of: frame.tags).times
    let span = frame.times[699].nanoseconds - frame.times[0].nanoseconds + 1
    let fifths = Set(rows.map { 5 * ($0.nanoseconds - frame.times[0].nanoseconds) / span })
    #expect(fifths.count == 5)
  }
}
