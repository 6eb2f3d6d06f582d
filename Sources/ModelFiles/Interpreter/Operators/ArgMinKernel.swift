internal import Diagnostics

/// ArgMin: the place of the smallest element along an axis, the first of equal ones.
///
/// ONNX leaves open what a NaN does: here it is no candidate, and 0 is given where all are NaN. An
/// axis without elements is a fault. O(elements).
struct ArgMinKernel: ONNXKernel {
  private let axis: Int64
  private let keepsAxis: Bool

  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    // `select_last_index`, which would take the last of equal ones, is not read.
    try node.expect(inputs: 1...1, attributes: ["axis", "keepdims"])
    return ArgMinKernel(
      axis: try node.int("axis") ?? 0, keepsAxis: try node.flag("keepdims", default: true))
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    let axis = try ONNXShape.axis(axis, rank: a.shape.count)
    guard a.shape[axis] > 0 else {
      throw Fault(.badData, "axis \(axis) of \(a.shape) has no smallest element")
    }
    var shape = a.shape
    if keepsAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
    let places =
      switch a.elements {
      case .float64(let values): Self.places(values, a.shape, axis)
      case .int64(let values): Self.places(values, a.shape, axis)
      case .bool, .float32:
        throw Fault(.badData, "expected a tensor of numbers, got one of \(a.type)")
      }
    return [ONNXTensor(of: shape, places)]
  }

  private static func places<T: ONNXNumber>(
    _ values: [T], _ shape: [Int], _ axis: Int
  ) -> [Int64] {
    let (extent, step) = (shape[axis], ONNXShape.product(shape[(axis + 1)...]))
    var places: [Int64] = []
    places.reserveCapacity(values.count / extent)
    for block in stride(from: 0, to: values.count, by: extent * max(1, step)) {
      for start in block..<block + step {
        var best: Int?
        for index in 0..<extent {
          let value = values[start + index * step]
          // A NaN does not equal itself.
          guard value == value else { continue }
          if let known = best, !(value < values[start + known * step]) { continue }
          best = index
        }
        places.append(Int64(best ?? 0))
      }
    }
    return places
  }
}
