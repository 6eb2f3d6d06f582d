/// Maps values to positions on paper, linearly.
package struct Scale: Sendable {
  /// The values at both ends.
  package let domain: ClosedRange<Double>
  /// The positions of the ends; the first may be the larger one.
  package let range: (Double, Double)

  /// Makes a scale.
  package init(_ domain: ClosedRange<Double>, to range: (Double, Double)) {
    self.domain = domain
    self.range = range
  }

  /// The position of a value, held inside the range; the middle where the domain has no length.
  package func callAsFunction(_ value: Double) -> Double {
    let length = domain.upperBound - domain.lowerBound
    guard length > 0, length.isFinite, value.isFinite else { return (range.0 + range.1) / 2 }
    let share = min(max((value - domain.lowerBound) / length, 0), 1)
    return range.0 + share * (range.1 - range.0)
  }
}
