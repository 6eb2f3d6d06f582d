import Diagnostics
import Foundation
import Learning
import Telemetry
import Testing

@Suite("Terms of the time of the week")
struct ProcessTimeOfWeekTests {
  static let week: Int64 = 604_800_000_000_000

  static func terms(_ nanoseconds: Int64) -> [Double] {
    var terms = [Double](repeating: .nan, count: TimeOfWeek.count)
    TimeOfWeek.write(Timestamp(nanoseconds: nanoseconds), into: &terms, at: 0)
    return terms
  }

  @Test("are the same bits a week later or earlier, before 1970 too", arguments: 1...20)
  func periodic(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let moment = Int64(chance.uniform(in: -4e18...4e18))
    for weeks in [-3_000, -1, 1, 2_500] as [Int64] {
      #expect(
        Self.terms(moment).map(\.bitPattern)
          == Self.terms(moment + weeks * Self.week).map(\.bitPattern))
    }
  }

  @Test("begin their week on Monday, 00:00 UTC")
  func monday() throws {
    // 2026-01-05 was a Monday, 1969-12-29 too.
    for (year, month, day) in [(2026, 1, 5), (1969, 12, 29), (1970, 1, 5)] {
      let time = try #require(Timestamp(year: year, month: month, day: day))
      #expect(TimeOfWeek.share(time) == 0)
      #expect(TimeOfWeek.share(time - TimeSpan(nanoseconds: 1)) < 1)
      #expect(TimeOfWeek.share(time - TimeSpan(nanoseconds: 1)) > 0.999_999)
      #expect(abs(TimeOfWeek.share(time + .hours(24)) - 1.0 / 7) < 1e-15)
    }
  }

  @Test("are 31: harmonics of day and week, and the weekend's own")
  func form() throws {
    let monday = try #require(Timestamp(year: 2026, month: 1, day: 5))
    for hour in 0..<168 {
      let terms = Self.terms((monday + .hours(Double(hour))).nanoseconds)
      #expect(terms.count == 31)
      let day = 2 * Double.pi * Double(hour % 24) / 24
      let week = 2 * Double.pi * Double(hour) / 168
      var wanted: [Double] = []
      for k in 1...6 { wanted += [cos(Double(k) * day), sin(Double(k) * day)] }
      for k in 1...6 { wanted += [cos(Double(k) * week), sin(Double(k) * week)] }
      let weekend = hour >= 120 ? 1.0 : 0
      wanted.append(weekend)
      for k in 1...3 { wanted += [weekend * cos(Double(k) * day), weekend * sin(Double(k) * day)] }
      // Angles reach 250 rad: their rounding is 250 · 2e-16, a hundred times less than this.
      for (x, y) in zip(terms, wanted) { #expect(abs(x - y) < 1e-11, "hour \(hour)") }
    }
  }

  @Test("are written where they are wanted and nowhere else")
  func place() {
    var terms = [Double](repeating: 9, count: TimeOfWeek.count + 5)
    TimeOfWeek.write(Timestamp(nanoseconds: 12_345), into: &terms, at: 3)
    #expect(terms[..<3] == [9, 9, 9])
    #expect(terms[(3 + TimeOfWeek.count)...] == [9, 9])
    #expect(Array(terms[3..<3 + TimeOfWeek.count]) == Self.terms(12_345))
  }

  @Test(
    "of rhythms that a record has not seen twice are 0 in fits: below two days all, below two weeks those of weeks",
    arguments: [(47, 0), (48, 12), (335, 12), (336, 31)])
  func rhythms(hours: Int, told: Int) {
    let start = Timestamp(nanoseconds: 12_345)
    let rhythms = TimeOfWeek.Rhythms(of: [start, start + .hours(5), start + .hours(Double(hours))])
    // A Saturday in the morning, at which no term is 0.
    let moment = Timestamp(nanoseconds: TimeOfWeek.monday) + .hours(5 * 24 + 7.3)
    var terms = [Double](repeating: .nan, count: TimeOfWeek.count + 2)
    rhythms.write(moment, into: &terms, at: 1)
    var whole = terms
    TimeOfWeek.write(moment, into: &whole, at: 1)
    #expect(whole[1...TimeOfWeek.count].allSatisfy { $0 != 0 })
    for k in 0..<TimeOfWeek.count { #expect(terms[1 + k] == (k < told ? whole[1 + k] : 0)) }
    #expect(terms[0].isNaN && terms[TimeOfWeek.count + 1].isNaN)
  }

  @Test("without a record no rhythm is told")
  func nothing() {
    #expect(!TimeOfWeek.Rhythms(of: []).hasDays)
  }

  @Test("are finite for the first and the last moment that there is")
  func extremes() {
    for moment in [Int64.min, .min + 1, .max] {
      #expect(Self.terms(moment).allSatisfy { $0.isFinite })
      #expect((0..<1).contains(TimeOfWeek.share(Timestamp(nanoseconds: moment))))
    }
  }
}
