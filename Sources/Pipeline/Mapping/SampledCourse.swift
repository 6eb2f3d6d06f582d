internal import Foundation

/// One tag's or element's values at evenly spaced moments; NaN is missing.
struct SampledCourse: Sendable {
  /// The values in order of time.
  let values: [Double]
  /// The finite values, ascending.
  let sorted: [Double]
  /// Their mean; 0 without any.
  let mean: Double
  /// Their standard deviation; 0 without any.
  let deviation: Double

  init(_ values: [Double]) {
    self.init(values, sorted: values.filter(\.isFinite).sorted())
  }

  /// A course of which only the distribution matters.
  init(sorted values: [Double]) {
    self.init(values, sorted: values)
  }

  /// The distribution of the values times a factor above 0, plus an offset; O(quantiles kept).
  func distribution(times factor: Double, plus offset: Double = 0) -> SampledCourse {
    SampledCourse(sorted: thinned.map { $0 * factor + offset })
  }

  /// At most 200 of the sorted values, both ends among them.
  private var thinned: [Double] {
    let most = 200
    if sorted.count <= most { return sorted }
    return (0...most).map { sorted[$0 * (sorted.count - 1) / most] }
  }

  private init(_ values: [Double], sorted: [Double]) {
    self.values = values
    self.sorted = sorted
    let count = Double(max(1, sorted.count))
    let mean = sorted.reduce(0, +) / count
    self.mean = mean
    deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }

  var least: Double { sorted.first ?? .nan }
  var greatest: Double { sorted.last ?? .nan }
  /// True for a course that never moves.
  var isConstant: Bool { deviation <= 1e-9 * max(1, abs(mean)) }
  /// True where all values are 0 or 1.
  var isBinary: Bool { !sorted.isEmpty && sorted.allSatisfy { $0 == 0 || $0 == 1 } }

  /// The value below which a share of all lies; NaN without values.
  func quantile(_ share: Double) -> Double {
    sorted.isEmpty ? .nan : sorted[Int(share * Double(sorted.count - 1))]
  }

  /// The mean of the values whose size is above a share of the greatest; 0 where there are none.
  func meanWhenOn(share: Double = 0.05) -> Double {
    let limit = share * max(abs(least), abs(greatest))
    let on = sorted.filter { abs($0) > limit }
    return on.isEmpty ? 0 : on.reduce(0) { $0 + abs($1) } / Double(on.count)
  }

  /// The share of values that are not about 0.
  func shareOn() -> Double {
    let limit = 0.05 * max(abs(least), abs(greatest))
    return Double(sorted.count { abs($0) > limit }) / Double(max(1, sorted.count))
  }

  /// Changes from one moment to the next, one shorter.
  var changes: SampledCourse { SampledCourse(zip(values.dropFirst(), values).map { $0 - $1 }) }

  /// The correlation of two courses over moments where both have a value; 0 where one never moves.
  static func correlation(_ a: SampledCourse, _ b: SampledCourse) -> Double {
    var (count, sumA, sumB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a.values, b.values) where x.isFinite && y.isFinite {
      count += 1
      sumA += x
      sumB += y
    }
    if count < 3 { return 0 }
    let (meanA, meanB) = (sumA / count, sumB / count)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a.values, b.values) where x.isFinite && y.isFinite {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    let size = (aa * bb).squareRoot()
    return size > 1e-12 ? ab / size : 0
  }
}
