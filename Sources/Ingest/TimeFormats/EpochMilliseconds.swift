internal import Diagnostics
internal import Telemetry

/// Milliseconds since 1970 in UTC: `1388966400000`.
///
/// Counts may have a fraction or an exponent (`1.388966400e9`); digits below a nanosecond are
/// dropped.
public struct EpochMilliseconds: TimeFormat {
  /// `epoch-milliseconds`.
  public static let id = "epoch-milliseconds"
  /// One sentence.
  public static let summary = "milliseconds since 1970 in UTC"
  /// As people write it.
  public static let pattern = "milliseconds since 1970"
  /// Numbers are moments.
  public static let readsNumbers = true

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    EpochText.read(bytes, nanosecondsPerUnit: 1_000_000)
  }

  /// Counts of the years 1973 to 2096 in a column named for time, or ascending ones of 1990 to 2060
  /// in a first column without a name.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool {
    EpochText.isPlausible(column: name, index: index, moments: fields.compactMap { read($0) })
  }
}
