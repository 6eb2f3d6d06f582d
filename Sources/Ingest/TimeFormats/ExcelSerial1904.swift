internal import Diagnostics
internal import Telemetry

/// Days as Excel for the Macintosh counted them, 0 being 1904-01-01: `42118.80532`.
///
/// Rounded to the nearest millisecond; a wall clock's time. Never sniffed, because the numbers are
/// dates in the system of 1900 too: it must be declared.
public struct ExcelSerial1904: TimeFormat {
  /// `excel-serial-1904`.
  public static let id = "excel-serial-1904"
  /// One sentence.
  public static let summary = "days since 1904 as Excel for the Macintosh counted them"
  /// As people write it.
  public static let pattern = "Excel's days since 1904"
  /// Numbers are moments.
  public static let readsNumbers = true

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    SerialText.read(bytes, since1904: true)
  }

  /// Never: it must be declared.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool { false }
}
