internal import Diagnostics

/// Sqrt: the square root of every element; NaN of negative ones.
struct SquareRootKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return SquareRootKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    return [
      ONNXTensor(of: a.shape, Elementwise.map(try a.values(Double.self)) { $0.squareRoot() })
    ]
  }
}

/// Round: the nearest whole number; of two, the even one.
struct RoundKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return RoundKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    return [
      ONNXTensor(
        of: a.shape,
        Elementwise.map(try a.values(Double.self)) { $0.rounded(.toNearestOrEven) })
    ]
  }
}

/// IsNaN: whether an element is not a number.
struct IsNaNKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return IsNaNKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    return [ONNXTensor(of: a.shape, Elementwise.map(try a.values(Double.self)) { $0.isNaN })]
  }
}

/// Not: the opposite of every truth value.
struct NotKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return NotKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    return [ONNXTensor(of: a.shape, Elementwise.map(try a.values(Bool.self)) { !$0 })]
  }
}

/// Identity: the input as it is.
struct IdentityKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return IdentityKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    [try activation.operand(0)]
  }
}
