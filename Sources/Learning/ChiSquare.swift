internal import Foundation

/// The χ² distribution of a whole number of degrees of freedom.
public enum ChiSquare {
  /// P(χ²(degrees) > x), by its sum of a finite number of terms.
  ///
  /// With y = x/2: e^−y Σ yⁱ/i! for even degrees, erfc √y + e^−y Σ y^(i−½) / Γ(i + ½) for odd ones.
  /// 1 for x ≤ 0. O(degrees).
  public static func tail(_ x: Double, degrees: Int) -> Double {
    guard x > 0 else { return 1 }
    let y = x / 2
    var sum = 0.0
    if degrees % 2 == 0 {
      for i in 0..<(degrees / 2) {
        sum += exp(Double(i) * log(y) - y - lgamma(Double(i) + 1))
      }
    } else {
      sum = erfc(y.squareRoot())
      for i in 0..<((degrees - 1) / 2) {
        sum += exp((Double(i) + 0.5) * log(y) - y - lgamma(Double(i) + 1.5))
      }
    }
    return min(sum, 1)
  }

  /// The x with P(χ²(degrees) ≤ x) = `probability`, by bisection to the last bit.
  ///
  /// - Parameter probability: above 0 and below 1.
  /// - Complexity: about 60 tails.
  public static func quantile(_ probability: Double, degrees: Int) -> Double {
    precondition(
      probability > 0 && probability < 1 && degrees >= 1,
      "a quantile needs a probability between 0 and 1 and at least 1 degree, got \(probability) "
        + "and \(degrees)")
    var low = 0.0
    var high = Double(degrees) + 1
    while tail(high, degrees: degrees) > 1 - probability { high *= 2 }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return high }
      if tail(middle, degrees: degrees) > 1 - probability { low = middle } else { high = middle }
    }
  }

  /// By what the covariance of the `share` of Gaussian rows that lie nearest falls short of that of all.
  ///
  ///     c = α / P(χ²(d + 2) ≤ q_α),   q_α the α-quantile of χ²(d)
  ///
  /// 1 where the share is 1. Source: Croux & Haesbroeck (1999), J. Multivariate Analysis 71(2), section 4.
  public static func truncationFactor(share: Double, degrees: Int) -> Double {
    guard share < 1 else { return 1 }
    let edge = quantile(share, degrees: degrees)
    return share / (1 - tail(edge, degrees: degrees + 2))
  }
}
