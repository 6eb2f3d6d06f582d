public import Diagnostics

/// A length of time in nanoseconds, written `90s`, `10min`, `12h`, `7d`, `2w`.
public struct TimeSpan: Sendable, Hashable, Comparable {
  /// The length in nanoseconds; may be negative.
  public var nanoseconds: Int64

  /// A span of nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A span of seconds, rounded to nanoseconds and clamped to ±292 years; NaN is no time at all.
  public init(seconds: Double) {
    let exact = (seconds * 1e9).rounded()
    nanoseconds = exact.isNaN ? 0 : Int64(max(-9.2e18, min(9.2e18, exact)))
  }

  /// A span of hours.
  public static func hours(_ hours: Double) -> TimeSpan { TimeSpan(seconds: hours * 3_600) }

  /// No time at all.
  public static let zero = TimeSpan(nanoseconds: 0)

  /// The length in seconds.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Shorter before longer.
  public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The sum of two spans, clamped to what can be represented.
  public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
    return TimeSpan(nanoseconds: overflow ? (b.nanoseconds > 0 ? .max : .min) : sum)
  }

  /// A multiple of a span, clamped to what can be represented.
  public static func * (a: TimeSpan, factor: Int) -> TimeSpan {
    let (product, overflow) = a.nanoseconds.multipliedReportingOverflow(by: Int64(factor))
    let isPositive = (a.nanoseconds > 0) == (factor > 0)
    return TimeSpan(nanoseconds: overflow ? (isPositive ? .max : .min) : product)
  }

  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000),
    ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
  ]

  /// Reads `10min`, `1.5h`, `7d`; nil where it is not a number with one of the units w d h min s ms us ns.
  public init?(_ text: String) {
    let number = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    let name = text.dropFirst(number.count).drop { $0 == " " }
    guard let value = Double(number), let unit = Self.units.first(where: { $0.name == name }),
      abs(value) * Double(unit.nanoseconds) < 9e18
    else { return nil }
    nanoseconds = Int64((value * Double(unit.nanoseconds)).rounded())
  }
}

extension TimeSpan: CustomStringConvertible, Codable {
  /// The shortest exact writing: `90s` stays `90s`, `3600s` is `1h`.
  public var description: String {
    if nanoseconds == 0 { return "0s" }
    for unit in Self.units where unit.name != "w" && nanoseconds % unit.nanoseconds == 0 {
      return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }
    return "\(nanoseconds)ns"
  }

  /// For people: `40 min`, `2 h 10 min`, `3 d 4 h`; two units at the most.
  public var roundedText: String {
    let minutes = Int((abs(seconds) / 60).rounded())
    let sign = nanoseconds < 0 ? "-" : ""
    if minutes == 0 { return "\(sign)\(Int(abs(seconds).rounded())) s" }
    if minutes < 60 { return "\(sign)\(minutes) min" }
    if minutes < 48 * 60 {
      return "\(sign)\(minutes / 60) h" + (minutes % 60 == 0 ? "" : " \(minutes % 60) min")
    }
    let hours = (minutes + 30) / 60
    return "\(sign)\(hours / 24) d" + (hours % 24 == 0 ? "" : " \(hours % 24) h")
  }

  /// Decodes the written form.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let span = TimeSpan(text) else {
      throw Fault(.badData, "'\(text)' is not a length of time", hint: "like 10min, 12h, 7d")
    }
    self = span
  }

  /// Encodes the written form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Fields {
  /// A length of time in a range, like `12h`.
  public mutating func span(
    _ key: String, default fallback: TimeSpan, in range: ClosedRange<TimeSpan>
  ) -> TimeSpan {
    optionalSpan(key, in: range) ?? fallback
  }

  /// A length of time in a range that may be absent.
  public mutating func optionalSpan(_ key: String, in range: ClosedRange<TimeSpan>) -> TimeSpan? {
    guard let value = settings(key) else { return nil }
    guard case .scalar(let text, _) = value.content, let span = TimeSpan(text), range.contains(span)
    else {
      problems.add(
        "'\(key)' must be a length of time from \(range.lowerBound) to \(range.upperBound), "
          + "got \(Fields.quote(value))", at: value.place, hint: "like 10min, 12h, 7d")
      return nil
    }
    return span
  }

  /// A moment in ISO 8601 that may be absent.
  public mutating func optionalTimestamp(_ key: String) -> Timestamp? {
    guard let value = settings(key) else { return nil }
    guard case .scalar(let text, _) = value.content, let stamp = Timestamp(iso8601: text) else {
      problems.add(
        "'\(key)' must be an ISO 8601 time, got \(Fields.quote(value))", at: value.place,
        hint: "like 2026-06-30 or 2026-06-30T21:10:00Z")
      return nil
    }
    return stamp
  }
}
