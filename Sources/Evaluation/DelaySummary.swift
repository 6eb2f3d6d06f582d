internal import Telemetry

/// How long detected attacks went on before somebody was told: mean and distribution, in seconds.
public struct DelaySummary: Sendable, Equatable, Codable {
  /// How many attacks it is of: the detected ones.
  public let support: Int
  /// The mean.
  public let mean: Double
  /// The median: the mean of the middle two for an even number.
  public let median: Double
  /// The 90 % quantile, interpolated between ranks.
  public let p90: Double
  /// The longest.
  public let longest: Double

  /// The summary of delays in seconds, none of them NaN; nil for none.
  ///
  /// O(n log n) to sort them.
  public init?(_ seconds: [Double]) {
    var sorted = seconds
    sorted.sort()
    guard let last = sorted.last else { return nil }
    support = sorted.count
    mean = sorted.reduce(0, +) / Double(sorted.count)
    median = Quantile.of(sorted, at: 0.5)
    p90 = Quantile.of(sorted, at: 0.9)
    longest = last
  }

  /// One figure of the detector's own delays in a run, or the reason why there is none.
  static func value(of run: ScoredRun, _ figure: (DelaySummary) -> Double) -> MetricValue {
    let windows = Outcomes(run).windows
    guard !windows.isEmpty else { return .noWindows }
    guard let summary = DelaySummary(windows.compactMap { $0.timeToDetect?.seconds }) else {
      return .nothingDetected
    }
    return .value(figure(summary), support: summary.support)
  }
}
