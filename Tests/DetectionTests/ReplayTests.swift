import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Replay")
struct ReplayTests {
  /// Rounded values of a plant, as a historian stores them.
  private func plant(_ count: Int, seed: UInt64, step: Double = 0.1) -> Frame {
    DetectionData.plant(rows: count, tags: 3, seed: seed).changing { _, _, value in
      (value / step).rounded() * step
    }
  }

  private let floor = [Double](repeating: 0.1 * 0.1 / 12, count: 3)

  /// The longest run of changes that agree with those some rows before, in plain loops over lags.
  private func runs(_ frame: Frame, history: Int, tag j: Int, tolerance: Double) -> [Int] {
    let x = frame.values.column(j)
    var starts: [Int] = []
    for i in 0..<frame.count {
      let follows =
        i > 0
        && frame.times[i].nanoseconds - frame.times[i - 1].nanoseconds
          == DetectionData.interval.nanoseconds
      starts.append(follows ? starts[i - 1] : i)
    }
    return (0..<frame.count).map { i in
      var longest = 0
      for lag in 1...history {
        var (run, row) = (0, i)
        // Back from row i for as long as all agree.
        while row - lag >= starts[i], abs(x[row] - x[row - lag]) < tolerance {
          if abs(x[row] - x[row - 1]) >= tolerance { run += 1 }
          row -= 1
        }
        longest = max(longest, run)
      }
      return longest
    }
  }

  @Test(
    "scores are the longest agreeing runs of changes over all lags, against factor × normal ones")
  func equalsNaive() throws {
    let training = plant(300, seed: 1)
    let settings = [("history", "40"), ("factor", "1.5"), ("least", "3")]
    let model = try fit(detector("replay", settings), training, floor: floor)
    // Half of a step, by the noise floor.
    let tolerance = (3 * floor[0]).squareRoot()
    let tolerated = (0..<3).map { j in
      max(3, 1.5 * Double(runs(training, history: 40, tag: j, tolerance: tolerance).max() ?? 0))
    }
    #expect(model.artifact.arrays["tolerated"]?.values == tolerated)
    let test = plant(200, seed: 2).changing { i, j, value in
      (120..<150).contains(i) && j == 1 ? .nan : value
    }
    let damaged = test.selectingRows(Array(0..<60) + Array(64..<200)).changing { i, j, value in
      (170..<190).contains(i) && j == 0 ? test.values[i - 25, 0] : value
    }
    let own = (0..<3).map { runs(damaged, history: 40, tag: $0, tolerance: tolerance) }
    for (i, score) in scores(model, damaged).enumerated() {
      #expect(score == (0..<3).map { Double(own[$0][i]) / tolerated[$0] }.max(), "row \(i)")
    }
  }

  @Test(
    "a record that is played is seen soon, and its tag is blamed; a tag that stands still is not")
  func replayed() throws {
    let model = try fit(detector("replay"), plant(1_500, seed: 3), floor: floor)
    let usual = plant(400, seed: 4)
    #expect(scores(model, usual).allSatisfy { $0 <= 1 })
    let attacked = usual.changing { i, j, value in
      i >= 200 && j == 2 ? usual.values[i - 90, 2] : value
    }
    let found = scores(model, attacked)
    #expect(found[200..<225].contains { $0 > 1 })
    #expect(try #require(model.scorer().explain(attacked)).shares[240, 2] > 0.8)
    let held = usual.changing { i, j, value in i >= 200 && j == 2 ? usual.values[200, 2] : value }
    #expect(scores(model, held).allSatisfy { $0 <= 1 })
  }

  @Test("a record within half of the resolution agrees, one with more noise does not")
  func noise() throws {
    let model = try fit(detector("replay"), plant(1_500, seed: 3), floor: floor)
    let usual = plant(400, seed: 4)
    func played(_ noise: Double) throws -> Bool {
      var generator = SeededGenerator(seed: 5)
      let frame = usual.changing { i, j, value in
        i >= 200 && j == 1
          ? usual.values[i - 90, 1] + noise * (2 * generator.uniform() - 1) : value
      }
      return scores(model, frame).contains { $0 > 1 }
    }
    #expect(try played(0.02))
    #expect(try !played(2))
  }
}
