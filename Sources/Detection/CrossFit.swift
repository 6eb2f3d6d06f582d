internal import Learning
internal import Telemetry

/// Scores of normal rows by models that did not see them: blocked cross-fitting, two levels deep.
///
/// A limit taken from the scores of the rows a model was fitted to promises 1 % false alarms and gives 20.
/// Here block k is scored by a model fitted without block k and the guards beside it; and, to check the
/// *procedure* of setting a limit, also by models fitted without k and one other block.
struct CrossFit: Sendable {
  /// `raw[k][j]`: scores of block k by a model that saw neither k nor j; `raw[k][k]` by one without k only.
  let raw: [[[Double]]]
  /// The rows' moments, per block.
  let times: [[Timestamp]]
  /// The model fitted to all of the normal time.
  let model: any DetectorModel
  private let interval: TimeSpan

  /// Fits 1 + K + K(K−1)/2 models from one pass over the telemetry and scores each block with K of them.
  init<D: Detector>(
    _ detector: D, _ set: TrainingSet, _ context: TrainingContext, threads: Int
  ) throws {
    precondition(
      set.blocks >= 3, "cross-fitting leaves two blocks out and needs at least 3, got \(set.blocks)"
    )
    let empty = detector.emptyStatistic(context)
    let partials = try set.statistics(from: empty, threads: threads)
    let map = ParallelMap(threads: threads)
    @Sendable func fit(without held: Set<Int>) throws -> D.Model {
      try detector.model(
        from: set.merged(partials, pieces: set.pieces(without: held), from: empty), context)
    }
    let pairs = (0..<set.blocks).flatMap { k in (k..<set.blocks).map { [k, $0] } }
    let models = try map(pairs.count) { try fit(without: Set(pairs[$0])) }
    let frames = try map(set.blocks) { try set.stretches(ofBlock: $0) }
    let scored: [[[Double]]] = try map(set.blocks) { k in
      (0..<set.blocks).map { j in
        let pair = [min(j, k), max(j, k)]
        guard let index = pairs.firstIndex(of: pair) else { return [] }
        return frames[k].flatMap { stretch in
          var state = models[index].initialState()
          return models[index].scores(stretch, state: &state)
        }
      }
    }
    raw = scored
    times = frames.map { $0.flatMap(\.times) }
    model = try fit(without: [])
    interval = set.interval
  }

  /// The honest raw scores of all blocks, or of all but one by models that did not see that one either.
  func blocks(leavingOut outer: Int?) -> [ScoredRows] {
    raw.indices.filter { $0 != outer }.map { k in
      ScoredRows(times: times[k], scores: raw[k][outer ?? k], interval: interval)
    }
  }

  /// Block k's raw scores by a model that did not see it.
  func heldBack(_ k: Int) -> ScoredRows {
    ScoredRows(times: times[k], scores: raw[k][k], interval: interval)
  }
}

extension TrainingSet {
  /// The normal rows of a block, a frame per normal stretch.
  ///
  /// What was left out between two stretches (an attack, maintenance) was not lost: models start anew
  /// behind it, so that a missing-data detector does not take it for silence.
  func stretches(ofBlock block: Int) throws -> [Frame] {
    guard let span = span(ofBlock: block) else { return [] }
    return try ranges.clipped(to: span).ranges.map { try source.frame(in: $0) }
  }
}

extension ScoredRows {
  /// The scores accumulated in time from `center`, starting anew after each gap.
  func accumulated(by accumulator: any Accumulator, center: Double) -> ScoredRows {
    var running = RunningChain(
      accumulator: accumulator.start(center: center), interval: interval)
    return ScoredRows(
      times: times, scores: zip(times, scores).map { running.next($0, $1) }, interval: interval)
  }

  /// Raw scores of a chain's detector → its accumulated scores divided by its limit.
  public func relative(of chain: Chain) -> [Double] {
    ScoredRows(times: times, scores: chain.gathered(scores), interval: interval)
      .accumulated(by: chain.accumulator, center: chain.center).relative(to: chain.limit).scores
  }

  /// The scores divided by a limit.
  func relative(to limit: Double) -> ScoredRows {
    ScoredRows(times: times, scores: scores.map { $0 / limit }, interval: interval)
  }
}

/// An accumulator with the rule for gaps.
struct RunningChain: Sendable {
  var accumulator: any RunningAccumulator
  let interval: TimeSpan
  private var last: Timestamp?

  init(accumulator: any RunningAccumulator, interval: TimeSpan) {
    self.accumulator = accumulator
    self.interval = interval
  }

  mutating func next(_ time: Timestamp, _ score: Double) -> Double {
    if let last, !Frame.isContiguous(last, time, interval: interval) { accumulator.restart() }
    last = time
    return score.isNaN ? .nan : accumulator.next(score)
  }
}
