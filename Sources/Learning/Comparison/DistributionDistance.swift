/// How far apart two samples' empirical distribution functions F and G are; NaN is left out.
public enum DistributionDistance {
  /// max |F − G|, 0 to 1: Kolmogorov and Smirnov's statistic; nil where a sample is empty.
  public static func kolmogorovSmirnov(_ a: [Double], _ b: [Double]) -> Double? {
    fold(a, b, from: 0) { largest, difference, _ in max(largest, difference) }
  }

  /// ∫ |F − G| dx, in the samples' unit: Wasserstein's distance of order 1; nil where a sample is empty.
  ///
  /// What must be moved, and how far, to turn one histogram into the other; Ramdas et al. 2017, section 2.3.
  public static func wasserstein(_ a: [Double], _ b: [Double]) -> Double? {
    fold(a, b, from: 0) { area, difference, width in area + difference * width }
  }

  // |F − G| over each stretch between neighbouring values of both samples; the last has no width.
  private static func fold(
    _ a: [Double], _ b: [Double], from start: Double,
    _ combine: (Double, _ difference: Double, _ width: Double) -> Double
  ) -> Double? {
    let a = a.filter { !$0.isNaN }.sorted()
    let b = b.filter { !$0.isNaN }.sorted()
    guard !a.isEmpty, !b.isEmpty else { return nil }
    var (i, j, result) = (0, 0, start)
    while i < a.count || j < b.count {
      let value = Swift.min(i < a.count ? a[i] : .infinity, j < b.count ? b[j] : .infinity)
      while i < a.count, a[i] <= value { i += 1 }
      while j < b.count, b[j] <= value { j += 1 }
      let next = Swift.min(i < a.count ? a[i] : .infinity, j < b.count ? b[j] : .infinity)
      let difference = abs(Double(i) / Double(a.count) - Double(j) / Double(b.count))
      result = combine(result, difference, next.isFinite ? next - value : 0)
    }
    return result
  }
}
