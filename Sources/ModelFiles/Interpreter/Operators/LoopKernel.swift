internal import Diagnostics

/// Loop: a graph run a number of times, or as long as a condition holds; its outputs are its next
/// inputs.
///
/// Inputs are the number of runs and the condition (each may be left out) and the first values; the
/// graph gets the number of the run, the condition and the values, and gives the condition, the
/// values and what is gathered of every run. Without the condition as an input the one of the graph
/// is ignored.
struct LoopKernel: ONNXKernel {
  private let body: ONNXProgram
  private let carriedCount: Int

  @Sendable static func make(
    _ node: ONNXNode, _ preparation: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    let carried = node.inputs.count - 2
    try node.expect(inputs: 0...Int.max, outputs: 1...Int.max, attributes: ["body"])
    guard carried >= 0, node.outputCount >= carried else {
      throw Fault(
        .badData,
        "at least 2 inputs and an output for each of the others are expected, "
          + "got \(node.inputs.count) inputs and \(node.outputCount) outputs")
    }
    let body = try preparation.program(of: node.graph("body"))
    try body.expect("body", inputs: carried + 2, outputs: node.outputCount + 1)
    return LoopKernel(body: body, carriedCount: carried)
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let limit = try activation.optional(0)?.single(Int64.self) ?? Int64.max
    let condition = try activation.optional(1)?.single(Bool.self)
    var goesOn = condition ?? true
    var carried = try activation.operands(from: 2)
    var gathered = body.outputs.dropFirst(1 + carriedCount).map { ONNXStack($0) }
    var inner = activation.body(body)
    var iteration: Int64 = 0
    while iteration < limit, goesOn {
      let results = try inner.run(
        [ONNXTensor(of: [], [iteration]), ONNXTensor(of: [], [goesOn])] + carried)
      let wish = try results[0].single(Bool.self)
      if condition != nil { goesOn = wish }
      carried = Array(results[1..<1 + carriedCount])
      for index in gathered.indices {
        try gathered[index].push(results[1 + carriedCount + index])
      }
      iteration += 1
    }
    activation.budget.work = inner.budget.work
    for stack in gathered { carried.append(try stack.tensor()) }
    return carried
  }
}
