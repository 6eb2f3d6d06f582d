internal import Foundation
public import Telemetry

/// Smooth terms of the time of day and of the week: how demand usually goes.
///
/// Harmonics 1 to 6 of the day and of the week, and 1 to 3 of the day on Saturdays and Sundays with a
/// constant for them: 31 numbers for any sampling. Weeks begin on Monday, 00:00 UTC.
public enum TimeOfWeek {
  /// How many terms there are.
  public static let count = 31
  /// A week in nanoseconds.
  public static let week: Int64 = 604_800_000_000_000
  /// The first Monday, 1970-01-05, in nanoseconds since 1970.
  public static let monday: Int64 = 4 * 86_400_000_000_000

  /// The share of the week that has passed, 0 to below 1.
  public static func share(_ time: Timestamp) -> Double {
    let (shifted, overflow) = time.nanoseconds.subtractingReportingOverflow(monday)
    let rest = (overflow ? time.nanoseconds : shifted) % week
    return Double(rest < 0 ? rest + week : rest) / Double(week)
  }

  /// Writes the terms of a moment into `terms[start..<start + count]`.
  public static func write(_ time: Timestamp, into terms: inout [Double], at start: Int) {
    let share = share(time)
    let angle = 2 * Double.pi * share
    var next = start
    func put(_ value: Double, _ terms: inout [Double]) {
      terms[next] = value
      next += 1
    }
    for k in 1...6 {
      put(cos(7 * Double(k) * angle), &terms)
      put(sin(7 * Double(k) * angle), &terms)
    }
    for k in 1...6 {
      put(cos(Double(k) * angle), &terms)
      put(sin(Double(k) * angle), &terms)
    }
    let weekend = share >= 5.0 / 7 ? 1.0 : 0
    put(weekend, &terms)
    for k in 1...3 {
      put(weekend * cos(7 * Double(k) * angle), &terms)
      put(weekend * sin(7 * Double(k) * angle), &terms)
    }
  }

  /// Which rhythms a record tells: those that it has seen twice.
  ///
  /// What is fitted to a part of a day or of a week says nothing of the rest: harmonics that fit it to the last digit go
  /// anywhere behind it. Terms of a rhythm that is not told are 0 in all rows of a fit, and have no weight.
  public struct Rhythms: Sendable, Equatable {
    /// Whether the record is two days long.
    public let hasDays: Bool
    /// Whether it is two weeks long.
    public let hasWeeks: Bool

    /// The rhythms that rows from the first to the last moment tell.
    public init(of times: [Timestamp]) {
      let span = times.last.flatMap { last in times.first.map { last - $0 } } ?? .zero
      hasDays = span >= .hours(2 * 24)
      hasWeeks = span >= .hours(2 * 7 * 24)
    }

    /// Writes the terms of a moment as ``TimeOfWeek/write(_:into:at:)`` does, 0 for those of a rhythm that is not told.
    public func write(_ time: Timestamp, into terms: inout [Double], at start: Int) {
      TimeOfWeek.write(time, into: &terms, at: start)
      if !hasDays { for i in start..<start + 12 { terms[i] = 0 } }
      // The week's own harmonics, and days that are otherwise at its end.
      if !hasWeeks { for i in start + 12..<start + count { terms[i] = 0 } }
    }
  }
}
