/// Stretches in which nothing comes from a sensor.
///
/// A chain of two states: a stretch of n rows ends with probability 1/n̄, so that its length is geometric with
/// mean n̄ = lasts / row (at least one row), and begins with the probability that makes `share` of all rows missing:
/// share / ((1 − share) n̄). Source: Gilbert (1960), Bell System Technical Journal 39(5).
public struct SensorDropout: Sendable, Equatable {
  /// The share of rows without a value, 0…½.
  public var share: Double
  /// The mean length of a stretch, seconds.
  public var lasts: Double

  /// The greatest share: beyond it stretches of a row would have to follow one another without a gap.
  static let greatestShare = 0.5

  /// Makes one.
  public init(share: Double, lasts: Double) {
    self.share = share
    self.lasts = lasts
  }

  /// Whether a row has no value.
  ///
  /// - Parameters:
  ///   - wasOut: Whether the row before had none; nil: nothing is known of it.
  ///   - u: A number in [0, 1) by chance.
  ///   - interval: Seconds from row to row.
  func isOut(after wasOut: Bool?, _ u: Double, interval: Double) -> Bool {
    guard let wasOut else { return u < share }
    let end = 1 / max(1, lasts / interval)
    return u < (wasOut ? 1 - end : share / (1 - share) * end)
  }
}
