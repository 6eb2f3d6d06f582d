import Diagnostics
import Foundation
import Ingest
import Telemetry

/// How the moments of a generated file are written.
struct GeneratedClock {
  /// The id of the time format; nil where rows are steps.
  let format: String?
  /// Whether day and time of day stand in two columns.
  let isSplit: Bool
  /// Which spelling of several.
  private let style: Int
  /// The first row's moment, nanoseconds since 1970.
  let start: Int64
  /// The distance of neighbouring rows.
  let interval: Int64

  /// Whether rows are steps.
  var isNone: Bool { format == nil }

  /// Whether moments are written with digits only.
  var isNumber: Bool {
    format.map { $0.hasPrefix("epoch") || $0 == "compact-date-time" } ?? false
  }

  /// The columns of time.
  var columns: [CSVFormat.Column] {
    if isNone { return [] }
    if !isSplit { return [.init(name: "time", content: .time)] }
    return [.init(name: "date", content: .date), .init(name: "time", content: .clock)]
  }

  private static let second: Int64 = 1_000_000_000

  init(_ generator: inout SeededGenerator, isBlank: Bool, isLong: Bool, isClean: Bool) {
    let dates = [
      "iso8601", "day-month-year-hour", "month-day-year", "year-month-day", "day-month-name-year",
      "year-month-name-day",
    ]
    let whole =
      isBlank
      ? ["iso8601", "epoch-seconds", "epoch-milliseconds"]
      : dates + [
        "month-name-day-year", "epoch-seconds", "epoch-milliseconds", "epoch-microseconds",
        "epoch-nanoseconds", "compact-date-time",
      ]
    if !isLong, generator.oneIn(6) {
      (format, isSplit) = (nil, false)
    } else if generator.oneIn(6) {
      (format, isSplit) = (generator.pick(dates), true)
    } else {
      (format, isSplit) = (generator.pick(whole), false)
    }
    style = generator.from(0, 5)
    // Days past the 12th say which of day and month comes first; no row crosses a month's end.
    let day = Timestamp.daysFromCivil(
      year: generator.from(2_001, 2_030), month: generator.from(1, 12), day: generator.from(13, 25))
    let minute = generator.from(0, 1_000)
    start = Int64(day * 86_400 + minute * 60) * Self.second
    interval = generator.pick([1, 10, 60, 600]) * Self.second
  }

  /// The fields of a moment, one per column.
  func fields(_ nanoseconds: Int64) -> [String] {
    guard let format else { return [] }
    if let units = [
      "epoch-seconds": 0, "epoch-milliseconds": 3, "epoch-microseconds": 6,
      "epoch-nanoseconds": 9,
    ][format] {
      let power = [1_000_000_000, 1_000_000, 1_000, 1][units / 3]
      return [String(nanoseconds / Int64(power))]
    }
    let stamp = Timestamp(nanoseconds: nanoseconds)
    let (year, month, day) = stamp.date
    let second = stamp.secondOfDay
    let date = date(format, year, month, day)
    if isSplit { return [date, timeOfDay(second, format)] }
    switch format {
    case "iso8601":
      let zone = ["Z", "", "+00:00", " UTC", "", "z"][style]
      let mark = style == 1 || style == 3 ? " " : "T"
      return [date + mark + clock(second) + (style == 2 ? ".000" : "") + zone]
    case "compact-date-time": return [date + clock(second).replacingOccurrences(of: ":", with: "")]
    default: return [date + " " + timeOfDay(second, format)]
    }
  }

  private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private func clock(_ second: Int) -> String {
    "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  private func timeOfDay(_ second: Int, _ format: String) -> String {
    let hour = second / 3_600
    let half = (hour + 11) % 12 + 1
    let rest = ":\(two(second / 60 % 60)):\(two(second % 60))"
    switch style {
    case 0 where format != "iso8601": return "\(half)\(rest) \(hour < 12 ? "AM" : "PM")"
    case 1 where format != "iso8601": return "\(two(half))\(rest)\(hour < 12 ? "am" : "pm")"
    case 2: return "\(hour)\(rest)"
    case 3: return "\(two(hour))\(rest).000"
    default: return two(hour) + rest
    }
  }

  private func date(_ format: String, _ year: Int, _ month: Int, _ day: Int) -> String {
    let long = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ][month - 1]
    let short = String(long.prefix(3))
    let sign = ["/", "-", ".", "/", "-", "."][style]
    let yy = style % 2 == 0 ? two(year % 100) : String(year)
    switch format {
    case "iso8601": return "\(year)-\(two(month))-\(two(day))"
    case "compact-date-time": return "\(year)\(two(month))\(two(day))"
    case "day-month-year-hour": return "\(two(day))\(sign)\(two(month))\(sign)\(yy)"
    case "month-day-year": return "\(month)/\(day)/\(yy)"
    case "year-month-day": return "\(year)/\(month)/\(day)"
    case "day-month-name-year":
      return style < 3 ? "\(two(day))-\(short)-\(yy)" : "\(day) \(long) \(year)"
    case "month-name-day-year": return "\(style < 3 ? short : long) \(day), \(year)"
    default: return "\(year)-\(style < 3 ? short : long.lowercased())-\(two(day))"
    }
  }
}
