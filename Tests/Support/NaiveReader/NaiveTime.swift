internal import Foundation
internal import Telemetry

/// Reads moments from words, numbers and signs, for the formats that generated and real files hold.
///
/// Rarer spellings have tests of their own, against Python.
struct NaiveTime {
  /// A piece of a text.
  private enum Token: Equatable {
    case number(String)
    case word(String)
    case sign(Character)
  }

  /// What a text says: nanoseconds since 1970, and whether a wall clock's.
  struct Reading: Equatable {
    var nanoseconds: Int64
    var isLocal: Bool
  }

  private var tokens: [Token]

  private init(_ text: [UInt8]) {
    tokens = []
    for written in String(decoding: text, as: UTF8.self).unicodeScalars {
      // No-break spaces are blanks: newer versions of ICU write U+202F before AM and PM.
      let scalar: Unicode.Scalar = written == "\u{A0}" || written == "\u{202F}" ? " " : written
      let character = Character(scalar)
      let isDigit = ("0"..."9").contains(scalar)
      let isLetter = scalar.properties.isAlphabetic
      switch tokens.last {
      case .number(let digits) where isDigit:
        tokens[tokens.count - 1] = .number(digits + String(character))
      case .word(let letters) where isLetter:
        tokens[tokens.count - 1] = .word(letters + String(character).lowercased())
      case .sign(" ") where scalar == " " || scalar == "\t": break
      default:
        tokens.append(
          isDigit
            ? .number(String(character))
            : isLetter
              ? .word(String(character).lowercased()) : .sign(scalar == "\t" ? " " : character))
      }
    }
  }

  /// Reads a field in a format, by its id; nil where it is not written so.
  static func read(_ text: [UInt8], as format: String) -> Reading? {
    switch format {
    case "epoch-seconds": return count(text, unit: 1_000_000_000)
    case "epoch-milliseconds": return count(text, unit: 1_000_000)
    case "epoch-microseconds": return count(text, unit: 1_000)
    case "epoch-nanoseconds": return count(text, unit: 1)
    case "excel-serial": return serial(text)
    default:
      var time = NaiveTime(text)
      return time.moment(format)
    }
  }

  /// Reads a time of day: nanoseconds since midnight.
  static func timeOfDay(_ text: [UInt8]) -> Int64? {
    var time = NaiveTime(text)
    guard let value = time.timeOfDay(), time.tokens.isEmpty else { return nil }
    return value
  }

  /// Reads a part of a moment that stands alone, those of a day in nanoseconds; a fraction is for seconds only.
  static func part(_ name: String, _ text: [UInt8]) -> Int64? {
    var time = NaiveTime(text)
    guard let digits = time.takeNumber(), digits.count <= 4, let whole = Int64(digits) else {
      return nil
    }
    var fraction: Int64 = 0
    if time.take(.sign(".")) || time.take(.sign(",")) {
      let kept = String((time.takeNumber() ?? "").prefix(9))
      fraction = Int64(kept + String(repeating: "0", count: 9 - kept.count)) ?? 0
    }
    guard time.tokens.isEmpty, fraction == 0 || name == "second" else { return nil }
    let (range, unit): (ClosedRange<Int64>, Int64) =
      switch name {
      case "year": (1_900...2_100, 1)
      case "month": (1...12, 1)
      case "day": (1...31, 1)
      case "hour": (0...24, 3_600_000_000_000)
      case "minute": (0...59, 60_000_000_000)
      default: (0...60, 1_000_000_000)
      }
    return range.contains(whole) ? whole * unit + fraction : nil
  }

  /// A count since 1970, with a fraction or an exponent perhaps, by whole numbers.
  private static func count(_ text: [UInt8], unit: Int64) -> Reading? {
    var time = NaiveTime(text)
    let isNegative = time.take(.sign("-"))
    guard var digits = time.takeNumber() else { return nil }
    var fraction = ""
    if time.take(.sign(".")) || time.take(.sign(",")) {
      guard let behind = time.takeNumber() else { return nil }
      fraction = behind
    }
    if time.take(.word("e")) {
      let isMinus = time.take(.sign("-"))
      if !isMinus { _ = time.take(.sign("+")) }
      guard let text = time.takeNumber(), text.count <= 4, let power = Int(text) else { return nil }
      // The mark moves by so many places.
      let zeros = String(repeating: "0", count: power)
      if isMinus {
        let all = zeros + digits
        fraction = all.suffix(power) + fraction
        digits = String(all.dropLast(power))
      } else {
        let all = fraction + zeros
        digits += all.prefix(power)
        fraction = String(all.dropFirst(power))
      }
    }
    guard let whole = Int64(digits) else { return nil }
    var (value, overflow) = whole.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    let places = String(unit).count - 1
    let kept = String(fraction.prefix(places))
    value += Int64(kept + String(repeating: "0", count: places - kept.count)) ?? 0
    return time.tokens.isEmpty
      ? Reading(nanoseconds: isNegative ? -value : value, isLocal: false) : nil
  }

