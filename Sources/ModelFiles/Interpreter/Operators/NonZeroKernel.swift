internal import Diagnostics

/// NonZero: the places of the elements that are not 0, one column each, in row-major order.
struct NonZeroKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return NonZeroKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    let isSet: [Bool] =
      switch a.elements {
      case .float64(let values): Elementwise.map(values) { $0 != 0 }
      case .float32(let values): Elementwise.map(values) { $0 != 0 }
      case .int64(let values): Elementwise.map(values) { $0 != 0 }
      case .bool(let values): values
      }
    let found = isSet.indices.filter { isSet[$0] }
    let shape = [a.shape.count, found.count]
    var places: [Int64] = []
    places.reserveCapacity(try ONNXShape.count(shape))
    for (extent, stride) in zip(a.shape, ONNXShape.strides(a.shape)) {
      for index in found { places.append(Int64(index / stride % extent)) }
    }
    return [ONNXTensor(of: shape, places)]
  }
}
