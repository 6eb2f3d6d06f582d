internal import Diagnostics

/// Max: the largest of all inputs, element by element with broadcasting; NaN where one is NaN.
struct MaxKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...Int.max)
    return MaxKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let tensors = try activation.operands(from: 0)
    var largest = tensors[0]
    guard largest.type != .bool else {
      throw Fault(.badData, "expected a tensor of numbers, got one of bool")
    }
    for tensor in tensors.dropFirst() {
      if largest.type == .int64 {
        largest = try Elementwise.map(largest, tensor) { (a: Int64, b: Int64) in
          Int64.larger(a, b)
        }
      } else {
        largest = try Elementwise.map(largest, tensor) { (a: Double, b: Double) in
          Double.larger(a, b)
        }
      }
    }
    return [largest]
  }
}
