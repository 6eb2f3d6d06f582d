public import Telemetry

/// What a person must say of rows that no column tells the moments of.
public enum SteppedRows {
  /// The doubt about rows that are taken to be some time apart; nil where a column that looks like times
  /// has a doubt of its own.
  public static func doubt(_ format: CSVFormat, apart interval: TimeSpan) -> String? {
    guard !format.isTimed, format.unreadTime == nil else { return nil }
    return
      "no column holds time: rows are taken to be \(interval) apart; say how far apart they are, "
      + "data.interval"
  }
}
