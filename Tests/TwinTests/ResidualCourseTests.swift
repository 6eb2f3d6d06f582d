import Diagnostics
import Testing
import Twin

@Suite("What departs from expected demand") struct ResidualCourseTests {
  /// Hourly departures without a memory, of a deviation.
  private static func course(
    days: Int, deviation: Double, _ generator: inout SeededGenerator
  ) -> [ResidualCourse.Residual] {
    (0..<24 * days).map { row in
      (row: row, hour: row % 168, day: row / 24, value: deviation * generator.gaussian())
    }
  }

  @Test(
    "has noise whose interval holds the true size nineteen times of twenty, by days drawn again")
  func coverage() throws {
    var generator = SeededGenerator(seed: 7)
    var (held, width) = (0, 0.0)
    for draw in 0..<100 {
      let course = Self.course(days: 84, deviation: 0.1, &generator)
      let range = try #require(
        ResidualCourse.interval(course, secondsPerRow: 3_600, seed: UInt64(draw)))
      if range.contains(0.1) { held += 1 }
      width += (range.upperBound - range.lowerBound) / 100
    }
    // 95 ± 3 standard errors of 100 draws.
    #expect((88...100).contains(held), "\(held)")
    // Twelve weeks of hours tell a deviation to 1.6 % as a standard error; days that chance shows in some draws add a little.
    #expect(width < 0.016, "\(width)")
  }

  @Test("has a wider interval where days differ, and the same for the same seed")
  func days() throws {
    var generator = SeededGenerator(seed: 8)
    let even = Self.course(days: 84, deviation: 0.1, &generator)
    // Every other day is loud.
    let uneven = even.map { own -> ResidualCourse.Residual in
      (own.row, own.hour, own.day, own.value * (own.day % 2 == 0 ? 0.3 : 1.4))
    }
    func width(_ course: [ResidualCourse.Residual]) throws -> Double {
      let range = try #require(ResidualCourse.interval(course, secondsPerRow: 3_600, seed: 1))
      #expect(range == ResidualCourse.interval(course, secondsPerRow: 3_600, seed: 1))
      return range.upperBound - range.lowerBound
    }
    #expect(try width(uneven) > 1.5 * width(even))
  }

  @Test("has days that go over into each other, and none where hours have a memory alone")
  func lastingDays() {
    var generator = SeededGenerator(seed: 11)
    func course(_ day: (Int) -> Double) -> ResidualCourse {
      var z = generator.gaussian()
      return ResidualCourse(
        (0..<24 * 400).map { row in
          z = 0.5 * z + 0.75.squareRoot() * generator.gaussian()
          return (row, row % 168, row / 24, day(row) + 0.05 * z)
        }, secondsPerRow: 3_600)
    }
    // From noon to noon, as weather goes over: hours share across midnight what they share within a day.
    let shocks = (0..<402).map { _ in 0.03 * generator.gaussian() }
    let found = course { row in
      let fraction = (Double(row % 24) + 0.5 - 12) / 24
      let day = row / 24 + 1
      return shocks[day] * (1 - abs(fraction))
        + shocks[fraction < 0 ? day - 1 : day + 1] * abs(fraction)
    }
    // Of the shocks' variance hours 8 apart share a half: 0.021; eight courses of other chance had 0.0207 to 0.0224.
    #expect(abs(found.dayDeviation - 0.0215) < 0.004, "\(found.dayDeviation)")
    #expect(found.dayPersistence < 0.5 && abs(found.persistence - 0.55) < 0.1)
    // Eight had 0 to 0.010.
    let hours = course { _ in 0 }
    #expect(hours.dayDeviation < 0.015 && abs(hours.persistence - 0.5) < 0.05)
    let fresh = (0..<400).map { _ in 0.03 * generator.gaussian() }
    let days = course { fresh[$0 / 24] }
    #expect(abs(days.dayDeviation - 0.03) < 0.006 && days.dayPersistence < 0.3)
  }

  @Test("of fewer than ten days has none")
  func few() {
    var generator = SeededGenerator(seed: 9)
    let course = Self.course(days: 9, deviation: 0.1, &generator)
    #expect(ResidualCourse.interval(course, secondsPerRow: 3_600, seed: 1) == nil)
  }
}
