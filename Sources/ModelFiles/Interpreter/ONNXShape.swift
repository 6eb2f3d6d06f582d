internal import Diagnostics

/// Arithmetic on extents that cannot overflow, whatever a file says.
enum ONNXShape {
  /// The largest number of elements of one tensor, 2²⁷ (1 GiB of doubles).
  static let maximumCount = 1 << 27

  /// The largest number of extents of one tensor.
  static let maximumRank = 32

  /// The number of elements.
  ///
  /// Extents of 0 count as 1 against the limit, so that the product of any part of the extents is
  /// within it too.
  static func count(_ shape: [Int]) throws(Fault) -> Int {
    guard shape.count <= maximumRank else {
      throw Fault(
        .badData, "a tensor has at most \(maximumRank) extents, got \(shape.count)")
    }
    var bounded = 1
    var count = 1
    for extent in shape {
      guard extent >= 0 else {
        throw Fault(.badData, "extents must be at least 0, got \(extent) in \(shape)")
      }
      let (product, overflow) = bounded.multipliedReportingOverflow(by: max(1, extent))
      guard !overflow, product <= maximumCount else {
        throw Fault(
          .badData, "a tensor of shape \(shape) is too large, the limit is \(maximumCount) elements"
        )
      }
      bounded = product
      count *= extent
    }
    return count
  }

  /// The product of extents of a shape that ``count(_:)`` has accepted.
  static func product(_ extents: some Collection<Int>) -> Int { extents.reduce(1, *) }

  /// An axis from 0 on; negative ones count from the end.
  static func axis(_ axis: Int64, rank: Int) throws(Fault) -> Int {
    let limit = Int64(rank)
    guard axis >= -limit, axis < limit else {
      throw Fault(
        .badData, "axis \(axis) is outside \(-limit)…\(limit - 1) (a tensor of rank \(rank))")
    }
    return Int(axis < 0 ? axis + limit : axis)
  }

  /// Axes from 0 on in ascending order; none may stand twice.
  static func axes(_ axes: [Int64], rank: Int) throws(Fault) -> [Int] {
    var result: [Int] = []
    // More axes than the rank end at one that stands twice.
    for value in axes {
      let known = try axis(value, rank: rank)
      guard !result.contains(known) else {
        throw Fault(.badData, "axis \(known) stands twice in \(axes)")
      }
      result.append(known)
    }
    return result.sorted()
  }

  /// The shape of two tensors that are stretched to each other, as numpy does it.
  static func broadcast(_ a: [Int], _ b: [Int]) throws(Fault) -> [Int] {
    if a == b || b.isEmpty { return a }
    if a.isEmpty { return b }
    let rank = max(a.count, b.count)
    var shape = [Int](repeating: 1, count: rank)
    for back in 1...rank {
      let x = back <= a.count ? a[a.count - back] : 1
      let y = back <= b.count ? b[b.count - back] : 1
      guard x == y || x == 1 || y == 1 else {
        throw Fault(
          .badData, "shapes \(a) and \(b) cannot be broadcast: extents \(x) and \(y) differ")
      }
      shape[rank - back] = x == 1 ? y : x
    }
    _ = try count(shape)
    return shape
  }

  /// How far the next element along each extent is, in row-major order.
  static func strides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for index in stride(from: shape.count - 2, through: 0, by: -1) {
      strides[index] = strides[index + 1] * max(1, shape[index + 1])
    }
    return strides
  }
}
