internal import Diagnostics
internal import Foundation

/// What a course of residuals is made of: whole days, noise with a memory, and what readings add.
///
/// From autocovariances: c(k) = σ_d² (ρ σ_d² across a day's end) + σ_z² φᵏ + readings, which stand in c(0) and, with half of
/// their part in c(0) and a minus sign, in c(1), because a level that is read too high makes one use too
/// small and the next too large.
package struct ResidualCourse {
  /// Standard deviation of the noise of each hour of the week.
  let byHour: [Double]
  /// What is left of the noise after an hour.
  package let persistence: Double
  /// Standard deviation of whole days.
  package let dayDeviation: Double
  /// What is left of a day's departure on the next.
  package let dayPersistence: Double
  /// Standard deviation of all together.
  let deviation: Double

  /// A row, its hour of the week, its day, and by how much of what is expected it departs.
  package typealias Residual = (row: Int, hour: Int, day: Int, value: Double)

  /// Splits residuals in the order of rows.
  package init(_ residuals: [Residual], secondsPerRow seconds: Double) {
    self.init(Moments(residuals, secondsPerRow: seconds), secondsPerRow: seconds)
  }

  /// The mean over the hours of the week, which stands for all of them.
  package var mean: Double { byHour.reduce(0, +) / 168 }

  init(_ moments: Moments, secondsPerRow seconds: Double) {
    let perHour = Self.perHour(seconds)
    let variance = moments.variance.mean
    deviation = variance.squareRoot()
    // Days: what hours far apart share within a day and not across its end.
    let day = max(0, moments.within.mean - max(0, moments.across.mean))
    let isTold = day > 2 * variance / max(1, moments.within.count).squareRoot()
    var dayVariance = isTold ? day : 0
    var (noise, kept) = Self.noise(moments, variance, dayVariance)
    // What hours far apart share across a day's end and the noise's memory does not explain belongs to days too, whose
    // departures do not end at midnight: weather. Left out, a filter takes hours for independent that are not, and its
    // means for surer than they are.
    let lags = (6 * perHour...10 * perHour).map { noise * pow(kept, Double($0)) }
    let lasting = moments.across.mean - lags.reduce(0, +) / Double(lags.count)
    let isLasting = lasting > 2 * variance / max(1, moments.across.count).squareRoot()
    if isLasting {
      dayVariance += lasting
      (noise, kept) = Self.noise(moments, variance, dayVariance)
    }
    dayPersistence =
      isLasting ? Self.dayPersistence(moments.next.mean, of: dayVariance) : 0
    persistence = kept > 0 ? min(pow(kept, Double(perHour)), 0.9999) : 0
    dayDeviation = dayVariance.squareRoot()
    let share = variance > 0 ? noise / variance : 0
    let ofDay = Self.spread(
      moments.ofDay, prior: (0..<24).map { _ in variance }, weight: 10)
    let ofWeek = Self.spread(moments.ofWeek, prior: (0..<168).map { ofDay[$0 % 24] }, weight: 5)
    byHour = ofWeek.map { ($0 * share).squareRoot() }
  }

  /// Days that are more alike than this are a slow deviation.
  private static let mostDayPersistence = 0.9

  // Hours from 30 to 34 apart lie a day apart two times of three and two days the third: c = σ_d² (2 ρ + ρ²) / 3.
  private static func dayPersistence(_ shared: Double, of variance: Double) -> Double {
    let part = max(0, shared) / variance
    return min((1 + 3 * part).squareRoot() - 1, mostDayPersistence)
  }

  // The variance of the noise beside days, and what is left of it after a row.
  private static func noise(
    _ moments: Moments, _ variance: Double, _ dayVariance: Double
  ) -> (variance: Double, kept: Double) {
    let (c1, c2) = (moments.first.mean - dayVariance, moments.second.mean - dayVariance)
    let chance = 2 * variance / max(1, moments.first.count).squareRoot()
    guard c1 > chance, c2 > chance else {
      return (max(0, variance - dayVariance - 2 * max(0, -c1)), 0)
    }
    // c(2) / c(1) = φ, free of what readings add to c(0).
    let kept = min(max(c2 / c1, 0), 0.9999)
    return (max(0, min(c1 / max(kept, 1e-3), variance - dayVariance)), kept)
  }

  static func perHour(_ seconds: Double) -> Int { max(1, Int((3_600 / seconds).rounded())) }

  /// The variance of each hour: one with few rows is drawn towards what it is like before, which counts as
  /// so many rows.
  private static func spread(
    _ sums: [Moments.Sum], prior: [Double], weight: Double
  ) -> [Double] {
    zip(sums, prior).map { ($0.value + weight * $1) / ($0.count + weight) }
  }
}

