internal import Learning
internal import LinearAlgebra
public import Telemetry

/// A suite at work: rows in, scores and alarms out, in any cut.
public struct SuiteScorer: Sendable {
  /// What came out for some rows.
  public struct Output: Sendable {
    /// The suite's score per row, 1 = the limit; NaN where no chain could score.
    public var scores: [Double]
    /// Whether the alarm is on.
    public var alarms: [Bool]
    /// Per chain, its accumulated score divided by its limit.
    public var chains: [[Double]]
  }

  /// The suite.
  public let suite: Suite
  private var scorers: [any Scorer]
  private var running: [RunningChain]
  private var latch: AlarmLatch

  init(_ suite: Suite) {
    self.suite = suite
    scorers = suite.chains.map { $0.model.scorer() }
    running = suite.chains.map {
      RunningChain(accumulator: $0.accumulator.start(center: $0.center), interval: suite.interval)
    }
    latch = suite.latch
  }

  /// Scores the next rows, whose columns must be the suite's tags in order.
  public mutating func score(_ rows: Frame) -> Output {
    let perChain = suite.chains.indices.map { index in
      let chain = suite.chains[index]
      let gathered = chain.gathered(scorers[index].scores(rows))
      return gathered.indices.map {
        running[index].next(rows.times[$0], gathered[$0]) / chain.limit
      }
    }
    let best = suite.fusion.scores(perChain)
    let alarms = best.indices.map { latch.next(rows.times[$0], score: best[$0], limit: 1) }
    return Output(scores: best, alarms: alarms, chains: perChain)
  }

  /// What each chain expected of the next rows, without moving on.
  public func explain(_ rows: Frame) -> [Explanation?] { scorers.map { $0.explain(rows) } }
}
