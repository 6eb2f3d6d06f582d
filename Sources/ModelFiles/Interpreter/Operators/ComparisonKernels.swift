internal import Diagnostics

/// Greater and Less, element by element with broadcasting; false where one is NaN.
struct OrderKernel: ONNXKernel {
  private let isGreater: Bool

  @Sendable static func greater(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return OrderKernel(isGreater: true)
  }

  @Sendable static func less(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return OrderKernel(isGreater: false)
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    // a > b is b < a.
    let small = try activation.operand(isGreater ? 1 : 0)
    let large = try activation.operand(isGreater ? 0 : 1)
    if small.type == .int64 {
      return [try Elementwise.map(small, large) { (a: Int64, b: Int64) in a < b }]
    }
    return [try Elementwise.map(small, large) { (a: Double, b: Double) in a < b }]
  }
}

/// Equal, element by element with broadcasting; false where one is NaN.
struct EqualKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return EqualKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let (a, b) = (try activation.operand(0), try activation.operand(1))
    switch a.type {
    case .float64: return [try Elementwise.map(a, b) { (x: Double, y: Double) in x == y }]
    case .int64: return [try Elementwise.map(a, b) { (x: Int64, y: Int64) in x == y }]
    case .bool: return [try Elementwise.map(a, b) { (x: Bool, y: Bool) in x == y }]
    }
  }
}
