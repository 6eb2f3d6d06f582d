internal import Diagnostics

/// What running a model may still take, so that no file can run for ever or fill the memory.
struct ONNXBudget {
  /// The largest number of elements that are alive at the same time, 2²⁸ (2 GiB of doubles).
  static let maximumLive = 1 << 28
  /// What a node costs besides its elements.
  private static let nodeCost = 256

  /// How many elements may still be computed; a node counts as 256 more.
  var work: Int
  /// How many elements are alive.
  private(set) var live = 0

  init(work: Int) { self.work = work }

  mutating func spend(_ elements: Int) throws(Fault) {
    work -= elements + Self.nodeCost
    guard work >= 0 else {
      throw Fault(.badData, "the graph computes more than the limit of work allows")
    }
  }

  mutating func hold(_ elements: Int) throws(Fault) {
    live += elements
    guard live <= Self.maximumLive else {
      throw Fault(
        .badData,
        "the graph keeps more than \(Self.maximumLive) elements at the same time",
        hint: "give it fewer rows at a time")
    }
  }

  mutating func drop(_ elements: Int) { live -= elements }
}

/// A graph while it runs: the values in its slots.
struct ONNXActivation {
  /// What may still be computed; the body of a loop takes it over and gives it back.
  var budget: ONNXBudget
  private let program: ONNXProgram
  private var slots: [ONNXTensor?]
  private var operands: [Int] = []

  /// The activation of a model's graph.
  init(_ program: ONNXProgram, budget: ONNXBudget) {
    self.program = program
    self.budget = budget
    slots = program.slots
  }

  /// The activation of a graph in a node of this one, which sees the values here.
  func body(_ program: ONNXProgram) -> ONNXActivation {
    var body = ONNXActivation(program, budget: budget)
    for capture in program.captures { body.slots[capture.inner] = slots[capture.outer] }
    return body
  }

  // MARK: What kernels ask for

  /// How many inputs the current node names, left out ones included.
  var operandCount: Int { operands.count }

  /// An input of the current node; nil where it is left out.
  func optional(_ index: Int) -> ONNXTensor? {
    guard index < operands.count, operands[index] >= 0 else { return nil }
    return slots[operands[index]]
  }

  /// An input of the current node that must be there.
  func operand(_ index: Int) throws(Fault) -> ONNXTensor {
    if let tensor = optional(index) { return tensor }
    throw Fault(.badData, "input \(index) is left out, but must be given")
  }

  /// All inputs of the current node from an index on; all must be there.
  func operands(from first: Int) throws(Fault) -> [ONNXTensor] {
    var tensors: [ONNXTensor] = []
    for index in first..<max(first, operands.count) { tensors.append(try operand(index)) }
    return tensors
  }

  // MARK: Running

  /// The outputs of the graph for its inputs; what was computed before is forgotten.
  mutating func run(_ inputs: [ONNXTensor]) throws(Fault) -> [ONNXTensor] {
    guard inputs.count == program.inputs.count else {
      throw Fault(
        .badData, "the graph has \(program.inputs.count) inputs, got \(inputs.count) tensors")
    }
    var names: [String: Int] = [:]
    for (index, port) in program.inputs.enumerated() {
      try port.check(inputs[index], &names)
      try store(inputs[index], at: program.inputSlots[index])
    }
    let steps = program.steps
    for step in steps {
      do throws(Fault) {
        try run(step)
      } catch {
        throw error.at(Place(path: step.label))
      }
    }
    var outputs: [ONNXTensor] = []
    outputs.reserveCapacity(program.outputs.count)
    for (index, port) in program.outputs.enumerated() {
      guard let tensor = slots[program.outputSlots[index]] else {
        throw Fault(.badData, "output '\(port.name)' was not computed")
      }
      try port.check(tensor, &names)
      outputs.append(tensor)
    }
    return outputs
  }

  private mutating func run(_ step: ONNXProgram.Step) throws(Fault) {
    operands = step.inputs
    let results = try step.kernel.run(&self)
    guard results.count == step.outputs.count else {
      throw Fault(
        .badData, "the node has \(step.outputs.count) outputs, \(results.count) were computed")
    }
    for index in results.indices {
      try budget.spend(results[index].count)
      if step.outputs[index] >= 0 { try store(results[index], at: step.outputs[index]) }
    }
    for slot in step.released {
      budget.drop(slots[slot]?.count ?? 0)
      slots[slot] = nil
    }
  }

  private mutating func store(_ tensor: ONNXTensor, at slot: Int) throws(Fault) {
    budget.drop(slots[slot]?.count ?? 0)
    slots[slot] = tensor
    try budget.hold(tensor.count)
  }
}

extension ONNXPort {
  /// Refuses a tensor of another type or shape; `names` are the named extents seen so far.
  func check(_ tensor: ONNXTensor, _ names: inout [String: Int]) throws(Fault) {
    guard tensor.type == type else {
      throw Fault(.badData, "'\(name)' is declared as \(type), got \(tensor.type)")
    }
    guard tensor.shape.count == shape.count else { throw mismatch(tensor) }
    for (extent, count) in zip(shape, tensor.shape) {
      switch extent {
      case .fixed(let wanted): if count != wanted { throw mismatch(tensor) }
      case .named(let name):
        if let known = names[name], known != count { throw mismatch(tensor, name, known) }
        names[name] = count
      case .open: break
      }
    }
  }

  private func mismatch(_ tensor: ONNXTensor, _ n: String? = nil, _ known: Int = 0) -> Fault {
    let declared = shape.map { extent in
      switch extent {
      case .fixed(let count): "\(count)"
      case .named(let name): name
      case .open: "?"
      }
    }
    let bound = n.map { " where \($0) is \(known)" } ?? ""
    return Fault(
      .badData,
      "'\(name)' is declared with shape [\(declared.joined(separator: ", "))]\(bound), "
        + "got \(tensor.shape)")
  }
}
