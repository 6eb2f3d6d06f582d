public import Diagnostics

/// The metrics that can be chosen by name, in the order in which tables show them.
public enum Metrics {
  /// The list: one line per file in `Metrics/`.
  public static let catalog = Catalog<any Metric>(
    kind: "metric",
    [
      .init(BATADALS.self) { _ in BATADALS() },
      .init(VUSPR.self) { _ in VUSPR() },
      .init(AUCPR.self) { _ in AUCPR() },
      .init(EventRecall.self) { _ in EventRecall() },
      .init(TimeToDetect.self) { _ in TimeToDetect() },
      .init(FalseAlarmsPerDay.self) { _ in FalseAlarmsPerDay() },
      .init(TruePositiveRate.self) { _ in TruePositiveRate() },
      .init(TrueNegativeRate.self) { _ in TrueNegativeRate() },
      .init(Precision.self) { _ in Precision() },
      .init(AlarmTimeShare.self) { _ in AlarmTimeShare() },
    ])

  /// A metric of each kind.
  public static let all: [any Metric] = catalog.entries.map { entry in
    var fields = Fields(.empty, problems: Problems())
    return entry.make(&fields)
  }
}
