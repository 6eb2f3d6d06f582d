internal import Diagnostics

/// If: the outputs of one of two graphs; only that one is computed.
struct IfKernel: ONNXKernel {
  private let then: ONNXProgram
  private let otherwise: ONNXProgram

  @Sendable static func make(
    _ node: ONNXNode, _ preparation: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(
      inputs: 1...1, outputs: 1...Int.max, attributes: ["then_branch", "else_branch"])
    return IfKernel(
      then: try branch("then_branch", node, &preparation),
      otherwise: try branch("else_branch", node, &preparation))
  }

  private static func branch(
    _ name: String, _ node: ONNXNode, _ preparation: inout ONNXPreparation
  ) throws(Fault) -> ONNXProgram {
    let program = try preparation.program(of: node.graph(name))
    try program.expect(name, inputs: 0, outputs: node.outputCount)
    return program
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let holds = try activation.operand(0).single(Bool.self)
    var body = activation.body(holds ? then : otherwise)
    let results = try body.run([])
    activation.budget.work = body.budget.work
    return results
  }
}

extension ONNXProgram {
  /// Refuses a graph with another number of inputs or outputs than its node needs.
  func expect(_ name: String, inputs: Int, outputs: Int) throws(Fault) {
    guard self.inputs.count == inputs, self.outputs.count == outputs else {
      throw Fault(
        .badData,
        "'\(name)' must have \(inputs) inputs and \(outputs) outputs, "
          + "got \(self.inputs.count) and \(self.outputs.count)")
    }
  }
}
