internal import Diagnostics

/// Where: the second input where the first one holds, else the third, with broadcasting.
struct WhereKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 3...3)
    return WhereKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let condition = try activation.operand(0)
    let (a, b) = (try activation.operand(1), try activation.operand(2))
    switch a.type {
    case .float64: return [try choose(condition, a, b, as: Double.self)]
    case .float32: return [try choose(condition, a, b, as: Float.self)]
    case .int64: return [try choose(condition, a, b, as: Int64.self)]
    case .bool: return [try choose(condition, a, b, as: Bool.self)]
    }
  }

  private func choose<T: ONNXElement>(
    _ condition: ONNXTensor, _ a: ONNXTensor, _ b: ONNXTensor, as type: T.Type
  ) throws(Fault) -> ONNXTensor {
    let holds = try condition.values(Bool.self)
    let (x, y) = (try a.values(T.self), try b.values(T.self))
    if condition.shape.isEmpty, a.shape == b.shape { return holds[0] ? a : b }
    let walk = try BroadcastWalk(condition.shape, a.shape, b.shape)
    let (stepC, stepA, stepB) = walk.steps
    let values = [T](unsafeUninitializedCapacity: walk.count) { result, count in
      var next = 0
      walk.forEachRun { atC, atA, atB in
        for i in 0..<walk.length {
          let value = holds[atC + i * stepC] ? x[atA + i * stepA] : y[atB + i * stepB]
          result.initializeElement(at: next + i, to: value)
        }
        next += walk.length
      }
      count = next
    }
    return ONNXTensor(of: walk.shape, values)
  }
}
