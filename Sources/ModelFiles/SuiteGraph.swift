internal import Learning

/// The graph of a suite of detectors while it is written: what its parts share, and its states.
///
/// Inputs are `rows [n, tags]` in engineering units, `time [n]` in nanoseconds and the states.
struct SuiteGraph {
  var builder: GraphBuilder
  var states: GraphStates
  /// Rows filled up so far, by what they were filled from.
  var filled: [[GraphValue]: GraphValue] = [:]
  /// The number of tags, c.
  private(set) var tagCount: Int
  /// The sample interval in nanoseconds.
  let interval: Int64
  /// `[n, c]`, missing cells NaN.
  private(set) var rows: GraphValue
  /// `[n]`, nanoseconds.
  let time: GraphValue
  /// `[n, c]`, whether a cell is there.
  private(set) var present: GraphValue
  /// `[n]`, how many cells of a row are there, as a double.
  private(set) var presentCount: GraphValue
  /// `[n]`, whether a row has any cell.
  private(set) var hasCells: GraphValue
  /// `[n]`, nanoseconds since the row before; meaningless for the first row of all.
  let step: GraphValue
  /// `[n]`, whether there was a row before, in an earlier call too.
  let hasPredecessor: GraphValue
  /// `[n]`, whether the step from the row before is above 0 and at most 1.5 intervals.
  let isContiguous: GraphValue

  /// Starts the graph of `tagCount` tags sampled every `interval` nanoseconds.
  init(tagCount: Int, interval: Int64) {
    var b = GraphBuilder()
    var states = GraphStates(part: "suite")
    rows = GraphValue(name: "rows", type: .double)
    time = GraphValue(name: "time", type: .int64)

    present = b.not(b.isNaN(rows))
    presentCount = b.sum(b.cast(present, to: .double), axis: 1)
    hasCells = b.greater(presentCount, b.scalar(0.0))

    let lastTime = states.declare("time", .int64, shape: [1], initial: [0])
    let times = b.concatenate([lastTime, time], axis: 0)
    states.carry("time", b.slice(times, from: -1, to: nil), in: &b)
    step = b.subtract(time, b.slice(times, from: 0, to: -1))

    let lastSeen = states.declare("seen", .int64, shape: [1], initial: [0])
    let ones = b.expand(b.scalar(Int64(1)), like: time)
    let seen = b.concatenate([lastSeen, ones], axis: 0)
    states.carry("seen", b.slice(seen, from: -1, to: nil), in: &b)
    hasPredecessor = b.greater(b.slice(seen, from: 0, to: -1), b.scalar(Int64(0)))

    // 0 < step ≤ 1.5 · interval, in whole nanoseconds.
    let isForward = b.greater(step, b.scalar(Int64(0)))
    let isShort = b.less(step, b.scalar(interval + interval / 2 + 1))
    isContiguous = b.and(hasPredecessor, b.and(isForward, isShort))

    self.tagCount = tagCount
    self.interval = interval
    self.states = states
    builder = b
  }

  /// The same graph for a detector that sees further columns `[n, count]` behind the tags; builder and states go on.
  func widened(by columns: GraphValue, count: Int) -> SuiteGraph {
    var wide = self
    wide.rows = wide.builder.concatenate([rows, columns], axis: 1)
    wide.tagCount = tagCount + count
    wide.present = wide.builder.not(wide.builder.isNaN(wide.rows))
    wide.presentCount = wide.builder.sum(
      wide.builder.cast(wide.present, to: .double), axis: 1)
    wide.hasCells = wide.builder.greater(wide.presentCount, wide.builder.scalar(0.0))
    return wide
  }

  /// `[n, c]`: (row − mean) / scale, with 0 in missing cells.
  ///
  /// Held within what Learning lets a cell be at most, so that no sum of squares overflows.
  mutating func standardised(mean: [Double], scale: [Double]) -> GraphValue {
    let centred = builder.subtract(rows, builder.constant(mean, shape: [tagCount]))
    let z = builder.divide(centred, builder.constant(scale, shape: [tagCount]))
    let known = builder.choose(present, z, builder.scalar(0.0))
    let floored = builder.maximum([known, builder.scalar(-GaussianTags.farthest)])
    let highest = builder.scalar(GaussianTags.farthest)
    return builder.choose(builder.greater(floored, highest), highest, floored)
  }

  /// The values where the condition holds, NaN elsewhere.
  mutating func defined(_ values: GraphValue, where condition: GraphValue) -> GraphValue {
    builder.choose(condition, values, builder.scalar(Double.nan))
  }

  /// √(Σ of the squares of a row / how many of its cells are there).
  mutating func rootMeanSquare(_ values: GraphValue) -> GraphValue {
    let total = builder.sum(builder.multiply(values, values), axis: 1)
    return defined(builder.squareRoot(builder.divide(total, presentCount)), where: hasCells)
  }
}