  /// Days since 1899-12-30 to the nearest millisecond, as spreadsheets count from March 1900 on.
  private static func serial(_ text: [UInt8]) -> Reading? {
    guard let days = NaiveCell.plainNumber(text, mark: UInt8(ascii: ".")), days >= 61, days < 1e6
    else { return nil }
    let milliseconds = Int64(((days - 25_569) * 86_400_000).rounded())
    return Reading(nanoseconds: milliseconds * 1_000_000, isLocal: true)
  }

  private mutating func moment(_ format: String) -> Reading? {
    guard let (year, month, day) = date(format) else { return nil }
    guard let midnight = Timestamp(year: year, month: month, day: day) else { return nil }
    var nanoseconds = midnight.nanoseconds
    var minutesEast: Int?
    if !tokens.isEmpty {
      guard take(.sign(" ")) || take(.word("t")) || take(.sign(":")), let time = timeOfDay() else {
        return nil
      }
      nanoseconds += time
      if !tokens.isEmpty {
        guard let zone = zone() else { return nil }
        minutesEast = zone
      }
    }
    guard tokens.isEmpty else { return nil }
    guard let minutesEast else { return Reading(nanoseconds: nanoseconds, isLocal: true) }
    return Reading(
      nanoseconds: nanoseconds - Int64(minutesEast) * 60_000_000_000, isLocal: false)
  }

  /// The parts of a date in the order of the format.
  private mutating func date(_ format: String) -> (year: Int, month: Int, day: Int)? {
    if case .word(let name) = tokens.first, Self.weekdays.contains(String(name.prefix(3))) {
      tokens.removeFirst()
      _ = take(.sign(","))
      _ = take(.sign(" "))
    }
    switch format {
    case "iso8601":
      if case .number(let digits) = tokens.first, digits.count == 8 {
        tokens.removeFirst()
        return part(digits.prefix(4), digits.dropFirst(4).prefix(2), digits.suffix(2))
      }
      guard let year = takeNumber(), year.count == 4, take(.sign("-")), let month = takeNumber(),
        month.count == 2, take(.sign("-")), let day = takeNumber(), day.count == 2
      else { return nil }
      return part(year, month, day)
    case "compact-date-time":
      guard case .number(let digits) = tokens.first, [8, 10, 12, 14, 17].contains(digits.count),
        digits.count < 17 || tokens.count == 1
      else { return nil }
      tokens.removeFirst()
      let rest = Array(digits.dropFirst(8))
      if !rest.isEmpty {
        // Written on: the time of day follows without a sign.
        tokens.insert(.sign(" "), at: 0)
        tokens.insert(.number(String(rest[0..<2])), at: 1)
        tokens.insert(.sign(":"), at: 2)
        tokens.insert(.number(rest.count == 2 ? "00" : String(rest[2..<4])), at: 3)
        if rest.count >= 6 {
          tokens.insert(.sign(":"), at: 4)
          tokens.insert(.number(String(rest[4..<6])), at: 5)
        }
        if rest.count == 9 {
          tokens.insert(.sign("."), at: 6)
          tokens.insert(.number(String(rest[6..<9])), at: 7)
        }
      }
      return part(digits.prefix(4), digits.dropFirst(4).prefix(2), digits.dropFirst(6).prefix(2))
    case "day-month-year-hour":
      guard let (day, month, year) = three() else { return nil }
      return part(year, month, day)
    case "month-day-year":
      guard let (month, day, year) = three() else { return nil }
      return part(year, month, day)
    case "year-month-day":
      guard let (year, month, day) = three() else { return nil }
      return part(year, month, day)
    case "day-month-name-year":
      guard let day = takeNumber(), let month = takeMonth(), let year = takeNumber() else {
        return nil
      }
      return part(year, month, day)
    case "month-name-day-year":
      guard let month = takeMonth(), let day = takeNumber() else { return nil }
      skipSigns()
      guard let year = takeNumber() else { return nil }
      return part(year, month, day)
    case "year-month-name-day":
      guard let year = takeNumber(), let month = takeMonth(), let day = takeNumber() else {
        return nil
      }
      return part(year, month, day)
    default: return nil
    }
  }

  /// Three numbers with one sign between them.
  private mutating func three() -> (String, String, String)? {
    guard let first = takeNumber(), case .sign(let sign) = tokens.first, "/-.".contains(sign),
      take(.sign(sign)), let second = takeNumber(), take(.sign(sign)), let third = takeNumber()
    else { return nil }
    return (first, second, third)
  }

