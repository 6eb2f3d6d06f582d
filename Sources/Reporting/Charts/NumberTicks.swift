internal import Foundation

/// Round values along an axis: multiples of 1, 2 or 5 times a power of ten.
package struct NumberTicks: Sendable {
  /// The ticks, ascending, inside the range.
  package let values: [Double]
  /// The distance between ticks.
  package let step: Double

  /// At most about `count` ticks in a range; none where it is not finite, one where it has no
  /// length.
  package init(in range: ClosedRange<Double>, count: Int) {
    let length = range.upperBound - range.lowerBound
    guard length.isFinite, length > 0 else {
      values = range.lowerBound.isFinite && length == 0 ? [range.lowerBound] : []
      step = 0
      return
    }
    let rough = length / Double(max(count, 1))
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 5].first { $0 * power >= rough * 0.999_999 } ?? 10) * power
    // Ticks are whole multiples of the step: adding the step up would drift.
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    self.step = step
    guard step > 0, last >= first, last - first < 1_000, first.magnitude < 1e15 else {
      values = []
      return
    }
    values = (0...Int(last - first)).map { (first + Double($0)) * step }
      .filter { range.contains($0) }
  }

  /// The label of a tick: as many decimals as the step needs.
  package func label(_ value: Double) -> String {
    guard step > 0 else { return NumberText.significant(value) }
    if value.magnitude >= 1e7 || step < 1e-6 { return NumberText.significant(value) }
    return NumberText.fixed(value, decimals: max(0, -Int(log10(step * 1.000_001).rounded(.down))))
  }
}
