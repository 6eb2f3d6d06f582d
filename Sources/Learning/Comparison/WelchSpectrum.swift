internal import Foundation

/// How a course's variance is spread over frequencies.
///
/// Welch 1967: half-overlapping segments, each less its mean and times a Hann window; the mean of their
/// periodograms. Frequencies k/length per row, k = 0 … length/2, as `scipy.signal.welch` with `nperseg`.
public enum WelchSpectrum {
  /// Shares of the variance at k = 1 … length/2, which sum to 1; nil where no segment is usable or none varies.
  ///
  /// `length` must be a power of two, from 4. A segment with a gap, or with more than a tenth of its cells
  /// missing, is left out; a missing cell counts as the segment's mean. O(rows · log length).
  public static func shares(_ x: [Double], follows: [Bool], length: Int) -> [Double]? {
    let window = (0..<length).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length)) }
    let transform = FourierTransform(length: length)
    var power = [Double](repeating: 0, count: length / 2 + 1)
    for start in stride(from: 0, through: x.count - length, by: length / 2) {
      let rows = start..<start + length
      let present = rows.filter { !x[$0].isNaN }
      guard rows.dropFirst().allSatisfy({ follows[$0] }), present.count * 10 >= length * 9 else {
        continue
      }
      let mean = present.reduce(0) { $0 + x[$1] } / Double(present.count)
      var real = zip(rows, window).map { x[$0].isNaN ? 0 : (x[$0] - mean) * $1 }
      var imaginary = [Double](repeating: 0, count: length)
      transform.transform(&real, &imaginary)
      for k in power.indices {
        // Both signs of a frequency are told as one; the highest has but one.
        let sides = k == 0 || k == length / 2 ? 1.0 : 2
        power[k] += sides * (real[k] * real[k] + imaginary[k] * imaginary[k])
      }
    }
    let total = power.dropFirst().reduce(0, +)
    return total > 0 ? power.dropFirst().map { $0 / total } : nil
  }

  /// Hellinger's distance of two lists of shares, 0 to 1: √(1 − Σ √(p q)); Hellinger 1909.
  public static func hellinger(_ p: [Double], _ q: [Double]) -> Double {
    Swift.max(0, 1 - zip(p, q).reduce(0) { $0 + ($1.0 * $1.1).squareRoot() }).squareRoot()
  }
}
