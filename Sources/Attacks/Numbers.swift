internal import Diagnostics
internal import Foundation
internal import Telemetry

// Engineering values beyond this are slips of the keyboard; the bound keeps every sum finite.
let engineering: ClosedRange<Double> = -1e16...1e16

/// A number as it is read back to the same bits, without a needless `.0`.
func shortest(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Three significant digits, for people.
func rounded(_ number: Double) -> String {
  guard number.isFinite, number != 0 else { return shortest(number) }
  // 10^(2 − ⌊log₁₀|x|⌋) moves three digits in front of the point.
  let scale = pow(10, 2 - floor(log10(abs(number))))
  guard scale.isFinite, scale > 0 else { return shortest(number) }
  return shortest((number * scale).rounded() / scale)
}

extension Double {
  // 1, −1, or 0 for zero and NaN.
  var direction: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}

extension SeededGenerator {
  /// A number whose logarithm is uniform, so that small ones are as likely as large ones by factors.
  ///
  /// At a part of the way where one is given; chance is used up either way.
  mutating func logUniform(in range: ClosedRange<Double>, at part: Double? = nil) -> Double {
    guard range.lowerBound > 0 else { return uniform(in: range, at: part) }
    let exponent = uniform(in: log(range.lowerBound)...log(range.upperBound), at: part)
    return min(max(exp(exponent), range.lowerBound), range.upperBound)
  }

  /// `count` different items in their order; all where there are fewer.
  mutating func choose<Item>(_ count: Int, of items: [Item]) -> [Item] {
    var left = Array(items.indices)
    var chosen: [Int] = []
    while chosen.count < count, !left.isEmpty {
      chosen.append(left.remove(at: index(below: left.count)))
    }
    return chosen.sorted().map { items[$0] }
  }
}

extension TimeSpan {
  /// How many whole rows fit, at least 0.
  func rows(of interval: TimeSpan) -> Int {
    guard interval > .zero else { return 0 }
    return Int(max(0, nanoseconds / interval.nanoseconds))
  }

  /// The length in hours.
  var hours: Double { seconds / 3_600 }
}
