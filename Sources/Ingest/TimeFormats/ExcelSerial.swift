internal import Diagnostics
internal import Telemetry

/// Days as Excel counts them, 1 being 1900-01-01, with times of day as fractions: `43580.80532`.
///
/// Rounded to the nearest millisecond; a wall clock's time.
public struct ExcelSerial: TimeFormat {
  /// `excel-serial`.
  public static let id = "excel-serial"
  /// One sentence.
  public static let summary = "days since 1900 as Excel counts them, with a fraction"
  /// As people write it.
  public static let pattern = "Excel's days since 1900"
  /// Numbers are moments.
  public static let readsNumbers = true

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    SerialText.read(bytes, since1904: false)
  }

  /// Ascending serials of 1970 to 2100 in a column named for dates, or for time and then with
  /// fractions of a day.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool {
    SerialText.isPlausible(column: name, fields: fields)
  }
}
