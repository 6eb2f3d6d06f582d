internal import Diagnostics

/// ScatterND: a tensor with some of its elements, or blocks of them, replaced.
///
/// The last extent of the places is how many axes a place names; of equal places the last one
/// counts.
struct ScatterNDKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 3...3)
    return ScatterNDKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let (a, places) = (try activation.operand(0), try activation.operand(1))
    let updates = try activation.operand(2)
    guard let depth = places.shape.last, depth >= 1, depth <= a.shape.count else {
      throw Fault(
        .badData,
        "places of shape \(places.shape) must end with an extent from 1 to \(a.shape.count)")
    }
    let expected = Array(places.shape.dropLast()) + Array(a.shape[depth...])
    guard updates.shape == expected else {
      throw Fault(.badData, "updates must have shape \(expected), got \(updates.shape)")
    }
    let strides = ONNXShape.strides(a.shape)
    let values = try places.values(Int64.self)
    var starts: [Int] = []
    starts.reserveCapacity(values.count / depth)
    for first in stride(from: 0, to: values.count, by: depth) {
      var start = 0
      for axis in 0..<depth {
        start += try ONNXPlace.index(values[first + axis], in: a.shape[axis]) * strides[axis]
      }
      starts.append(start)
    }
    let length = ONNXShape.product(a.shape[depth...])
    switch a.type {
    case .float64: return [try replace(a, starts, length, updates, as: Double.self)]
    case .float32: return [try replace(a, starts, length, updates, as: Float.self)]
    case .int64: return [try replace(a, starts, length, updates, as: Int64.self)]
    case .bool: return [try replace(a, starts, length, updates, as: Bool.self)]
    }
  }

  private func replace<T: ONNXElement>(
    _ a: ONNXTensor, _ starts: [Int], _ length: Int, _ updates: ONNXTensor, as type: T.Type
  ) throws(Fault) -> ONNXTensor {
    var values = try a.values(T.self)
    let new = try updates.values(T.self)
    for (index, start) in starts.enumerated() {
      for i in 0..<length { values[start + i] = new[index * length + i] }
    }
    return ONNXTensor(of: a.shape, values)
  }
}
