internal import Diagnostics

/// Slice: the elements from starts to before ends along some axes, one after the other.
///
/// Negative starts and ends count from the end; both are cut to the extent.
struct SliceKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    // A fifth input, the steps, is not read.
    try node.expect(inputs: 3...4)
    return SliceKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    let starts = try activation.operand(1).values(Int64.self)
    let ends = try activation.operand(2).values(Int64.self)
    let rank = a.shape.count
    let axes = try activation.optional(3)?.values(Int64.self) ?? starts.indices.map(Int64.init)
    guard starts.count == ends.count, starts.count == axes.count else {
      throw Fault(
        .badData,
        "as many starts as ends and axes are needed, "
          + "got \(starts.count), \(ends.count) and \(axes.count)")
    }
    _ = try ONNXShape.axes(axes, rank: rank)
    var ranges = a.shape.map { 0..<$0 }
    for index in axes.indices {
      let axis = try ONNXShape.axis(axes[index], rank: rank)
      let start = Self.place(starts[index], in: a.shape[axis])
      ranges[axis] = start..<max(start, Self.place(ends[index], in: a.shape[axis]))
    }
    let shape = ranges.map(\.count)
    return [ONNXTensor(of: shape, Self.cut(a, ranges))]
  }

  /// A start or end as an index from 0 to the extent.
  private static func place(_ value: Int64, in extent: Int) -> Int {
    let limit = Int64(extent)
    return Int(value < 0 ? max(value, -limit) + limit : min(value, limit))
  }

  private static func cut(_ a: ONNXTensor, _ ranges: [Range<Int>]) -> ONNXTensor.Elements {
    let count = ranges.reduce(1) { $0 * $1.count }
    // What lies behind the last axis that is cut is taken as it is.
    guard count > 0, let last = ranges.indices.last(where: { ranges[$0].count != a.shape[$0] })
    else { return count > 0 ? a.elements : a.elements.assembled(0) { _ in } }
    let strides = ONNXShape.strides(a.shape)
    return a.elements.assembled(count) { take in
      var position = ranges.map(\.lowerBound)
      while true {
        let start = (0...last).reduce(0) { $0 + position[$1] * strides[$1] }
        take(start, ranges[last].count * strides[last])
        var axis = last - 1
        while axis >= 0 {
          position[axis] += 1
          if position[axis] < ranges[axis].upperBound { break }
          position[axis] = ranges[axis].lowerBound
          axis -= 1
        }
        if axis < 0 { return }
      }
    }
  }
}
