internal import Telemetry

/// Days as spreadsheets count them.
enum SerialText {
  private static let day: Int64 = 86_400_000
  /// Milliseconds from 1899-12-30 to 1970.
  private static let from1900: Int64 = 25_569 * day
  /// Milliseconds from 1904-01-01 to 1970.
  private static let from1904: Int64 = 24_107 * day
  /// 1970 to 2100 in days since 1899-12-30.
  private static let plausible: ClosedRange<Double> = 25_569...73_050

  /// Reads days since the beginning of 1900 or of 1904, rounded to the nearest millisecond; a wall
  /// clock's time.
  ///
  /// In the system of 1900 the serial 60 is a 29 February 1900 that never was and refused; days
  /// before it are one off, as in the spreadsheet. Negative serials are no dates.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, since1904: Bool) -> ClockReading? {
    guard let count = DecimalCount(bytes), !count.isNegative,
      var milliseconds = count.scaled(by: UInt64(day), rounds: true)
    else { return nil }
    if since1904 {
      milliseconds -= from1904
    } else {
      guard milliseconds >= day, milliseconds / day != 60 else { return nil }
      if milliseconds < 60 * day { milliseconds += day }
      milliseconds -= from1900
    }
    // Up to the end of 2261.
    guard milliseconds < 9_214_646_400_000 else { return nil }
    return .local(Timestamp(nanoseconds: milliseconds * 1_000_000))
  }

  /// Whether numbers are meant as serials of 1970 to 2100.
  ///
  /// Measurements and counts of seconds lie there too, so the name must say time and no unit, the
  /// numbers must ascend, and unless it says date, five decimals or more must show times of day.
  static func isPlausible(column name: String, fields: [[UInt8]]) -> Bool {
    let time = TimeName(name)
    guard time.isTime || time.isDate, !time.isDuration, !time.hasUnit else { return false }
    var previous = plausible.lowerBound
    var fine = 0
    var count = 0
    for field in fields {
      guard let value = field.withUnsafeBufferPointer({ DecimalCount($0) })?.approximate else {
        continue
      }
      guard plausible.contains(value), value >= previous else { return false }
      previous = value
      count += 1
      if let mark = field.lastIndex(where: { $0 == 0x2e || $0 == 0x2c }), field.count - mark > 5 {
        fine += 1
      }
    }
    return count > 0 && (time.isDate || fine * 2 > count)
  }
}

extension DecimalCount {
  /// The number as a Double, near enough to compare with.
  fileprivate var approximate: Double {
    var value = Double(mantissa)
    for _ in 0..<min(abs(exponent), 40) { value = exponent < 0 ? value / 10 : value * 10 }
    return isNegative ? -value : value
  }
}
