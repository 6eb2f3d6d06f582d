internal import Diagnostics

/// Add, Sub, Mul and Div, element by element with broadcasting.
///
/// Whole numbers wrap around; their quotient is cut towards zero, and division by 0 is a fault.
struct ArithmeticKernel: ONNXKernel {
  private enum Operation { case add, subtract, multiply, divide }
  private let operation: Operation

  @Sendable static func add(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel { try make(.add, node) }

  @Sendable static func subtract(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel { try make(.subtract, node) }

  @Sendable static func multiply(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel { try make(.multiply, node) }

  @Sendable static func divide(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel { try make(.divide, node) }

  private static func make(
    _ operation: Operation, _ node: ONNXNode
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return ArithmeticKernel(operation: operation)
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let (a, b) = (try activation.operand(0), try activation.operand(1))
    if operation == .divide { return [try Self.quotient(a, b)] }
    return a.type == .int64
      ? [try result(a, b, as: Int64.self)] : [try result(a, b, as: Double.self)]
  }

  private func result<T: ONNXNumber>(
    _ a: ONNXTensor, _ b: ONNXTensor, as type: T.Type
  ) throws(Fault) -> ONNXTensor {
    switch operation {
    case .add: try Elementwise.map(a, b) { (x: T, y: T) in T.sum(x, y) }
    case .subtract: try Elementwise.map(a, b) { (x: T, y: T) in T.difference(x, y) }
    case .multiply, .divide: try Elementwise.map(a, b) { (x: T, y: T) in T.product(x, y) }
    }
  }

  private static func quotient(_ a: ONNXTensor, _ b: ONNXTensor) throws(Fault) -> ONNXTensor {
    guard a.type == .int64 else {
      return try Elementwise.map(a, b) { (x: Double, y: Double) in x / y }
    }
    guard try !b.values(Int64.self).contains(0) else {
      throw Fault(.badData, "a whole number is divided by 0")
    }
    return try Elementwise.map(a, b) { (x: Int64, y: Int64) in
      x.dividedReportingOverflow(by: y).partialValue
    }
  }
}
