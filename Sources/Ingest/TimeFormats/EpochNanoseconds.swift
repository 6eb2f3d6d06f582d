internal import Diagnostics
internal import Telemetry

/// Nanoseconds since 1970 in UTC: `1388966400000000000`.
///
/// Counts may have a fraction or an exponent (`1.388966400e9`); digits below a nanosecond are
/// dropped.
public struct EpochNanoseconds: TimeFormat {
  /// `epoch-nanoseconds`.
  public static let id = "epoch-nanoseconds"
  /// One sentence.
  public static let summary = "nanoseconds since 1970 in UTC"
  /// As people write it.
  public static let pattern = "nanoseconds since 1970"
  /// Numbers are moments.
  public static let readsNumbers = true

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    EpochText.read(bytes, nanosecondsPerUnit: 1)
  }

  /// Counts of the years 1973 to 2096 in a column named for time, or ascending ones of 1990 to 2060
  /// in a first column without a name; none that would be of 1990 to 2040 as Windows' or .NET's counts
  /// of hundreds of nanoseconds.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool {
    EpochText.isPlausible(column: name, index: index, moments: fields.compactMap { read($0) })
      && ForeignEpochs.name(ofNanoseconds: fields.compactMap { read($0) }) == nil
  }
}
