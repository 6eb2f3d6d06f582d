internal import Diagnostics
internal import SwiftProtobuf

/// Turns graphs into programs: gives every name a slot, and refuses names that are not defined
/// before they are used.
///
/// A graph in a node sees the names of the graphs around it that are defined before the node.
struct ONNXPreparation {
  /// What is known of one graph while it is prepared.
  private struct Level {
    var slots: [String: Int] = [:]
    var values: [ONNXTensor?] = []
    var captures: [ONNXProgram.Capture] = []
    /// The slots whose values stay: constants, and values of the graphs around.
    var lasting: Set<Int> = []
    /// The slots that graphs inside the current node read.
    var readInside: [Int] = []

    mutating func slot(for name: String, _ value: ONNXTensor? = nil) -> Int {
      slots[name] = values.count
      values.append(value)
      return values.count - 1
    }
  }

  private let operatorSet: Int64
  private let readsLearned: Bool
  private var levels: [Level] = []

  /// Starts with no graph; `readsLearned` where the model imports the operators of `ai.onnx.ml`.
  init(operatorSet: Int64, readsLearned: Bool) {
    self.operatorSet = operatorSet
    self.readsLearned = readsLearned
  }

  /// The program of a graph; inside the graphs that are being prepared.
  mutating func program(of graph: Onnx_GraphProto) throws(Fault) -> ONNXProgram {
    try ONNXDecoding.refuseUnknown(graph.unknownFields, in: "graph '\(graph.name)'")
    levels.append(Level())
    defer { levels.removeLast() }
    for tensor in graph.initializer {
      let slot = try define(tensor.name, try ONNXDecoding.tensor(tensor))
      levels[levels.count - 1].lasting.insert(slot)
    }
    var inputs: [ONNXPort] = []
    var inputSlots: [Int] = []
    for info in graph.input {
      inputs.append(try ONNXDecoding.port(info))
      inputSlots.append(try define(info.name))
    }
    var steps: [ONNXProgram.Step] = []
    var lastUse: [Int: Int] = [:]
    for (index, node) in graph.node.enumerated() {
      let step = try step(of: node, index: index)
      let inside = levels[levels.count - 1].readInside
      levels[levels.count - 1].readInside = []
      // An output that nobody reads is last used where it is made.
      for slot in step.inputs + step.outputs + inside where slot >= 0 { lastUse[slot] = index }
      steps.append(step)
    }
    let level = levels[levels.count - 1]
    let (outputs, outputSlots) = try Self.outputs(of: graph, in: level)
    let kept = level.lasting.union(outputSlots)
    for (slot, index) in lastUse.sorted(by: { $0.key < $1.key }) where !kept.contains(slot) {
      steps[index].released.append(slot)
    }
    return ONNXProgram(
      inputs: inputs, inputSlots: inputSlots, outputs: outputs, outputSlots: outputSlots,
      captures: level.captures, slots: level.values, steps: steps)
  }

  private mutating func step(
    of proto: Onnx_NodeProto, index: Int
  ) throws(Fault) -> ONNXProgram.Step {
    let name = proto.name.isEmpty ? "\(index)" : "'\(proto.name)'"
    do throws(Fault) {
      guard readsLearned || proto.domain != WrittenGraph.learnedDomain else {
        throw Fault(
          .badData, "the ONNX model does not import the operators of domain '\(proto.domain)'")
      }
      let make = try ONNXOperatorCatalog.operator(proto.opType, domain: proto.domain)
      let node = try ONNXNode(proto, operatorSet: operatorSet)
      var inputs: [Int] = []
      for input in proto.input { inputs.append(try slot(of: input)) }
      let kernel = try make(node, &self)
      // A node's outputs are defined after it: its own graphs do not see them.
      var outputs: [Int] = []
      for output in proto.output { outputs.append(output.isEmpty ? -1 : try define(output)) }
      return ONNXProgram.Step(
        kernel: kernel, inputs: inputs, outputs: outputs, released: [],
        label: "node \(name) (\(proto.opType))")
    } catch {
      throw error.at(Place(path: "node \(name) (\(proto.opType))"))
    }
  }

  private static func outputs(
    of graph: Onnx_GraphProto, in level: Level
  ) throws(Fault) -> ([ONNXPort], [Int]) {
    let captured = Set(level.captures.map(\.inner))
    var ports: [ONNXPort] = []
    var slots: [Int] = []
    for info in graph.output {
      let port = try ONNXDecoding.port(info)
      guard let slot = level.slots[port.name], !captured.contains(slot) else {
        throw Fault(
          .badData, "output '\(port.name)' of graph '\(graph.name)' is not computed in it")
      }
      guard !ports.contains(where: { $0.name == port.name }) else {
        throw Fault(.badData, "output '\(port.name)' of graph '\(graph.name)' stands twice")
      }
      ports.append(port)
      slots.append(slot)
    }
    return (ports, slots)
  }

  // MARK: Names

  /// Gives a new name a slot; ONNX allows no name twice, nor one of a graph around.
  private mutating func define(
    _ name: String, _ value: ONNXTensor? = nil
  ) throws(Fault) -> Int {
    guard !name.isEmpty else { throw Fault(.badData, "a value has no name") }
    guard !levels.contains(where: { $0.slots[name] != nil }) else {
      throw Fault(.badData, "value '\(name)' is defined twice")
    }
    return levels[levels.count - 1].slot(for: name, value)
  }

  /// The slot of a known name in the current graph; −1 for the empty name.
  private mutating func slot(of name: String) throws(Fault) -> Int {
    if name.isEmpty { return -1 }
    guard let level = levels.lastIndex(where: { $0.slots[name] != nil }),
      var slot = levels[level].slots[name]
    else {
      throw Fault(.badData, "value '\(name)' is used, but not defined before")
    }
    // Every graph between the two hands it on.
    for inner in levels.indices.dropFirst(level + 1) {
      levels[inner - 1].readInside.append(slot)
      let captured = levels[inner].slot(for: name)
      levels[inner].captures.append(ONNXProgram.Capture(outer: slot, inner: captured))
      levels[inner].lasting.insert(captured)
      slot = captured
    }
    return slot
  }
}
