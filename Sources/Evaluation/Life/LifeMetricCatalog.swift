public import Diagnostics

/// The metrics on remaining life that can be chosen by name, in the order in which tables show them.
public enum LifeMetrics {
  /// The list: one line per file in `Life/Metrics/`.
  public static let catalog = Catalog<any LifeMetric>(
    kind: "life metric",
    [
      .init(RMSE.self) { _ in RMSE() },
      .init(MAE.self) { _ in MAE() },
      .init(NASAScore.self) { _ in NASAScore() },
      .init(Coverage.self) { _ in Coverage() },
      .init(IntervalWidth.self) { _ in IntervalWidth() },
    ])

  /// A metric of each kind.
  public static let all: [any LifeMetric] = catalog.entries.map { entry in
    var fields = Fields(.empty, problems: Problems())
    return entry.make(&fields)
  }
}
