internal import Foundation

/// How unlikely a deviation is under a normal distribution, as digits: 3 for one in a thousand.
///
///     digits(u) = −log₁₀ P(|N(0, 1)| > |u|) = −log₁₀ erfc(|u| / √2)
///
/// With y = |u|/√2 and t = 2/(2 + y), ln erfc y = ln t − y² + p(2t − 1), p smooth over all of 0 < t ≤ 1. So
/// nothing is ever as small as the probability itself: deviations of 10⁹ are as well told as of 1. The same sums make
/// the graph of ONNX, which has no logarithm of such a tail. Source of the form: Press, Teukolsky, Vetterling &
/// Flannery (2007), Numerical Recipes, section 6.2.2; the coefficients are fitted here
/// (`Tests/References/gaussian_tail_reference.py`).
public enum GaussianTail {
  /// p's coefficients, from the constant on; the error of ``digits(_:)`` is at most 2·10⁻¹⁵ of the larger of it and 1.
  public static let coefficients: [Double] = [
    -0.67179408405669061, 0.67264322397766529, 0.047343306841445061, -0.046895610232077757,
    -0.0098726893438494286, 0.0088249385819394888, 0.0017589331239369727, -0.0023458128136937869,
    -0.00014624256062608498, 0.00067368096317222824, -9.3760234246820261e-05,
    -0.00017431193023752017, 7.1495023767753735e-05, 3.1768212499924962e-05,
    -3.0420622200812496e-05, 1.0201780623607893e-07, 8.9521352138223148e-06,
    -2.9196879040682712e-06, -1.7124461010098469e-06, 1.2516917195171127e-06,
    1.5955884009599708e-07, -2.7651258278638139e-07, 8.3819031715393151e-10,
    2.7474015951156636e-08,
  ]

  /// The digits of a deviation in units of its standard deviation: 0 for 0, ≥ 0, NaN for NaN.
  ///
  /// Finite up to |u| of 10¹⁵⁰. O(1).
  public static func digits(_ u: Double) -> Double {
    let y = abs(u) * 0.5.squareRoot()
    let w = 2 * (2 / (2 + y)) - 1
    var p = 0.0
    for coefficient in coefficients.reversed() { p = p * w + coefficient }
    // −ln erfc y = y² − p + ln(1 + y/2), since −ln t = ln(1 + y/2).
    let nats = y * y - p + log(1 + 0.5 * y)
    return nats.isNaN ? .nan : max(0, nats / log(10))
  }

  /// The deviation u ≥ 0 of which ``digits(_:)`` are some digits, to the last bits; 0 for 0 or less.
  ///
  /// By bisection: digits rise with u, and u²/4.7 is less than they are. O(60).
  public static func deviation(ofDigits wanted: Double) -> Double {
    guard wanted > 0 else { return 0 }
    var (low, high) = (0.0, (4.7 * wanted).squareRoot() + 1)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if digits(middle) < wanted { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
