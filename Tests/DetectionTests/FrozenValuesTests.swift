import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Frozen values")
struct FrozenValuesTests {
  /// Rows of three tags that repeat themselves by chance, with holes and gaps.
  private func rows(_ count: Int, seed: UInt64, gaps: Bool = true) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "frozen")
    var last = [0.0, 0, 0]
    let frame = DetectionData.frame(
      (0..<count).map { _ in
        last = last.enumerated().map { j, value in
          generator.uniform() < [0.1, 0.5, 0.8][j] ? value : generator.normal()
        }
        return last.map { generator.uniform() < 0.03 ? .nan : $0 }
      })
    return gaps
      ? frame.selectingRows((0..<count).filter { ($0 / 7) % 9 != 4 || $0 % 7 > 2 }) : frame
  }

  /// How many rows have repeated the one before, in plain loops.
  private func repeats(_ frame: Frame) -> [[Int]] {
    var counts = [0, 0, 0]
    return (0..<frame.count).map { i in
      let follows =
        i > 0
        && frame.times[i].nanoseconds - frame.times[i - 1].nanoseconds
          == DetectionData.interval.nanoseconds
      counts = counts.indices.map { j in
        follows && frame.values[i, j] == frame.values[i - 1, j] ? counts[j] + 1 : 0
      }
      return counts
    }
  }

  @Test(
    "tolerated is factor × the longest run of normal rows, at least `least`; scores are its parts")
  func equalsNaive() throws {
    let training = rows(600, seed: 1)
    let model = try fit(detector("frozen-values", [("factor", "1.5"), ("least", "4")]), training)
    let counts = repeats(training)
    let tolerated = (0..<3).map { j in max(4, 1.5 * Double(counts.map { $0[j] }.max() ?? 0)) }
    #expect(model.artifact.arrays["tolerated"]?.values == tolerated)
    let test = rows(400, seed: 2)
    for (i, (score, own)) in zip(scores(model, test), repeats(test)).enumerated() {
      if test.values.row(i).allSatisfy(\.isNaN) {
        #expect(score.isNaN)
      } else {
        #expect(score == zip(own, tolerated).map { Double($0) / $1 }.max(), "row \(i)")
      }
    }
  }

  @Test("the longest run is the same however the rows are cut and merged")
  func merges() {
    for seed: UInt64 in 1...5 {
      let frame = rows(300, seed: seed)
      let runs = frame.runs(interval: DetectionData.interval)
      func longest(_ pieces: [Frame]) -> [Int] {
        var total = LongestRepeat(tags: 3, interval: DetectionData.interval)
        for piece in pieces {
          var partial = LongestRepeat(tags: 3, interval: DetectionData.interval)
          for run in piece.runs(interval: DetectionData.interval) {
            partial.accumulate(piece.rows(run), context: 0)
          }
          total.merge(partial)
        }
        return total.longest
      }
      #expect(runs.count > 1)
      let whole = longest([frame])
      #expect(whole == (0..<3).map { j in repeats(frame).map { $0[j] }.max() ?? 0 })
      for size in [1, 2, 3, 10, 77] {
        let pieces = stride(from: 0, to: frame.count, by: size).map {
          frame.rows($0..<min($0 + size, frame.count))
        }
        #expect(longest(pieces) == whole, "seed \(seed), pieces of \(size)")
      }
    }
  }

  @Test(
    "a frozen tag passes the limit of 1 and is the one that is blamed; what stood still before is not"
  )
  func freezes() throws {
    let training = DetectionData.plant(rows: 500, tags: 4, seed: 1, constant: 3)
    let model = try fit(detector("frozen-values"), training)
    let test = DetectionData.plant(rows: 60, tags: 4, seed: 2, constant: 3).changing {
      i, j, value in
      i >= 20 && j == 1 ? 12.5 : value
    }
    let found = scores(model, test)
    // Row 20 brings the value, rows 21 to 26 repeat it six times, row 27 once more.
    #expect(found[26] == 1 && found[27] > 1)
    #expect(found[..<20].allSatisfy { $0 < 0.1 })
    let explanation = try #require(model.scorer().explain(test))
    #expect(explanation.shares[40, 1] > 0.95)
    #expect(explanation.expected[40, 1].isNaN)
  }

  @Test("an infinite cell repeats itself like any other, and its state can be written")
  func infinite() throws {
    let training = DetectionData.plant(rows: 200, tags: 2, seed: 1)
    let model = try fit(detector("frozen-values"), training)
    let test = training.changing { i, j, value in j == 0 && i >= 10 ? .infinity : value }
    #expect(scores(model, test)[30] == 20.0 / 6)
  }
}
