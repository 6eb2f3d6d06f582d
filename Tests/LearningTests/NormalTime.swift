import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport

/// Normal time with holes, rows with gaps and missing cells, all drawn from one seed.
struct NormalTime {
  let frame: Frame
  let ranges: TimeRanges
  let blocks: Int
  let guardRows: Int

  init(seed: UInt64, rows: Int = 240, tags: Int = 3) {
    var generator = SeededGenerator(root: seed, stage: "normal-time")
    var frame = DetectionData.plant(rows: rows, tags: tags, seed: seed)
    let missing = Double(generator.integer(in: 0...3)) / 60
    frame = frame.changing { _, _, value in generator.uniform() < missing ? .nan : value }
    // Some rows never arrived.
    self.frame = frame.selectingRows((0..<rows).filter { _ in generator.uniform() > 0.02 })
    var stretches: [TimeRange] = []
    for _ in 0..<generator.integer(in: 1...4) {
      let a = generator.integer(in: 0...rows - 1)
      let b = generator.integer(in: 0...rows - 1)
      stretches.append(TimeRange(DetectionData.time(min(a, b)), DetectionData.time(max(a, b))))
    }
    ranges = TimeRanges(stretches)
    blocks = generator.integer(in: 2...9)
    guardRows = generator.integer(in: 0...12)
  }

  var trainingSet: TrainingSet {
    TrainingSet(
      source: FrameInMemory(frame), ranges: ranges, interval: DetectionData.interval,
      blocks: blocks,
      guardRows: guardRows)
  }
}

/// Remembers which rows were accumulated as a run's own, by moment.
struct SeenRows: MergeableStatistic {
  let contextRows: Int
  var own: [Timestamp] = []
  var contexts: [Int] = []
  var gaps = 0

  mutating func accumulate(_ run: Frame, context: Int) {
    own += run.times[context...]
    contexts.append(context)
    for i in 1..<max(run.count, 1)
    where !Frame.isContiguous(run.times[i - 1], run.times[i], interval: DetectionData.interval) {
      gaps += 1
    }
  }

  mutating func merge(_ other: SeenRows) {
    own += other.own
    contexts += other.contexts
    gaps += other.gaps
  }
}
