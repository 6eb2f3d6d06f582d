/// What moves a stock beside its equation, told apart by autocovariances of what the equation did not foresee.
///
///     wₜ = dₜ + eₜ + rₜ − a rₜ₋₁,   dₜ = φ dₜ₋₁ + √(1 − φ²) σ zₜ
///
///     γ₀ = σ² + q + (1 + a²) ρ,   γ₁ = φ σ² − a ρ,   γₖ = φᵏ σ²
///
/// An input that nobody records and that lasts (d), chance from row to row (e, variance q), and the errors of
/// readings (r, variance ρ), of which the equation carries the last one on with a. γ is in squares of the
/// stock's unit. Sources: Mehra (1970), IEEE TAC 15(2), for ρ out of the first autocovariance; Durbin & Koopman,
/// Time Series Analysis by State Space Methods, 2nd edition, 3.4, for an autoregression beside noise.
package struct UnknownInput: Sendable, Equatable {
  /// φ, 0 to below 1.
  package let persistence: Double
  /// σ².
  package let lasting: Double
  /// q in rows in which no actuator switched.
  package let steady: Double
  /// q in rows in which one did.
  package let switched: Double
  /// The mean square of a plain change: what is not known of a row whose actuators nobody recorded.
  package let unseen: Double
  /// ρ.
  package let reading: Double

  /// The most rows that lie between two that are compared.
  private static let longestLag = 24
  /// A lasting input shows in the mean of so many autocovariances, from the third on, by so many deviations.
  private static let askedLags = 12
  private static let toldInDeviations = 3.0
  private static let persistences = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995]

  /// Tells the parts apart; O(rows · lags).
  ///
  /// - Parameters:
  ///   - w: What the equation did not foresee, row by row.
  ///   - x: The levels.
  ///   - follows: Whether a row follows the one before it.
  ///   - switched: Whether an actuator stands otherwise than in the row before.
  ///   - carried: a, what is left of a row's level in the next one.
  ///   - resolution: What its readings are rounded to, 0 where nobody says.
  package init(
    innovations w: [Double], levels x: [Double], follows: [Bool], switched: [Bool],
    carried: Double, resolution: Double
  ) {
    let covariances = Self.autocovariances(w, follows)
    let whole = max(covariances[0], 1e-300)
    var best: (persistence: Double, lasting: Double, error: Double) = (
      0, 0, covariances.dropFirst(2).reduce(0) { $0 + $1 * $1 }
    )
    // Of white surprises the mean of so many autocovariances departs by γ₀ / √(lags · rows).
    let rows = w.indices.filter { follows[$0] }
    let mean =
      covariances[2..<(2 + Self.askedLags)].reduce(0, +) / Double(Self.askedLags)
    let chance = whole / (Double(Self.askedLags) * Double(max(rows.count, 1))).squareRoot()
    let isTold = mean > Self.toldInDeviations * chance
    for persistence in isTold ? Self.persistences : [] {
      var (products, squares, power) = (0.0, 0.0, persistence)
      for covariance in covariances.dropFirst(2) {
        power *= persistence
        products += power * covariance
        squares += power * power
      }
      let lasting = min(max(products / squares, 0), 0.95 * whole)
      power = persistence
      var error = 0.0
      for covariance in covariances.dropFirst(2) {
        power *= persistence
        error += (covariance - power * lasting) * (covariance - power * lasting)
      }
      if error < best.error { best = (persistence, lasting, error) }
    }
    persistence = best.persistence
    lasting = best.lasting
    let rest = whole - best.lasting
    let errors = 1 + carried * carried
    let told = (best.persistence * best.lasting - covariances[1]) / max(carried, 0.1)
    let rounding = resolution * resolution / 12
    // Some of what is left is chance: readings that were all error would never be believed.
    reading = max(min(max(told, 0), 0.95 * rest / errors), rounding, 1e-9 * whole)
    let known = best.lasting + errors * reading
    steady = max(Self.meanSquare(rows.filter { !switched[$0] }.map { w[$0] }) - known, 0.01 * whole)
    self.switched = max(
      Self.meanSquare(rows.filter { switched[$0] }.map { w[$0] }) - known, steady)
    let changes = rows.map { x[$0] - x[$0 - 1] }
      .filter(\.isFinite)
    unseen = max(Self.meanSquare(changes), self.switched)
  }

  /// What a row-by-row observer of the innovations alone makes of the lasting input: d of every row, 0 where a
  /// stretch begins.
  ///
  /// The steady Kalman filter of d beside white noise; O(rows).
  package func course(_ innovations: [Double], follows: [Bool], carried: Double) -> [Double] {
    let white = steady + (1 + carried * carried) * reading
    var variance = lasting
    var gain = 0.0
    for _ in 0..<200 {
      let ahead =
        persistence * persistence * variance + (1 - persistence * persistence) * lasting
      gain = ahead / (ahead + white)
      variance = (1 - gain) * ahead
    }
    var value = 0.0
    return innovations.indices.map { row in
      guard follows[row] else {
        value = 0
        return 0
      }
      value = persistence * value + gain * (innovations[row] - persistence * value)
      return value
    }
  }

  // γ of rows that follow each other: lags 0 to 24.
  private static func autocovariances(_ w: [Double], _ follows: [Bool]) -> [Double] {
    var sums = [Double](repeating: 0, count: longestLag + 1)
    var counts = sums
    var age = 0
    for row in w.indices {
      age = follows[row] ? age + 1 : 0
      for lag in 0..<min(age, longestLag + 1) {
        sums[lag] += w[row] * w[row - lag]
        counts[lag] += 1
      }
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }

  private static func meanSquare(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))
  }
}
