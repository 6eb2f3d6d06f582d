internal import Diagnostics

/// Min: the smallest of all inputs, element by element with broadcasting; NaN where one is NaN.
struct MinKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...Int.max)
    return MinKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let tensors = try activation.operands(from: 0)
    var smallest = tensors[0]
    guard smallest.type != .bool else {
      throw Fault(.badData, "expected a tensor of numbers, got one of bool")
    }
    for tensor in tensors.dropFirst() {
      if smallest.type == .int64 {
        smallest = try Elementwise.map(smallest, tensor) { (a: Int64, b: Int64) in
          Int64.smaller(a, b)
        }
      } else {
        smallest = try Elementwise.map(smallest, tensor) { (a: Double, b: Double) in
          Double.smaller(a, b)
        }
      }
    }
    return [smallest]
  }
}
