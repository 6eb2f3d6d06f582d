internal import Diagnostics
internal import Telemetry

/// Counts which of day and month comes first in the dates of a file.
///
/// A date like `25/04/19` shows it, one like `04/05/19` does not. Where none shows it, the steps
/// may: rows that go on within a day and then to the next one are days in only one of the orders.
/// Tallies of consecutive parts can be merged in the order of the file.
package struct DateOrderTally: Sendable, Equatable {
  /// Fields that are dates only with the day first.
  package private(set) var dayFirst = 0
  /// Fields that are dates only with the month first.
  package private(set) var monthFirst = 0
  /// Fields that are dates either way.
  package private(set) var both = 0
  /// Neighbouring fields, dates either way, of the same date.
  private var same = 0
  /// Neighbouring fields, dates either way, of different dates.
  private var changes = 0
  /// Of ``changes`` those to a date at most a week away, the day taken first.
  private var nearDayFirst = 0
  /// Of ``changes`` those to a date at most a week away, the month taken first.
  private var nearMonthFirst = 0
  private var first: Days?
  private var last: Days?

  /// What the dates say.
  package enum Verdict: Sendable, Equatable {
    /// The day comes first: some dates are none the other way.
    case dayFirst
    /// The month comes first: some dates are none the other way.
    case monthFirst
    /// Some dates only have the day first and others only the month.
    case contradictory
    /// Every date can be read either way, and the steps go from day to day with the day first.
    case dayFirstBySteps
    /// Every date can be read either way, and the steps go from day to day with the month first.
    case monthFirstBySteps
    /// Nothing tells.
    case open
  }

  /// A date under both orders, in days since 1970.
  private struct Days: Equatable {
    var dayFirst: Int64
    var monthFirst: Int64
  }

  private static func pattern(of id: String) -> String {
    id == MonthDayYear.id ? MonthDayYear.pattern : DayMonthYearHour.pattern
  }

  /// A tally of nothing.
  package init() {}

  /// Counts one field; what is no date either way is passed over.
  package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    let dayFirst = ClockText.read(bytes, .dayFirst).map(Self.day)
    let monthFirst = ClockText.read(bytes, .monthFirst).map(Self.day)
    switch (dayFirst, monthFirst) {
    case (nil, nil): break
    case (_, nil): self.dayFirst += 1
    case (nil, _): self.monthFirst += 1
    case (let dayFirst?, let monthFirst?):
      both += 1
      let days = Days(dayFirst: dayFirst, monthFirst: monthFirst)
      if let last { step(from: last, to: days) } else { first = days }
      last = days
    }
  }

  /// Adds the tally of the part that follows.
  package mutating func merge(_ next: DateOrderTally) {
    dayFirst += next.dayFirst
    monthFirst += next.monthFirst
    both += next.both
    same += next.same
    changes += next.changes
    nearDayFirst += next.nearDayFirst
    nearMonthFirst += next.nearMonthFirst
    if let last, let first = next.first { step(from: last, to: first) }
    first = first ?? next.first
    last = next.last ?? last
  }

  /// What the dates counted so far say.
  package var verdict: Verdict {
    if dayFirst > 0, monthFirst > 0 { return .contradictory }
    if dayFirst > 0 { return .dayFirst }
    if monthFirst > 0 { return .monthFirst }
    // Rows within days, or months could be told for days.
    guard changes > 0, same >= changes else { return .open }
    // Nine in ten: rows may be missing or out of order.
    if nearDayFirst * 10 >= changes * 9, nearMonthFirst * 10 <= changes { return .dayFirstBySteps }
    if nearMonthFirst * 10 >= changes * 9, nearDayFirst * 10 <= changes {
      return .monthFirstBySteps
    }
    return .open
  }

  /// What the order of day and month rests on.
  var basis: CSVFormat.DateOrder {
    switch verdict {
    case .dayFirst, .monthFirst: .shown
    case .dayFirstBySteps, .monthFirstBySteps: .steps
    case .contradictory: .contradictory
    case .open: .assumed
    }
  }

  private mutating func step(from: Days, to: Days) {
    if from == to {
      same += 1
      return
    }
    changes += 1
    if abs(to.dayFirst - from.dayFirst) <= 7 { nearDayFirst += 1 }
    if abs(to.monthFirst - from.monthFirst) <= 7 { nearMonthFirst += 1 }
  }

  private static func day(_ reading: ClockReading) -> Int64 {
    switch reading {
    case .instant(let stamp), .local(let stamp):
      let day: Int64 = 86_400_000_000_000
      return stamp.nanoseconds / day - (stamp.nanoseconds % day < 0 ? 1 : 0)
    }
  }
}

