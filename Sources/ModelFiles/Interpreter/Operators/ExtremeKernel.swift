internal import Diagnostics

/// Max and Min: the largest or smallest of all inputs, element by element with broadcasting; NaN where
/// one is NaN.
struct ExtremeKernel: ONNXKernel {
  private let isMax: Bool

  @Sendable static func max(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...Int.max)
    return ExtremeKernel(isMax: true)
  }

  @Sendable static func min(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...Int.max)
    return ExtremeKernel(isMax: false)
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let tensors = try activation.operands(from: 0)
    switch tensors[0].type {
    case .float64: return [try extreme(of: tensors, as: Double.self)]
    case .int64: return [try extreme(of: tensors, as: Int64.self)]
    case .bool, .float32:
      throw Fault(.badData, "expected a tensor of numbers, got one of \(tensors[0].type)")
    }
  }

  private func extreme<T: ONNXNumber>(
    of tensors: [ONNXTensor], as type: T.Type
  ) throws(Fault) -> ONNXTensor {
    var result = tensors[0]
    for tensor in tensors.dropFirst() {
      // The choice stands outside the loop over elements.
      result =
        isMax
        ? try Elementwise.map(result, tensor) { (a: T, b: T) in T.larger(a, b) }
        : try Elementwise.map(result, tensor) { (a: T, b: T) in T.smaller(a, b) }
    }
    return result
  }
}
