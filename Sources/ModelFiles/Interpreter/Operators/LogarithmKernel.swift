internal import Diagnostics
internal import Foundation

/// Log: the natural logarithm of every element; −∞ of 0, NaN of negative ones.
struct LogarithmKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return LogarithmKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    return [ONNXTensor(of: a.shape, Elementwise.map(try a.values(Double.self)) { log($0) })]
  }
}
