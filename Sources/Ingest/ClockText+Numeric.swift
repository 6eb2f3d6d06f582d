internal import Telemetry

extension ClockText {
  /// Which part of a date stands where.
  enum DateOrder { case dayFirst, monthFirst, yearFirst }

  /// Reads a whole field: a weekday perhaps, three numbers with one separator, then perhaps a time
  /// of day and a zone.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ order: DateOrder) -> ClockReading? {
    var text = ClockText(bytes)
    let weekday = text.digit(0) <= 9 ? nil : text.weekday()
    guard let date = text.date(order) else { return nil }
    guard falls(on: weekday, date.year, date.month, date.day) else { return nil }
    return text.reading(year: date.year, month: date.month, day: date.day)
  }

  /// Takes three numbers with one separator; not checked against the calendar.
  @inline(__always)
  private mutating func date(_ order: DateOrder) -> (year: Int, month: Int, day: Int)? {
    if order == .yearFirst {
      guard let year = year() else { return nil }
      let separator = dateSeparator()
      guard separator != 0, let month = digits(1, 2), take(separator), let day = digits(1, 2)
      else { return nil }
      return (year, month, day)
    }
    guard let first = digits(1, 2) else { return nil }
    let separator = dateSeparator()
    guard separator != 0, let second = digits(1, 2), take(separator), let year = year() else {
      return nil
    }
    return order == .dayFirst ? (year, second, first) : (year, first, second)
  }
}
