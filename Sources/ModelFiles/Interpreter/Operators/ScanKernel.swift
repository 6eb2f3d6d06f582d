internal import Diagnostics

/// Scan: a graph run for every row of some tensors, in order, with states.
///
/// Inputs are the first states and the tensors, whose first extent is the row; the graph gets the
/// states and one row of each, and gives the next states and what is gathered of every row.
struct ScanKernel: ONNXKernel {
  private let body: ONNXProgram
  private let stateCount: Int

  @Sendable static func make(
    _ node: ONNXNode, _ preparation: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(
      inputs: 1...Int.max, outputs: 1...Int.max, attributes: ["body", "num_scan_inputs"])
    let rows = try node.requiredInt("num_scan_inputs")
    guard rows >= 1, rows <= node.inputs.count else {
      throw Fault(
        .badData, "'num_scan_inputs' must be from 1 to \(node.inputs.count), got \(rows)")
    }
    let states = node.inputs.count - Int(rows)
    guard node.outputCount >= states else {
      throw Fault(
        .badData, "at least \(states) outputs are expected, got \(node.outputCount)")
    }
    let body = try preparation.program(of: node.graph("body"))
    try body.expect("body", inputs: node.inputs.count, outputs: node.outputCount)
    return ScanKernel(body: body, stateCount: states)
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let inputs = try activation.operands(from: 0)
    let rows = inputs[stateCount...]
    guard let count = rows.first?.shape.first, rows.allSatisfy({ $0.shape.first == count }) else {
      throw Fault(
        .badData,
        "the tensors must have equal first extents, got shapes "
          + rows.map { "\($0.shape)" }.joined(separator: ", "))
    }
    var states = Array(inputs[..<stateCount])
    var gathered = body.outputs.dropFirst(stateCount).map { ONNXStack($0, capacity: count) }
    var inner = activation.body(body)
    for index in 0..<count {
      let results = try inner.run(states + rows.map { $0.row(index) })
      states = Array(results[..<stateCount])
      for place in gathered.indices { try gathered[place].push(results[stateCount + place]) }
    }
    activation.budget.work = inner.budget.work
    for stack in gathered { states.append(try stack.tensor()) }
    return states
  }
}

extension ONNXTensor {
  /// The row of an index along the first extent; both must exist.
  fileprivate func row(_ index: Int) -> ONNXTensor {
    let shape = Array(shape.dropFirst())
    let length = ONNXShape.product(shape)
    return ONNXTensor(of: shape, elements.assembled(length) { $0(index * length, length) })
  }
}
