internal import Detection
internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// How long a detector takes to learn the rows of a store that are in memory already; for benchmarks.
///
/// As in training, the rows are cut into blocks, each gives a statistic, and the merged statistic becomes the
/// model; limits are not part of it.
public struct FitSpeed: Sendable, Encodable {
  /// The store's rows.
  public private(set) var rows = 0
  /// The store's tags.
  public private(set) var columns = 0
  /// The wall time of each round, in seconds.
  public private(set) var seconds: [Double] = []

  /// Fits a detector with its usual settings `rounds` times on `threads` threads.
  ///
  /// - Throws: ``Diagnostics/Fault`` of kind `configuration` for an unknown detector, `badData` where the store is
  ///   empty or the rows do not do, and as ``Telemetry/Store`` does.
  public init(detector id: String, store folder: String, rounds: Int, threads: Int) throws {
    var fields = Fields(.empty, problems: Problems())
    let detector = try Detectors.catalog.entry(named: id).make(&fields)
    let store = try Store(opening: folder)
    guard let span = store.span else {
      throw Fault(.badData, "the store has no rows", at: Place(file: folder))
    }
    let frame = try store.frame(in: span)
    rows = frame.count
    columns = frame.tags.count
    let interval = store.manifest.sampleInterval ?? TimeSpan(nanoseconds: 1)
    func set(_ source: any FrameSource) -> TrainingSet {
      TrainingSet(
        source: source, ranges: TimeRanges([span]), interval: interval, blocks: max(2, threads),
        guardRows: 0)
    }
    // The blocks' rows lie there already, as a peer's matrix does.
    let whole = FrameInMemory(frame)
    let blocks = set(
      FramesInMemory(
        whole: whole,
        frames: set(whole).pieces.map { ($0.span, whole.frame(in: $0.span)) }))
    let context = TrainingContext(
      tags: frame.tags, interval: interval, pilot: (0..<columns).map { frame.values[0, $0] },
      floor: [Double](repeating: 0, count: columns))
    let clock = ContinuousClock()
    for _ in 0..<max(1, rounds) {
      let start = clock.now
      try Self.fit(detector, blocks, context, threads: threads)
      seconds.append((clock.now - start) / .seconds(1))
    }
  }

  /// Frames of the stretches that are asked for; others are cut out of the whole.
  private struct FramesInMemory: FrameSource {
    let whole: FrameInMemory
    let frames: [(span: TimeRange, frame: Frame)]
    var tags: [Tag] { whole.tags }
    func frame(in range: TimeRange) -> Frame {
      frames.first { $0.span == range }?.frame ?? whole.frame(in: range)
    }
  }

  private static func fit<D: Detector>(
    _ detector: D, _ set: TrainingSet, _ context: TrainingContext, threads: Int
  ) throws {
    let empty = detector.emptyStatistic(context)
    let partials = try set.statistics(from: empty, threads: threads)
    let whole = set.merged(partials, pieces: Array(partials.indices), from: empty)
    _ = try detector.model(from: whole, context)
  }
}
