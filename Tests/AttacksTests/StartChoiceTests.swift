import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Chosen starts")
struct StartChoiceTests {
  private let surface = AttackSurface(TankPlant())

  private func starts(_ choice: String) throws -> [Timestamp] {
    try Campaign.text("attacks: 150\nlook-alikes: 20\nstarts: \(choice)")
      .plan(on: surface).scenarios.map(\.start)
  }

  // 2026-01-01 was a Thursday.
  private func weekday(_ time: Timestamp) -> Int {
    let days = (time.nanoseconds - newYear.nanoseconds) / 86_400_000_000_000
    return Int((days + 3) % 7)
  }

  @Test("Runs start on the days and in the hours that are chosen, on recorded rows")
  func chosen() throws {
    for (choice, days) in [("weekdays", 0..<5), ("weekends", 5..<7), ("all", 0..<7)] {
      let starts = try starts("{ days: \(choice), hours: [0, 6] }")
      #expect(starts.allSatisfy { days.contains(weekday($0)) && $0.secondOfDay < 6 * 3_600 })
      #expect(Set(starts.map(weekday)).count == days.count, "every day occurs")
      #expect(
        starts.allSatisfy {
          ($0 - newYear).nanoseconds % TimeSpan.hours(0.5).nanoseconds == 0
            && $0 + .hours(96) <= newYear + .hours(31 * 24 + 0.5)
        })
    }
    let night = try starts("{ hours: [22, 4] }").map { $0.secondOfDay / 3_600 }
    #expect(Set(night) == [22, 23, 0, 1, 2, 3])
  }

  @Test("Without a choice starts are as they were, and all hours of all days are the same")
  func unchanged() throws {
    let plain = try Campaign.text("attacks: 150\nlook-alikes: 20").plan(on: surface).scenarios
    #expect(try starts("{ days: all }") == plain.map(\.start))
  }

  @Test("No such row, and what is no choice, is told with place and hint")
  func wrong() {
    #expect(
      problems { _ = try starts("{ days: sundays, hours: [6, 25], day: all }") } == [
        """
        error: 'days' must be one of 'all', 'weekdays', 'weekends', got 'sundays'
          at campaign.yaml:3:17, starts.days
        """,
        """
        error: 'hours' must be two different hours of the day from 0 to 24
          at campaign.yaml:3:33, starts.hours
          hint: like [0, 6], or [22, 4] over midnight
        """,
        """
        error: unknown key 'day'
          at campaign.yaml:3:42, starts.day
          hint: did you mean 'days'? known: days, hours
        """,
      ])
    #expect(
      problems {
        _ = try Campaign.text("starts: { days: weekends }").plan(
          for: surface, techniques: .embedded(),
          starts: TimeRange(newYear, newYear + .hours(5)), seed: 1)
      } == [
        """
        error: no run of 4d within 2026-01-01T00:00:00Z to 2026-01-01T05:00:00Z can start at weekends \
        from 0 to 24 o'clock UTC
          at campaign.yaml:1:9, starts
          hint: allow more days or hours, or shorten 'length'
        """
      ])
  }
}
