public import Diagnostics

/// Volume under the range ROC surface: how well scores tell attack from normal rows, borders forgiven.
///
/// Equals the last but one value of TSB-AD 1.5's `RangeAUC_volume_opt(labels, score, 24, 250)` to 1e-9.
/// Where attacks are rare it flatters: thousands of false alarms are a small rate. Read VUS-PR first.
/// A row that could not be scored ranks lowest. Support: rows in labelled windows. Undefined without
/// scores, attack rows or normal rows. O(n log n).
public struct VUSROC: Metric {
  /// `vus-roc`.
  public static let id = "vus-roc"
  /// One sentence for lists.
  public static let summary =
    "Volume under the range ROC surface of the scores, as TSB-AD computes it; flatters rare attacks."
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
    surface.value(of: run) { $0.volumes().roc }
  }
}
