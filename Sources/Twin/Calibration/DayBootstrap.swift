package import Diagnostics

/// Days of a course drawn again with replacement: how far chance may have made what was found of it.
///
/// Rows of one day depend on one another, days hardly: they are drawn whole, and a number is worked out again with each
/// row counting as often as its day was drawn. Source: Carlstein (1986), Annals of Statistics 14(3), 1171–1179.
package struct DayBootstrap {
  /// How often all days are drawn: the ends of a 95 % interval are the fifth draws from both ends.
  package static let draws = 200
  /// With fewer days nothing is known of chance.
  package static let fewest = 10

  /// A value and the day of its row.
  package struct Dated {
    package var day: Int
    package var value: Double

    package init(day: Int, value: Double) {
      self.day = day
      self.value = value
    }
  }

  /// Rows of a day, at least 1.
  package let rowsPerDay: Int

  package init(rowsPerDay: Int) { self.rowsPerDay = rowsPerDay }

  /// Which day a row belongs to; rows that are missing count.
  package func day(ofRow row: Int) -> Int { row / rowsPerDay }

  /// How many days so many rows have.
  package func days(ofRows rows: Int) -> Int { (rows + rowsPerDay - 1) / rowsPerDay }

  /// How often each of so many days is drawn.
  package static func weights(days: Int, generator: inout SeededGenerator) -> [Double] {
    var weights = [Double](repeating: 0, count: days)
    for _ in 0..<days { weights[Int(generator.next() % UInt64(days))] += 1 }
    return weights
  }

  /// The values at some places of a sample, 0 being the least, in which each counts as often as its day.
  ///
  /// - Parameters:
  ///   - sorted: The sample, values ascending.
  ///   - places: Of how many values the sample then has: the places, ascending and below that.
  /// - Returns: A value per place; none of a sample of which nothing counts.
  package static func values(
    _ sorted: [Dated], weights: [Double], at places: (Double) -> [Double]
  ) -> [Double] {
    let total = sorted.reduce(0) { $0 + weights[$1.day] }
    guard total > 0 else { return [] }
    var (index, passed) = (0, weights[sorted[0].day])
    return places(total).map { place in
      while passed <= place, index + 1 < sorted.count {
        index += 1
        passed += weights[sorted[index].day]
      }
      return sorted[index].value
    }
  }

  /// The 95 % interval of what came of the draws, none: nil.
  package static func interval<Value: Comparable>(_ drawn: [Value]) -> ClosedRange<Value>? {
    let sorted = drawn.sorted()
    let tail = sorted.count / 40
    guard let first = sorted.dropFirst(tail).first, let last = sorted.dropLast(tail).last else {
      return nil
    }
    return first...last
  }
}
