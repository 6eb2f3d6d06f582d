public import Telemetry

/// What can be learned from sums: accumulated over runs of rows, merged in order, finished by its owner.
///
/// That one shape gives bounded memory, all cores, incremental refits, and fits that leave blocks out.
public protocol MergeableStatistic: Sendable {
  /// How many rows before the first one a run needs as context (the lags of an autoregression).
  var contextRows: Int { get }
  /// Tells from which stretch of normal time the next runs come; rows absent inside it are real losses.
  ///
  /// A stretch that begins a nanosecond after the one before continues it. Most statistics need not know.
  mutating func enter(_ stretch: TimeRange)
  /// Adds a run of rows without gaps; the first `context` rows were counted before and only give context.
  mutating func accumulate(_ run: Frame, context: Int)
  /// Adds what another partial of the same kind has seen.
  mutating func merge(_ other: Self)
}

extension MergeableStatistic {
  /// Does nothing.
  public mutating func enter(_ stretch: TimeRange) {}
}

extension TrainingSet {
  /// One partial statistic per piece, in the order of the pieces; the same bits on any number of threads.
  public func statistics<Statistic: MergeableStatistic>(
    from empty: Statistic, threads: Int
  ) throws -> [Statistic] {
    try ParallelMap(threads: threads)(pieces.count) { index in
      var statistic = empty
      for range in pieces[index].ranges.ranges {
        statistic.enter(range)
        let lead = interval * (2 * statistic.contextRows)
        let from = max(range.start.nanoseconds - lead.nanoseconds, normalStart(of: range))
        let frame = try source.frame(in: TimeRange(Timestamp(nanoseconds: from), range.end))
        let firstOwn = frame.times.partitioningIndex { $0 >= range.start }
        for run in frame.runs(interval: interval) where run.upperBound > firstOwn {
          let begin = max(run.lowerBound, min(firstOwn, run.upperBound) - statistic.contextRows)
          let context = max(0, min(firstOwn, run.upperBound) - begin)
          statistic.accumulate(frame.rows(begin..<run.upperBound), context: context)
        }
      }
      return statistic
    }
  }

  /// Merges the partials of some pieces in order.
  public func merged<Statistic: MergeableStatistic>(
    _ partials: [Statistic], pieces: [Int], from empty: Statistic
  ) -> Statistic {
    var total = empty
    for index in pieces { total.merge(partials[index]) }
    return total
  }

  // A range that continues a normal stretch may look back into it, but not before the stretch begins.
  private func normalStart(of range: TimeRange) -> Int64 {
    ranges.ranges.first { $0.contains(range.start) }?.start.nanoseconds ?? range.start.nanoseconds
  }
}

extension Frame {
  /// The index ranges of rows that follow each other without a gap (a step > 1.5 intervals, or ≤ 0).
  public func runs(interval: TimeSpan) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for i in 0..<count
    where i > start && !Self.isContiguous(times[i - 1], times[i], interval: interval) {
      runs.append(start..<i)
      start = i
    }
    if start < count { runs.append(start..<count) }
    return runs
  }

  /// Whether one row follows another without a gap: a step > 0 and ≤ 1.5 intervals.
  public static func isContiguous(
    _ before: Timestamp, _ after: Timestamp, interval: TimeSpan
  ) -> Bool {
    let step = after.nanoseconds &- before.nanoseconds
    // step ≤ 1.5 intervals, written so that it cannot overflow.
    return step > 0
      && (step <= interval.nanoseconds || step - interval.nanoseconds <= interval.nanoseconds / 2)
  }
}
