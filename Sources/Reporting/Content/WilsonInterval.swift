/// The shares that fit a count out of a total: few trials tell little about the true share.
///
/// Wilson's score interval of a binomial share at 95 %. With `p = k/n` and `z = 1.96`:
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`. Source: E. B. Wilson, "Probable inference,
/// the law of succession, and statistical inference", JASA 22 (1927).
package enum WilsonInterval {
  /// The 95 % interval of the true share after `count` of `total`; everything from 0 to 1 without
  /// trials.
  ///
  /// A count outside 0 … total is held inside it.
  package static func of(_ count: Int, of total: Int) -> ClosedRange<Double> {
    guard total > 0 else { return 0...1 }
    let n = Double(total)
    let p = Double(min(max(0, count), total)) / n
    let z = 1.959_963_984_540_054
    let middle = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // Exactly 0 and 1 at the ends, where rounding would leave 1e-17.
    let low = p == 0 ? 0 : max(0, (middle - half) / scale)
    let high = p == 1 ? 1 : min(1, (middle + half) / scale)
    return low...high
  }

  /// The interval in percent, for people: `86% to 93%`.
  package static func text(_ count: Int, of total: Int) -> String {
    let interval = of(count, of: total)
    return [interval.lowerBound, interval.upperBound]
      .map { NumberText.fixed($0 * 100, decimals: 0) + "%" }.joined(separator: " to ")
  }
}
