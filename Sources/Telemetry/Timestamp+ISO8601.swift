internal import Diagnostics

extension Timestamp: CustomStringConvertible, Codable {
  /// ISO 8601 in UTC, `2016-09-13T23:00:00Z`, with a fraction only where there is one.
  public var description: String {
    let (year, month, day) = date
    let second = secondOfDay
    var text =
      "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
      + "\(Self.padded(second / 3_600, 2)):\(Self.padded(second / 60 % 60, 2)):"
      + Self.padded(second % 60, 2)
    let fraction = Int(((nanoseconds % 1_000_000_000) + 1_000_000_000) % 1_000_000_000)
    if fraction != 0 {
      var digits = Self.padded(fraction, 9)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }

  /// `2026-06-30 23:50`: to the minute, for people.
  public var minuteText: String {
    let (year, month, day) = date
    let second = secondOfDay
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2)) "
      + "\(Self.padded(second / 3_600, 2)):\(Self.padded(second / 60 % 60, 2))"
  }

  /// `2026-06-30`.
  public var dayText: String { String(minuteText.prefix(10)) }

  /// Reads ISO 8601: a date, or date and time with `T` or a blank, seconds, fraction and zone optional.
  ///
  /// Without a zone the time is UTC. Accepted: `2026-06-30`, `2026-06-30 21:10`, `2026-06-30T21:10:05.25Z`,
  /// `2026-06-30T21:10:05-05:00`. Anything else gives nil.
  public init?(iso8601 text: some StringProtocol) {
    var bytes = Array(text.utf8)
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    var at = 0
    func number(_ digits: Int) -> Int? {
      guard at + digits <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[at..<at + digits] {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      at += digits
      return value
    }
    func take(_ allowed: String) -> Bool {
      guard at < bytes.count, allowed.utf8.contains(bytes[at]) else { return false }
      at += 1
      return true
    }
    guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2)
    else { return nil }
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0
    var offsetMinutes = 0
    if at < bytes.count {
      guard take("T "), let h = number(2), take(":"), let m = number(2) else { return nil }
      (hour, minute) = (h, m)
      if take(":") {
        guard let s = number(2) else { return nil }
        second = s
        if take(".,") {
          var scale = 100_000_000
          guard at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 else { return nil }
          while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 {
            nanosecond += Int(bytes[at] - 48) * scale
            scale /= 10
            at += 1
          }
        }
      }
      if at < bytes.count, !take("Z") {
        let negative = bytes[at] == UInt8(ascii: "-")
        guard take("+-"), let h = number(2) else { return nil }
        _ = take(":")
        guard let m = at < bytes.count ? number(2) : 0, h <= 23, m <= 59 else { return nil }
        offsetMinutes = (negative ? -1 : 1) * (h * 60 + m)
      }
    }
    guard at == bytes.count,
      let local = Timestamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        nanosecond: nanosecond)
    else { return nil }
    self = local - TimeSpan(nanoseconds: Int64(offsetMinutes) * 60_000_000_000)
  }

  /// Decodes the ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let stamp = Timestamp(iso8601: text) else {
      throw Fault(.badData, "'\(text)' is not an ISO 8601 time", hint: "like 2026-06-30T21:10:00Z")
    }
    self = stamp
  }

  /// Encodes the ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
