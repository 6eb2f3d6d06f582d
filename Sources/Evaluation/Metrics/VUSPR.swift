public import Diagnostics

/// Volume under the range precision-recall surface: how well scores rank attacks, borders forgiven.
///
/// Equals the last value of TSB-AD 1.5's `RangeAUC_volume_opt(labels, score, 24, 250)` to 1e-9; 0 to 1.
/// A row that could not be scored ranks lowest. Support: rows in labelled windows. Undefined without
/// scores, attack rows or normal rows. O(n log n).
public struct VUSPR: Metric {
  /// `vus-pr`.
  public static let id = "vus-pr"
  /// One sentence for lists.
  public static let summary =
    "Volume under the range precision-recall surface of the scores, as TSB-AD computes it."
  /// Higher is better.
  public let direction = Better.higher
  /// The surface whose volume it is.
  public let surface: RangeSurface

  /// Makes the metric.
  public init(_ surface: RangeSurface = RangeSurface()) { self.surface = surface }

  /// Reads `window` and `thresholds`.
  public init(_ fields: inout Fields) { surface = RangeSurface(&fields) }

  /// The volume of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    surface.value(of: run) { $0.volumes().precisionRecall }
  }
}
