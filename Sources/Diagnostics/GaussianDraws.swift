internal import Foundation

extension SeededGenerator {
  /// A standard normal number, by Box and Muller's transform.
  ///
  /// z = √(−2 ln u) · cos 2πv, u in (0, 1], v in [0, 1); the second number of the pair is dropped, so that
  /// how many were drawn before never matters. Source: Box & Muller (1958), Ann. Math. Stat. 29(2).
  public mutating func gaussian() -> Double {
    let u = 1 - uniform()
    let v = uniform()
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  /// A number in [low, high).
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A whole number in 0..<count; `count` must be at least 1.
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "an index below \(count) cannot be drawn")
    return Int(next() % UInt64(count))
  }
}