extension ResidualCourse {
  /// What is summed over rows and over pairs of them.
  struct Moments {
    /// A sum and of how many it is one.
    struct Sum {
      var value = 0.0
      var count = 0.0

      var mean: Double { count > 0 ? value / count : 0 }

      mutating func add(_ product: Double) {
        value += product
        count += 1
      }

      /// Adds another, so many times.
      mutating func add(_ other: Sum, _ weight: Double) {
        value += weight * other.value
        count += weight * other.count
      }
    }

    /// Squares.
    var variance = Sum()
    /// Products of hours far apart within a day, and across its end.
    var within = Sum()
    var across = Sum()
    /// Products of hours a day further apart.
    var next = Sum()
    /// Products of a row with the next, and with the one after it, of a day.
    var first = Sum()
    var second = Sum()
    /// Squares by hour of the day and of the week.
    var ofDay = [Sum](repeating: Sum(), count: 24)
    var ofWeek = [Sum](repeating: Sum(), count: 168)

    init() {}

    /// O(rows · rows per hour).
    init(_ residuals: [Residual], secondsPerRow seconds: Double) {
      var byRow: [Int: Residual] = [:]
      for residual in residuals { byRow[residual.row] = residual }
      for residual in residuals { add(residual, among: byRow, secondsPerRow: seconds) }
    }

    /// Adds a row and its pairs with later ones.
    mutating func add(
      _ residual: Residual, among byRow: [Int: Residual], secondsPerRow seconds: Double
    ) {
      let square = residual.value * residual.value
      variance.add(square)
      ofDay[residual.hour % 24].add(square)
      ofWeek[residual.hour % 168].add(square)
      let perHour = ResidualCourse.perHour(seconds)
      for lag in 6 * perHour...10 * perHour {
        guard let later = byRow[residual.row + lag] else { continue }
        if later.day == residual.day {
          within.add(residual.value * later.value)
        } else {
          across.add(residual.value * later.value)
        }
      }
      for lag in 30 * perHour...34 * perHour {
        guard let later = byRow[residual.row + lag] else { continue }
        next.add(residual.value * later.value)
      }
      for (lag, sum) in [(1, \Moments.first), (2, \Moments.second)] {
        guard let later = byRow[residual.row + lag], later.day == residual.day else { continue }
        self[keyPath: sum].add(residual.value * later.value)
      }
    }

    /// Adds those of a day, so many times.
    mutating func add(_ day: Moments, _ weight: Double) {
      variance.add(day.variance, weight)
      within.add(day.within, weight)
      across.add(day.across, weight)
      next.add(day.next, weight)
      first.add(day.first, weight)
      second.add(day.second, weight)
      for hour in ofDay.indices { ofDay[hour].add(day.ofDay[hour], weight) }
      for hour in ofWeek.indices { ofWeek[hour].add(day.ofWeek[hour], weight) }
    }
  }

  /// The 95 % interval of ``mean``: how far it moves when whole days are drawn again, each with its pairs, taken off what
  /// was found; nil where there are too few days.
  ///
  /// Off, not on: drawing again makes hours more unequal and their mean smaller, as much as chance did before. It counts
  /// chance alone: what is expected of each hour stays as it was found. Source: Davison and Hinkley (1997), Bootstrap
  /// Methods and their Application, section 5.2 (basic limits).
  package static func interval(
    _ residuals: [Residual], secondsPerRow seconds: Double, seed: UInt64
  ) -> ClosedRange<Double>? {
    var byRow: [Int: Residual] = [:]
    for residual in residuals { byRow[residual.row] = residual }
    var days: [Moments] = []
    var numbers: [Int: Int] = [:]
    for residual in residuals {
      let day = numbers[residual.day] ?? days.count
      if day == days.count {
        days.append(Moments())
        numbers[residual.day] = day
      }
      days[day].add(residual, among: byRow, secondsPerRow: seconds)
    }
    guard days.count >= DayBootstrap.fewest else { return nil }
    var generator = SeededGenerator(root: seed, stage: "demand-noise-interval")
    let drawn = (0..<DayBootstrap.draws).map { _ in
      let weights = DayBootstrap.weights(days: days.count, generator: &generator)
      var moments = Moments()
      for (day, weight) in zip(days, weights) where weight > 0 { moments.add(day, weight) }
      return ResidualCourse(moments, secondsPerRow: seconds).mean
    }
    let found = ResidualCourse(residuals, secondsPerRow: seconds).mean
    // θ* − θ̂ is to θ̂ − θ as the draws are to the days: θ is from 2 θ̂ − θ*(97.5 %) to 2 θ̂ − θ*(2.5 %).
    return DayBootstrap.interval(drawn).map {
      max(0, 2 * found - $0.upperBound)...max(0, 2 * found - $0.lowerBound)
    }
  }
}
