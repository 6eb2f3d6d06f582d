public import Diagnostics

/// Over which buffers and limits a volume under the surface is taken.
public struct RangeSurface: Sendable, Equatable {
  /// The largest buffer around an attack in rows, at least 0.
  public let window: Int
  /// The number of limits, at least 2.
  public let thresholds: Int

  /// Makes a surface; values below the least allowed act as it.
  public init(window: Int = 24, thresholds: Int = 250) {
    self.window = max(0, window)
    self.thresholds = max(2, thresholds)
  }

  /// Reads `window` (0 to 10,000 rows) and `thresholds` (2 to 100,000).
  public init(_ fields: inout Fields) {
    self.init(
      window: fields.integer("window", default: 24, in: 0...10_000),
      thresholds: fields.integer("thresholds", default: 250, in: 2...100_000))
  }

  /// A volume of a run's scores, or the reason why there is none.
  func value(of run: ScoredRun, _ volume: (RangeVolume) -> Double) -> MetricValue {
    guard let scores = run.rankedScores else { return .noScores }
    let positives = run.attack.count { $0 }
    guard positives > 0 else { return .noWindows }
    guard
      let prepared = RangeVolume(
        labels: run.attack, scores: scores, window: window, thresholds: thresholds)
    else { return .noNormalRows }
    return .value(volume(prepared), support: positives)
  }
}
