internal import Diagnostics
internal import Foundation

/// Cos: the cosine of every element in radians; NaN of infinite ones.
struct CosineKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return CosineKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    return [ONNXTensor(of: a.shape, Elementwise.map(try a.values(Double.self)) { cos($0) })]
  }
}