  /// Numbers of a date's parts; years of two digits lie in 1969 to 2068.
  private func part(
    _ year: some StringProtocol, _ month: some StringProtocol, _ day: some StringProtocol
  ) -> (year: Int, month: Int, day: Int)? {
    guard month.count <= 2, day.count <= 2, year.count == 4 || year.count == 2,
      let year = Int(year).map({ year.count == 4 ? $0 : $0 < 69 ? 2000 + $0 : 1900 + $0 }),
      let month = Int(month), let day = Int(day)
    else { return nil }
    return (year, month, day)
  }

  /// `HH[:mm[:ss[.fff]]]` and perhaps AM or PM, as nanoseconds since midnight.
  private mutating func timeOfDay() -> Int64? {
    guard var digits = takeNumber() else { return nil }
    var parts: [Int] = []
    if digits.count == 4 || digits.count == 6 {
      while !digits.isEmpty {
        parts.append(Int(digits.prefix(2)) ?? 60)
        digits.removeFirst(2)
      }
    } else {
      guard digits.count <= 2 else { return nil }
      parts.append(Int(digits) ?? 60)
      if take(.word("h")) {
        guard let digits = takeNumber(), digits.count == 2 else { return nil }
        parts.append(Int(digits) ?? 60)
        if take(.word("m")) {
          guard let digits = takeNumber(), digits.count == 2 else { return nil }
          parts.append(Int(digits) ?? 60)
          _ = take(.word("s"))
        }
      }
      while parts.count < 3, tokens.first == .sign(":") {
        tokens.removeFirst()
        guard let digits = takeNumber(), digits.count == 2 else { return nil }
        parts.append(Int(digits) ?? 60)
      }
    }
    var nanoseconds: Int64 = 0
    if parts.count == 3, tokens.first == .sign(".") || tokens.first == .sign(",") {
      tokens.removeFirst()
      guard let fraction = takeNumber() else { return nil }
      let kept = String(fraction.prefix(9))
      nanoseconds = Int64(kept + String(repeating: "0", count: 9 - kept.count)) ?? 0
    }
    while parts.count < 3 { parts.append(0) }
    let halves = tokens.first == .sign(" ") ? tokens.dropFirst().first : tokens.first
    if halves == .word("am") || halves == .word("pm") {
      guard (1...12).contains(parts[0]) else { return nil }
      _ = take(.sign(" "))
      tokens.removeFirst()
      parts[0] = parts[0] % 12 + (halves == .word("pm") ? 12 : 0)
    }
    let isMidnight = parts == [24, 0, 0] && nanoseconds == 0
    guard parts[1] < 60, parts[2] < 60, parts[0] < 24 || isMidnight else { return nil }
    return Int64(parts[0] * 3_600 + parts[1] * 60 + parts[2]) * 1_000_000_000 + nanoseconds
  }

  /// `Z`, `UTC`, `GMT`, `UT`, `±hh`, `±hhmm` or `±hh:mm` as minutes east of Greenwich.
  private mutating func zone() -> Int? {
    _ = take(.sign(" "))
    if take(.word("z")) || take(.word("utc")) || take(.word("gmt")) || take(.word("ut")) {
      return 0
    }
    let isWest = tokens.first == .sign("-")
    guard isWest || tokens.first == .sign("+") else { return nil }
    tokens.removeFirst()
    guard var digits = takeNumber() else { return nil }
    if digits.count == 2, take(.sign(":")) {
      guard let minutes = takeNumber() else { return nil }
      digits += minutes
    }
    guard digits.count == 2 || digits.count == 4, let hours = Int(digits.prefix(2)) else {
      return nil
    }
    let minutes = digits.count == 4 ? Int(digits.suffix(2)) ?? 60 : 0
    guard hours < 24, minutes < 60 else { return nil }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }

  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  private mutating func take(_ token: Token) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func takeNumber() -> String? {
    guard case .number(let digits) = tokens.first else { return nil }
    tokens.removeFirst()
    return digits
  }

  private mutating func skipSigns() {
    while case .sign(let sign) = tokens.first, "-/., ".contains(sign) { tokens.removeFirst() }
  }

  /// A month's English name, short or long, with the signs around it; its number.
  private mutating func takeMonth() -> String? {
    skipSigns()
    guard case .word(let name) = tokens.first,
      let index = Self.months.firstIndex(where: { $0 == name || $0.prefix(3) == name })
    else { return nil }
    tokens.removeFirst()
    skipSigns()
    return String(index + 1)
  }
}
