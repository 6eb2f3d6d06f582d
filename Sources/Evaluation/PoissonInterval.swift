internal import Foundation

/// The rates that fit a count: a count of few alarms tells little about the true rate.
///
/// The exact (Garwood) interval of a Poisson mean: `low` solves `P(X ≥ n; low) = 2.5 %`, `high`
/// solves `P(X ≤ n; high) = 2.5 %`. Above 500 counts the Wilson–Hilferty approximation, off by less
/// than 0.1 %.
package enum PoissonInterval {
  /// The 95 % interval of the mean after a count of `count`.
  package static func of(_ count: Int) -> ClosedRange<Double> {
    let n = Double(max(0, count))
    if n > 500 {
      // χ²_p(k) ≈ k (1 − 2/(9k) + z √(2/(9k)))³, half of it is the mean
      let quantile = { (k: Double, z: Double) in
        k / 2 * pow(1 - 2 / (9 * k) + z * (2 / (9 * k)).squareRoot(), 3)
      }
      return quantile(2 * n, -1.959_964)...quantile(2 * n + 2, 1.959_964)
    }
    let low = n == 0 ? 0 : solve { 1 - atMost(n - 1, mean: $0) < 0.025 }
    return low...solve { atMost(n, mean: $0) > 0.025 }
  }

  // P(X ≤ n) of a Poisson variable.
  private static func atMost(_ n: Double, mean: Double) -> Double {
    guard mean > 0 else { return 1 }
    return stride(from: 0, through: n, by: 1)
      .reduce(0) { $0 + exp($1 * log(mean) - mean - lgamma($1 + 1)) }
  }

  // The mean at which `isBelow` stops to hold.
  private static func solve(_ isBelow: (Double) -> Bool) -> Double {
    var low = 0.0
    var high = 1_000.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
