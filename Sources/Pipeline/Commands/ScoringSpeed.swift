internal import Detection
internal import Diagnostics
internal import LinearAlgebra
internal import ModelFiles
internal import Telemetry

/// How long a model takes to score the rows of a store that are in memory already; for benchmarks.
///
/// Rows are scored as `tocsin score` does, in blocks by one thread: state runs on from row to row.
public struct ScoringSpeed: Sendable, Encodable {
  /// The store's rows.
  public private(set) var rows = 0
  /// The model's tags.
  public private(set) var columns = 0
  /// The wall time of each round, in seconds.
  public private(set) var seconds: [Double] = []
  /// The sum of all scores that are numbers.
  public private(set) var sum = 0.0
  /// How many rows have an alarm.
  public private(set) var alarms = 0

  private static let blockRows = 4_096

  /// Scores a store `rounds` times, each time from the model's initial state.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the model has no detector or the store lacks a tag, and as
  ///   ``ModelFiles/ModelFolder`` and ``Telemetry/Store`` do.
  public init(model: String, store folder: String, rounds: Int) throws {
    let loaded = try ModelFolder.load(model)
    guard let artifact = loaded.artifacts[.detector] else {
      throw Fault(
        .badData, "the model detects nothing: it has no detector", at: Place(file: model))
    }
    let suite = try Suite(artifact: artifact, tags: loaded.manifest.tags)
    let store = try Store(opening: folder)
    let columns = try suite.tags.map { tag in
      guard let index = store.tags.firstIndex(where: { $0.id == tag.id }) else {
        throw Fault(
          .badData, "the store lacks the model's tag '\(tag.id)'", at: Place(file: folder))
      }
      return index
    }
    let frame = try store.frame(in: .always).selecting(columns)
    self.columns = columns.count
    rows = frame.count
    let clock = ContinuousClock()
    for _ in 0..<max(1, rounds) {
      var scorer = suite.scorer()
      var outputs: [SuiteScorer.Output] = []
      let start = clock.now
      var at = 0
      while at < rows {
        let end = min(rows, at + Self.blockRows)
        outputs.append(scorer.score(frame.rows(at..<end)))
        at = end
      }
      seconds.append((clock.now - start) / .seconds(1))
      sum = outputs.reduce(0) { $0 + $1.scores.reduce(0) { $1.isNaN ? $0 : $0 + $1 } }
      alarms = outputs.reduce(0) { $0 + $1.alarms.count { $0 } }
    }
  }
}
