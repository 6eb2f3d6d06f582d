internal import Diagnostics

/// Concat: tensors one after the other along an axis.
struct ConcatKernel: ONNXKernel {
  private let axis: Int64

  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...Int.max, attributes: ["axis"])
    return ConcatKernel(axis: try node.requiredInt("axis"))
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let tensors = try activation.operands(from: 0)
    let first = tensors[0]
    let axis = try ONNXShape.axis(axis, rank: first.shape.count)
    var shape = first.shape
    for tensor in tensors.dropFirst() {
      var expected = shape
      guard tensor.shape.count == shape.count else { throw mismatch(first, tensor, axis) }
      expected[axis] = tensor.shape[axis]
      guard expected == tensor.shape else { throw mismatch(first, tensor, axis) }
      shape[axis] += tensor.shape[axis]
      _ = try ONNXShape.count(shape)
    }
    switch first.type {
    case .float64: return [try join(tensors, axis, shape, as: Double.self)]
    case .float32: return [try join(tensors, axis, shape, as: Float.self)]
    case .int64: return [try join(tensors, axis, shape, as: Int64.self)]
    case .bool: return [try join(tensors, axis, shape, as: Bool.self)]
    }
  }

  private func join<T: ONNXElement>(
    _ tensors: [ONNXTensor], _ axis: Int, _ shape: [Int], as type: T.Type
  ) throws(Fault) -> ONNXTensor {
    var parts: [(values: [T], length: Int)] = []
    for tensor in tensors {
      parts.append((try tensor.values(T.self), ONNXShape.product(tensor.shape[axis...])))
    }
    var result: [T] = []
    result.reserveCapacity(try ONNXShape.count(shape))
    for outer in 0..<ONNXShape.product(shape[..<axis]) {
      for part in parts {
        result.append(contentsOf: part.values[outer * part.length..<(outer + 1) * part.length])
      }
    }
    return ONNXTensor(of: shape, result)
  }

  private func mismatch(_ a: ONNXTensor, _ b: ONNXTensor, _ axis: Int) -> Fault {
    Fault(.badData, "shapes \(a.shape) and \(b.shape) differ elsewhere than on axis \(axis)")
  }
}
