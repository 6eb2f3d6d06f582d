internal import Foundation
package import Telemetry

/// Moments along a time axis at round places of the calendar, in UTC.
package struct TimeTicks: Sendable {
  /// One tick.
  package struct Tick: Sendable, Equatable {
    /// The moment.
    package let time: Timestamp
    /// `14:00`, `12 Sep`, `Sep`, `2016`.
    package let label: String
    /// What the label leaves out, where it changes: the day below hours, the year below days.
    package let context: String?
  }

  /// The ticks, ascending, inside the range.
  package let ticks: [Tick]

  private static let minute: Int64 = 60_000_000_000
  private static let day: Int64 = 86_400_000_000_000
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// At most about `count` ticks in a range.
  package init(in range: TimeRange, count: Int) {
    let length = Double(range.end.nanoseconds) - Double(range.start.nanoseconds)
    let wanted = length / Double(max(count, 1))
    let fixed: [Int64] =
      [1, 2, 5, 10, 15, 30].map { $0 * 1_000_000_000 }
      + [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map { $0 * Self.minute }
      + [Self.day, 2 * Self.day, 4 * Self.day, 7 * Self.day]
    let times: [Timestamp]
    let unit: Unit
    if let step = fixed.first(where: { Double($0) >= wanted }) {
      times = Self.multiples(of: step, in: range)
      unit = step < Self.minute ? .second : step < Self.day ? .minute : .day
    } else {
      let monthLength = Double(Self.day) * 30.4
      let step =
        [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].first { Double($0) * monthLength >= wanted }
        ?? 1_200
      times = Self.months(each: step, in: range)
      unit = step < 12 ? .month : .year
    }
    var previous: String?
    ticks = times.map { time in
      let (label, context) = Self.texts(time, unit)
      defer { previous = context }
      return Tick(time: time, label: label, context: context == previous ? nil : context)
    }
  }

  private enum Unit { case second, minute, day, month, year }

  // Multiples of a fixed step; steps of a week fall on Mondays (1970-01-05 was one).
  private static func multiples(of step: Int64, in range: TimeRange) -> [Timestamp] {
    let origin: Int64 = step == 7 * day ? 4 * day : 0
    let start = range.start.nanoseconds
    let (shifted, overflow) = start.subtractingReportingOverflow(origin)
    guard !overflow else { return [] }
    let remainder = ((shifted % step) + step) % step
    var (time, late) = start.addingReportingOverflow(remainder == 0 ? 0 : step - remainder)
    var result: [Timestamp] = []
    while !late, time <= range.end.nanoseconds, result.count < 200 {
      result.append(Timestamp(nanoseconds: time))
      (time, late) = time.addingReportingOverflow(step)
    }
    return result
  }

  private static func months(each step: Int, in range: TimeRange) -> [Timestamp] {
    var (year, month, _) = range.start.date
    month = (month - 1) / step * step + 1
    if step >= 12 { (year, month) = (year / (step / 12) * (step / 12), 1) }
    var result: [Timestamp] = []
    while year <= range.end.date.year, result.count < 200 {
      if let time = Timestamp(year: year, month: month, day: 1), range.contains(time) {
        result.append(time)
      }
      month += step
      year += (month - 1) / 12
      month = (month - 1) % 12 + 1
    }
    return result
  }

  private static func texts(_ time: Timestamp, _ unit: Unit) -> (String, String) {
    let (year, month, day) = time.date
    let name = months[month - 1]
    switch unit {
    case .second:
      return (String(time.description.dropFirst(11).prefix(8)), "\(day) \(name) \(year)")
    case .minute: return (String(time.minuteText.suffix(5)), "\(day) \(name) \(year)")
    case .day: return ("\(day) \(name)", "\(year)")
    case .month: return (name, "\(year)")
    case .year: return ("\(year)", "")
    }
  }
}
