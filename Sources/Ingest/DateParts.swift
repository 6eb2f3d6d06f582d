internal import Telemetry

/// A part of a moment that stands in a column of its own.
public enum DatePart: String, Sendable, Codable, CaseIterable {
  /// Of four digits.
  case year
  /// 1 to 12.
  case month
  /// 1 to 31.
  case day
  /// 0 to 24.
  case hour
  /// 0 to 59.
  case minute
  /// 0 to 60, with a fraction or without.
  case second

  /// What a field says, in nanoseconds for parts of the day; nil where it is no such part.
  ///
  /// A fraction of zeros is passed over, as in a table that was all numbers: `2024.0`.
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    var text = ClockText(bytes)
    guard let whole = text.digits(1, 4) else { return nil }
    var fraction: Int64 = 0
    if !text.isAtEnd {
      guard text.next == UInt8(ascii: ".") || text.next == UInt8(ascii: ",") else { return nil }
      text.at += 1
      var scale: Int64 = 100_000_000
      while text.digit(text.at) <= 9 {
        fraction += Int64(text.digit(text.at)) * scale
        scale /= 10
        text.at += 1
      }
      guard text.isAtEnd, fraction == 0 || self == .second else { return nil }
    }
    let number = Int64(whole)
    return switch self {
    case .year: (1_900...2_100).contains(number) ? number : nil
    case .month: (1...12).contains(number) ? number : nil
    case .day: (1...31).contains(number) ? number : nil
    case .hour: number <= 24 ? number * 3_600_000_000_000 : nil
    case .minute: number <= 59 ? number * 60_000_000_000 : nil
    case .second: number <= 60 ? number * 1_000_000_000 + fraction : nil
    }
  }

  /// Reads a field kept in an array.
  func read(_ field: [UInt8]) -> Int64? { field.withUnsafeBufferPointer(read) }
}

/// What the columns of one row say beside or instead of a whole stamp: day and time of day.
struct DateParts: Sendable {
  /// The time of day, in nanoseconds.
  var clock: Int64?
  private var year: Int64 = 0
  private var month: Int64 = 0
  private var day: Int64 = 0

  /// Takes a part; false where a field is none.
  mutating func take(_ part: DatePart, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let number = part.read(text) else { return false }
    switch part {
    case .year: year = number
    case .month: month = number
    case .day: day = number
    case .hour, .minute, .second: clock = (clock ?? 0) &+ number
    }
    return true
  }

  /// The day as a wall clock's midnight; nil where there is no such day.
  var midnight: ClockReading? {
    ClockText.midnight(Int(year), Int(month), Int(day)).map {
      .local(Timestamp(nanoseconds: $0))
    }
  }
}
