internal import Diagnostics
internal import Telemetry

/// Seconds since 1970 in UTC: `1388966400`, `1388966400.25`.
///
/// Counts may have a fraction or an exponent (`1.388966400e9`); digits below a nanosecond are
/// dropped.
///
/// A column named `time_s` (as `tocsin simulate --csv` writes) holds seconds since the start of the
/// file's own clock; they are taken as they are, from 1970 on.
public struct EpochSeconds: TimeFormat {
  /// `epoch-seconds`.
  public static let id = "epoch-seconds"
  /// One sentence.
  public static let summary = "seconds since 1970 in UTC"
  /// As people write it.
  public static let pattern = "seconds since 1970"
  /// Numbers are moments.
  public static let readsNumbers = true

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    EpochText.read(bytes, nanosecondsPerUnit: 1_000_000_000)
  }

  /// Counts of the years 1973 to 2096 in a column named for time, or ascending ones of 1990 to 2060
  /// in a first column without a name; `time_s`.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool {
    if name.lowercased() == "time_s" { return true }
    return EpochText.isPlausible(
      column: name, index: index, moments: fields.compactMap { read($0) })
  }
}
