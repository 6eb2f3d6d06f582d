import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Missing data")
struct MissingDataTests {
  /// The contract by its words: `lost` per row and tag.
  private func lost(_ frame: Frame) -> [[Double]] {
    var run = [Double](repeating: 0, count: frame.tags.count)
    return (0..<frame.count).map { i in
      var steps = 1.0
      if i > 0 {
        let step = Double((frame.times[i] - frame.times[i - 1]).nanoseconds)
        steps = max(1, (step / Double(DetectionData.interval.nanoseconds)).rounded())
      }
      return frame.tags.indices.map { j in
        let isMissing = frame.values[i, j].isNaN
        let lost = isMissing ? run[j] + steps : run[j] + steps - 1
        run[j] = isMissing ? lost : 0
        return lost
      }
    }
  }

  private func holes(_ seed: UInt64, rows: Int = 300) -> Frame {
    var generator = SeededGenerator(seed: seed)
    var isLost = [false, false, false]
    var frame = DetectionData.noise(rows: rows, tags: 3, seed: seed)
    for i in 0..<rows {
      for j in 0..<3 {
        if generator.uniform() < 0.1 { isLost[j].toggle() }
        if isLost[j] { frame.values[i, j] = .nan }
      }
    }
    return frame.selectingRows((0..<rows).filter { _ in generator.uniform() > 0.1 })
  }

  @Test("the score is the largest of rows lost over rows tolerated, absent rows counted")
  func contract() throws {
    for seed in UInt64(0)..<30 {
      let model = try fit(detector("missing-data"), holes(seed))
      let tolerated = try #require(model.artifact.arrays["tolerated"]).values
      let frame = holes(seed + 100)
      let wanted = lost(frame).map { zip($0, tolerated).map { $0 / $1 }.max() ?? .nan }
      #expect(scores(model, frame).bits == wanted.bits, "seed \(seed)")
    }
  }

  @Test("tolerated is factor times the longest normal loss, at least the time asked for")
  func tolerated() throws {
    let frame = DetectionData.noise(rows: 60, tags: 3, seed: 1).changing { i, j, value in
      (j == 1 && (10..<17).contains(i)) || (j == 2 && i == 5) ? .nan : value
    }
    func values(_ settings: [(String, String)]) throws -> [Double] {
      let artifact = try fit(detector("missing-data", settings), frame).artifact
      return try #require(artifact.arrays["tolerated"]).values
    }
    // One hour is six rows of ten minutes.
    #expect(try values([]) == [6, 14, 6])
    #expect(try values([("factor", "3"), ("least", "25min")]) == [3, 21, 3])
    #expect(try values([("least", "0s")]) == [1, 14, 2])
  }

  @Test("the longest loss is counted as the score counts it, whatever the cut of the normal time")
  func longestLoss() throws {
    for seed in UInt64(0)..<80 {
      var generator = SeededGenerator(root: seed, stage: "ranges")
      let frame = holes(seed, rows: 150)
      let ranges = TimeRanges(
        (0..<generator.integer(in: 1...4)).map { _ in
          let a = generator.integer(in: 0...149)
          let b = generator.integer(in: 0...149)
          return TimeRange(DetectionData.time(min(a, b)), DetectionData.time(max(a, b)))
        })
      let set = TrainingSet(
        source: FrameInMemory(frame), ranges: ranges, interval: DetectionData.interval,
        blocks: generator.integer(in: 2...12), guardRows: generator.integer(in: 0...9))
      let empty = LongestLoss(tags: 3, interval: DetectionData.interval)
      let partials = try set.statistics(from: empty, threads: 1)
      // A loss begins anew in each normal stretch, and where pieces are left out.
      for held in [Set<Int>(), [1], [0, set.blocks - 1]] {
        let pieces = set.pieces(without: held)
        let stretches = TimeRanges(pieces.flatMap { set.pieces[$0].ranges.ranges })
        let oracle = (0..<3).map { j in
          stretches.ranges.flatMap { range in
            lost(frame.rows(frame.rowRange(in: range))).map { $0[j] }
          }.max() ?? 0
        }
        let found = set.merged(partials, pieces: pieces, from: empty)
        #expect(found.longest == oracle, "seed \(seed), without \(held)")
      }
      // Merging is associative.
      if partials.count >= 3 {
        var left = partials[0]
        left.merge(partials[1])
        left.merge(partials[2])
        var right = partials[1]
        right.merge(partials[2])
        var whole = partials[0]
        whole.merge(right)
        #expect(left.longest == whole.longest, "seed \(seed)")
      }
    }
  }

  @Test("lost tags share the score by how long they are lost")
  func explains() throws {
    let training = DetectionData.noise(rows: 60, tags: 3, seed: 2)
    let model = try fit(detector("missing-data"), training)
    let frame = training.changing { i, j, value in
      (j == 0 && i >= 20) || (j == 2 && i >= 22) ? .nan : value
    }
    let explanation = try #require(model.scorer().explain(frame))
    #expect(explanation.shares.row(24).relativeDistance(to: [5.0 / 8, 0, 3.0 / 8]) < 1e-15)
    #expect(explanation.shares.row(10) == [0, 0, 0])
    #expect(explanation.expected.row(24).allSatisfy { $0.isNaN })
  }

  @Test("a damaged artifact is refused")
  func damaged() throws {
    let artifact = ModelArtifact(
      kind: "missing-data", arrays: ["tolerated": ModelArtifact.Array([6, 0])])
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(
        artifact, tags: DetectionData.tags(2), interval: DetectionData.interval)
    }
    #expect(
      fault?.problem == "model 'missing-data': 'tolerated' must be finite and > 0, got 0.0")
  }
}
