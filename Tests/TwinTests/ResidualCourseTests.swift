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
    // Twelve weeks of hours tell a deviation to 1.6 % as a standard error.
    #expect(width < 0.015, "\(width)")
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

  @Test("of fewer than ten days has none")
  func few() {
    var generator = SeededGenerator(seed: 9)
    let course = Self.course(days: 9, deviation: 0.1, &generator)
    #expect(ResidualCourse.interval(course, secondsPerRow: 3_600, seed: 1) == nil)
  }
}