extension DateOrderTally {
  /// Settles a format whose order of day and month the sample left open, from the whole file's
  /// dates: sets the time format, the evidence and the notice.
  ///
  /// A format that is not open stays as it is.
  package func settle(_ format: inout CSVFormat) {
    guard format.isDateOrderOpen, let column = format.timeColumn else { return }
    format.isDateOrderOpen = false
    format.dateOrder = basis
    let name = format.columns[column].name
    format.notices.removeAll { $0.hasPrefix(Self.openNotice(name)) }
    let count = dayFirst + monthFirst + both
    let whole = "column '\(name)': in the whole file "
    let before = format.timeFormat
    defer {
      // What the sample seemed to say is not what is read.
      if let taken = format.timeFormat, taken != before {
        format.evidence.removeAll { $0.hasPrefix("time: column '\(name)' reads as ") }
        format.evidence.insert(
          "time: column '\(name)' reads as \(Self.pattern(of: taken))",
          at: max(0, format.evidence.count - 1))
      }
    }
    switch verdict {
    case .dayFirst:
      format.timeFormat = DayMonthYearHour.id
      format.evidence.append(
        "\(whole)\(dayFirst) of \(count) dates have a day past the 12th, first: the day comes first"
      )
    case .monthFirst:
      format.timeFormat = MonthDayYear.id
      format.evidence.append(
        "\(whole)\(monthFirst) of \(count) dates have a day past the 12th, second: the month comes "
          + "first")
    case .contradictory:
      format.timeFormat = dayFirst >= monthFirst ? DayMonthYearHour.id : MonthDayYear.id
      format.notices.append(Self.contradiction(name, dayFirst, monthFirst))
    case .dayFirstBySteps, .monthFirstBySteps:
      let isDay = verdict == .dayFirstBySteps
      format.timeFormat = isDay ? DayMonthYearHour.id : MonthDayYear.id
      format.notices.append(
        "column '\(name)': day and month cannot be told apart in \(Self.times(count, "")); the "
          + "\(isDay ? "day" : "month") is taken to come first, because then "
          + "\(isDay ? nearDayFirst : nearMonthFirst) of \(changes) changes of date go a week or "
          + "less, else \(isDay ? nearMonthFirst : nearDayFirst)")
    case .open:
      format.timeFormat = DayMonthYearHour.id
      format.notices.append(Self.openNotice(name) + " \(Self.times(count, "")); " + Self.dayTaken)
    }
  }

  /// Removes what was said of an order that no date showed.
  static func forgetDoubt(_ format: inout CSVFormat) {
    guard let column = format.timeColumn else { return }
    let name = format.columns[column].name
    format.notices.removeAll { $0.hasPrefix(openNotice(name)) }
    format.evidence.removeAll { $0.hasPrefix("time: column '\(name)' reads as ") }
  }

  /// The notice of a sample that leaves the order open.
  static func sampleNotice(_ name: String, _ count: Int) -> String {
    openNotice(name) + " \(times(count, "sampled ")); " + dayTaken
  }

  /// The notice of dates that contradict each other.
  static func contradiction(_ name: String, _ dayFirst: Int, _ monthFirst: Int) -> String {
    let isDay = dayFirst >= monthFirst
    let (kept, lost) = isDay ? (dayFirst, monthFirst) : (monthFirst, dayFirst)
    let (order, other) = isDay ? ("day", "month") : ("month", "day")
    return "column '\(name)': \(kept) \(kept == 1 ? "date has" : "dates have") only the \(order) "
      + "first and \(lost) only the \(other); the \(order) is taken to come first, the \(lost) "
      + "will be refused, and dates up to the 12th may be wrong"
  }

  private static let dayTaken = "the day is taken to come first"

  private static func openNotice(_ name: String) -> String {
    "column '\(name)': day and month cannot be told apart in"
  }

  private static func times(_ count: Int, _ kind: String) -> String {
    "\(count) \(kind)\(count == 1 ? "time" : "times")"
  }
}
