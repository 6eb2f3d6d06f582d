internal import Diagnostics
internal import Telemetry

/// Intervals of metrics by drawing events anew: how much the figures hang on which attacks there were.
///
/// The run is cut half-way between neighbouring events (labelled windows that overlap are one), so that each stretch
/// holds one event and the normal time around it. A draw takes as many stretches as there are, with replacement, and
/// every metric is computed on them behind one another; the interval is from the 2.5 to the 97.5 % quantile of the
/// draws. Rows are no unit of chance: neighbours resemble each other, and intervals from single rows would be far
/// too narrow. With few events these are too narrow as well, and metrics that count events bring
/// intervals of their own.
/// An alarm across a cut becomes two. Deterministic: draw i uses the child generator (seed, `event-bootstrap`, i).
/// Source: Efron (1979), Annals of Statistics 7(1); blocks after Künsch (1989), Annals of Statistics 17(3).
public struct EventBootstrap: Sendable, Equatable {
  /// How often events are drawn anew.
  public let draws: Int
  /// The root seed.
  public let seed: UInt64
  /// Draws × rows stop here, for runs of many rows: 4 million, a few seconds.
  private static let most = 4_000_000
  private static let fewest = 20

  /// Makes a bootstrap of at least one draw.
  public init(draws: Int = 200, seed: UInt64) {
    self.draws = max(1, draws)
    self.seed = seed
  }

  /// The intervals of a run's metrics; metrics with an objection get none.
  ///
  /// - Complexity: that of the metrics, times the draws; runs of more than 20,000 rows get fewer draws, 20 at least.
  public func callAsFunction(_ run: ScoredRun, _ metrics: [any Metric] = Metrics.all)
    -> IntervalTable
  {
    let blocks = Self.blocks(of: run)
    let draws = min(draws, max(Self.fewest, Self.most / max(run.count, 1)))
    let defined = metrics.filter { $0(run).number != nil }
    var values: [String: MetricInterval] = [:]
    var resampled: [any Metric] = []
    for metric in defined {
      if let own = metric.interval(of: run) {
        values[type(of: metric).id] = own
      } else {
        resampled.append(metric)
      }
    }
    if let reason = Self.obstacle(run, blocks, draws) {
      for metric in resampled { values[type(of: metric).id] = .undefined(reason: reason) }
      return IntervalTable(
        confidence: 0.95, draws: 0, events: blocks.count, values: values)
    }
    var numbers = resampled.map { _ in [Double]() }
    for draw in 0..<draws {
      var generator = SeededGenerator(root: seed, stage: "event-bootstrap", index: draw)
      let drawn = ScoredRun(
        run,
        blocks: blocks.map { _ in
          blocks[min(blocks.count - 1, Int(generator.uniform() * Double(blocks.count)))]
        })
      for (index, metric) in resampled.enumerated() {
        if let number = metric(drawn).number { numbers[index].append(number) }
      }
    }
    for (metric, numbers) in zip(resampled, numbers) {
      values[type(of: metric).id] = Self.interval(numbers, draws: draws)
    }
    return IntervalTable(confidence: 0.95, draws: draws, events: blocks.count, values: values)
  }

  private static func interval(_ numbers: [Double], draws: Int) -> MetricInterval {
    guard numbers.count * 2 > draws else {
      return .undefined(
        reason: "the metric has no value in \(draws - numbers.count) of \(draws) draws")
    }
    var sorted = numbers
    sorted.sort()
    return .interval(
      low: Quantile.of(sorted, at: 0.025), high: Quantile.of(sorted, at: 0.975))
  }

  private static func obstacle(_ run: ScoredRun, _ blocks: [ScoredRun.Block], _ draws: Int)
    -> String?
  {
    if run.windows.isEmpty { return "no labelled window holds a row" }
    if blocks.count < 2 { return "one event; drawing anew needs two at least" }
    let longest = blocks.map { run.times[$0.rows.upperBound - 1] - run.times[$0.rows.lowerBound] }
      .reduce(TimeSpan.zero, max)
    let room = Double(Int64.max / 2)
    let step = Double(run.sampleInterval.nanoseconds)
    return Double(blocks.count) * (Double(longest.nanoseconds) + step) > room
      ? "the events lie too far apart in time" : nil
  }

  /// The stretches, one around each event, in order; they cover the run.
  private static func blocks(of run: ScoredRun) -> [ScoredRun.Block] {
    var groups: [(rows: Range<Int>, windows: [LabelledWindow])] = []
    for window in run.windows {
      if let last = groups.last, window.rows.lowerBound < last.rows.upperBound {
        groups[groups.count - 1].rows =
          last.rows.lowerBound..<max(last.rows.upperBound, window.rows.upperBound)
        groups[groups.count - 1].windows.append(window)
      } else {
        groups.append((window.rows, [window]))
      }
    }
    return groups.indices.map { index in
      let start =
        index == 0
        ? 0 : (groups[index - 1].rows.upperBound + groups[index].rows.lowerBound) / 2
      let end =
        index == groups.count - 1
        ? run.count : (groups[index].rows.upperBound + groups[index + 1].rows.lowerBound) / 2
      let span = TimeRange(run.times[start], run.times[end - 1])
      return ScoredRun.Block(
        rows: start..<end, windows: groups[index].windows,
        windowsWithoutRow: run.windowsWithoutRow.filter { $0.range.overlaps(span) },
        attributions: (run.attributions ?? []).filter { $0.range.overlaps(span) })
    }
  }
}
