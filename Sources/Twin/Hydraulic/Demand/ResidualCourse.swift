internal import Foundation

/// What a course of residuals is made of: whole days, noise with a memory, and what readings add.
///
/// From autocovariances: c(k) = σ_d² [same day] + σ_z² φᵏ + readings, which stand in c(0) and, with half of
/// their part in c(0) and a minus sign, in c(1), because a level that is read too high makes one use too
/// small and the next too large.
struct ResidualCourse {
  /// Standard deviation of the noise of each hour of the week.
  let byHour: [Double]
  /// What is left of the noise after an hour.
  let persistence: Double
  /// Standard deviation of whole days.
  let dayDeviation: Double
  /// Standard deviation of all together.
  let deviation: Double

  typealias Residual = (row: Int, hour: Int, day: Int, value: Double)

  /// Splits residuals in the order of rows.
  init(_ residuals: [Residual], secondsPerRow seconds: Double) {
    let perHour = max(1, Int((3_600 / seconds).rounded()))
    let variance = Self.mean(residuals.map { $0.value * $0.value })
    deviation = variance.squareRoot()
    var byRow: [Int: Residual] = [:]
    for residual in residuals { byRow[residual.row] = residual }
    func covariance(_ lags: ClosedRange<Int>, sameDay: Bool) -> (value: Double, count: Int) {
      var (sum, count) = (0.0, 0)
      for residual in residuals {
        for lag in lags {
          guard let later = byRow[residual.row + lag], (later.day == residual.day) == sameDay
          else { continue }
          sum += residual.value * later.value
          count += 1
        }
      }
      return (count > 0 ? sum / Double(count) : 0, count)
    }
    // Days: what hours far apart share within a day and not across its end.
    let within = covariance(6 * perHour...10 * perHour, sameDay: true)
    let across = covariance(6 * perHour...10 * perHour, sameDay: false)
    let day = max(0, within.value - max(0, across.value))
    let isTold = day > 2 * variance / Double(max(1, within.count)).squareRoot()
    let dayVariance = isTold ? day : 0
    let first = covariance(1...1, sameDay: true)
    let second = covariance(2...2, sameDay: true)
    let (c1, c2) = (first.value - dayVariance, second.value - dayVariance)
    let chance = 2 * variance / Double(max(1, first.count)).squareRoot()
    var noise: Double
    var kept = 0.0
    if c1 > chance, c2 > chance {
      // c(2) / c(1) = φ, free of what readings add to c(0).
      kept = min(max(c2 / c1, 0), 0.9999)
      noise = min(c1 / max(kept, 1e-3), variance - dayVariance)
    } else {
      noise = variance - dayVariance - 2 * max(0, -c1)
    }
    noise = max(noise, 0)
    persistence = kept > 0 ? min(pow(kept, Double(perHour)), 0.9999) : 0
    dayDeviation = dayVariance.squareRoot()
    let share = variance > 0 ? noise / variance : 0
    let ofDay = Self.spread(residuals, hours: 24, prior: (0..<24).map { _ in variance }, weight: 10)
    let ofWeek = Self.spread(
      residuals, hours: 168, prior: (0..<168).map { ofDay[$0 % 24] }, weight: 5)
    byHour = ofWeek.map { ($0 * share).squareRoot() }
  }

  /// The variance of each hour: one with few rows is drawn towards what it is like before, which counts as
  /// so many rows.
  private static func spread(
    _ residuals: [Residual], hours: Int, prior: [Double], weight: Double
  ) -> [Double] {
    var squares = [Double](repeating: 0, count: hours)
    var counts = squares
    for residual in residuals {
      squares[residual.hour % hours] += residual.value * residual.value
      counts[residual.hour % hours] += 1
    }
    return (0..<hours).map { (squares[$0] + weight * prior[$0]) / (counts[$0] + weight) }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
