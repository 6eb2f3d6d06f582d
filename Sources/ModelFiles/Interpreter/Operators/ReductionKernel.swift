internal import Diagnostics

/// ReduceSum and ReduceMax: the sum or the largest over some extents, or over all.
///
/// The axes are an input (ReduceSum; ReduceMax from operator set 18 on) or an attribute (ReduceMax
/// before). No axes mean all. Of no elements the sum is 0, and the largest the lowest number there
/// is.
struct ReductionKernel: ONNXKernel {
  private let isSum: Bool
  private let axes: [Int64]?
  private let keepsAxes: Bool

  @Sendable static func sum(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...2, attributes: ["keepdims"])
    return ReductionKernel(
      isSum: true, axes: nil, keepsAxes: try node.flag("keepdims", default: true))
  }

  @Sendable static func max(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    let asInput = node.operatorSet >= 18
    try node.expect(
      inputs: asInput ? 1...2 : 1...1, attributes: asInput ? ["keepdims"] : ["axes", "keepdims"])
    return ReductionKernel(
      isSum: false, axes: try node.ints("axes"),
      keepsAxes: try node.flag("keepdims", default: true))
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    var wanted = axes ?? []
    if let given = activation.optional(1) { wanted = try given.values(Int64.self) }
    let known = try ONNXShape.axes(wanted, rank: a.shape.count)
    let reduced = known.isEmpty ? Array(a.shape.indices) : known
    switch a.type {
    case .float64: return [try reduce(a, over: reduced, as: Double.self)]
    case .int64: return [try reduce(a, over: reduced, as: Int64.self)]
    case .bool, .float32:
      throw Fault(.badData, "expected a tensor of numbers, got one of \(a.type)")
    }
  }

  private func reduce<T: ONNXNumber>(
    _ a: ONNXTensor, over reduced: [Int], as type: T.Type
  ) throws(Fault) -> ONNXTensor {
    let values = try a.values(T.self)
    var kept = a.shape
    for axis in reduced { kept[axis] = 1 }
    let shape =
      keepsAxes ? kept : a.shape.indices.filter { !reduced.contains($0) }.map { a.shape[$0] }
    let count = try ONNXShape.count(kept)
    if isSum {
      var sums = [T](repeating: T.zero, count: count)
      try fold(values, a.shape, kept) { to, value in sums[to] = T.sum(sums[to], value) }
      return ONNXTensor(of: shape, sums)
    }
    var largest = [T](repeating: T.lowest, count: count)
    try fold(values, a.shape, kept) { to, value in largest[to] = T.larger(largest[to], value) }
    return ONNXTensor(of: shape, largest)
  }

  /// Tells of every element with the place that it is reduced to.
  @inline(__always)
  private func fold<T>(
    _ values: [T], _ shape: [Int], _ kept: [Int], _ add: (Int, T) -> Void
  ) throws(Fault) {
    // The result is stretched over what it was reduced from.
    let walk = try BroadcastWalk(shape, kept)
    walk.forEachRun { from, to, _ in
      for i in 0..<walk.length { add(to + i * walk.steps.1, values[from + i * walk.steps.0]) }
    }
  }
}
