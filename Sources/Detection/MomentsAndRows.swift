public import Learning
public import Telemetry

/// Lagged moments of normal time and its rows as they are: an autoregression, and what it says of each row.
public struct MomentsAndRows: MergeableStatistic {
  /// For the autoregression.
  public private(set) var moments: LaggedMoments
  /// The rows.
  public private(set) var rows: KeptRows

  /// The lags.
  public var contextRows: Int { moments.contextRows }

  /// Nothing seen.
  public init(lags: Int, _ context: TrainingContext) {
    moments = LaggedMoments(lags: lags, pilot: context.pilot)
    rows = KeptRows(tags: context.tags, interval: context.interval)
  }

  /// Adds a run of rows without gaps.
  public mutating func accumulate(_ run: Frame, context: Int) {
    moments.accumulate(run, context: context)
    rows.accumulate(run, context: context)
  }

  /// Adds the rows of a later partial.
  public mutating func merge(_ other: MomentsAndRows) {
    moments.merge(other.moments)
    rows.merge(other.rows)
  }
}
