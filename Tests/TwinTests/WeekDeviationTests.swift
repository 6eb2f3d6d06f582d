import Diagnostics
import TestSupport
import Testing
import Twin

@Suite("How far whole weeks depart") struct WeekDeviationTests {
  /// Hourly residuals of some weeks: each week, each day of it and each hour by chance.
  private static func residuals(
    weeks: Int, week: Double, day: Double, hour: Double, seed: UInt64 = 1
  ) -> [ResidualCourse.Residual] {
    var generator = SeededGenerator(root: seed, stage: "weeks")
    var residuals: [ResidualCourse.Residual] = []
    for own in 0..<weeks {
      let ofWeek = week * generator.gaussian()
      for today in 0..<7 {
        let ofDay = day * generator.gaussian()
        for now in 0..<24 {
          // Day 4 of 1970 was a Monday.
          let number = 4 + 7 * own + today
          let value = ofWeek + ofDay + hour * generator.gaussian()
          residuals.append((number * 24 + now, today * 24 + now, number, value))
        }
      }
    }
    return residuals
  }

  @Test("comes back where it is there, and is nothing where days explain it")
  func size() {
    let found = WeekDeviation.of(Self.residuals(weeks: 200, week: 0.03, day: 0.03, hour: 0.05))
    #expect(abs(found - 0.03) < 0.004, "\(found)")
    // By chance one of six such plants has more than one standard error.
    let told = (1...12 as ClosedRange<UInt64>).count {
      WeekDeviation.of(Self.residuals(weeks: 22, week: 0, day: 0.03, hour: 0.05, seed: $0)) > 0
    }
    #expect(told <= 4, "\(told)")
  }

  @Test("is not asked of few weeks")
  func few() {
    #expect(WeekDeviation.of(Self.residuals(weeks: 7, week: 0.1, day: 0.01, hour: 0.01)) == 0)
    #expect(WeekDeviation.of([]) == 0)
  }
}
