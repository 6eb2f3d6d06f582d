public import Diagnostics

/// The metrics that can be chosen by name, in the order in which tables show them.
public enum Metrics {
  /// The list: one line per file in `Metrics/`.
  public static let catalog = Catalog<any Metric>(
    kind: "metric",
    [
      .init(BATADALS.self) { _ in BATADALS() },
      .init(VUSPR.self) { VUSPR(&$0) },
      .init(VUSROC.self) { VUSROC(&$0) },
      .init(AUCPR.self) { _ in AUCPR() },
      .init(EventRecall.self) { _ in EventRecall() },
      .init(EventRecallAtBudget.self) { EventRecallAtBudget(&$0) },
      .init(TimeToDetect.self) { _ in TimeToDetect() },
      .init(TimeToDetectMean.self) { _ in TimeToDetectMean() },
      .init(TimeToDetectP90.self) { _ in TimeToDetectP90() },
      .init(TimeToDetectMax.self) { _ in TimeToDetectMax() },
      .init(FalseAlarmsPerDay.self) { _ in FalseAlarmsPerDay() },
      .init(AttributionHitRate.self) { _ in AttributionHitRate() },
      .init(RangePrecision.self) { RangePrecision(&$0) },
      .init(RangeRecall.self) { RangeRecall(&$0) },
      .init(ETaPrecision.self) { _ in ETaPrecision() },
      .init(ETaRecall.self) { _ in ETaRecall() },
      .init(ETaF1.self) { _ in ETaF1() },
      .init(TruePositiveRate.self) { _ in TruePositiveRate() },
      .init(TrueNegativeRate.self) { _ in TrueNegativeRate() },
      .init(Precision.self) { _ in Precision() },
      .init(F1.self) { _ in F1() },
      .init(FalseAlarmRate.self) { _ in FalseAlarmRate() },
      .init(MissedAlarmRate.self) { _ in MissedAlarmRate() },
      .init(AlarmTimeShare.self) { _ in AlarmTimeShare() },
      .init(PointAdjustedF1.self) { _ in PointAdjustedF1() },
    ])

  /// A metric of each kind that can be trusted, with its defaults.
  public static let all: [any Metric] = defaults.filter { type(of: $0).objection == nil }

  /// A metric of each kind whose value says nothing by itself: shown beside random scores only.
  public static let discredited: [any Metric] = defaults.filter { type(of: $0).objection != nil }

  private static let defaults: [any Metric] = catalog.entries.map { entry in
    var fields = Fields(.empty, problems: Problems())
    return entry.make(&fields)
  }
}
