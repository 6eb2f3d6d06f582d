internal import Diagnostics

/// What a node of a prepared graph computes.
///
/// Kernels read their inputs from the activation and give their outputs back; the numbers of both
/// have been checked when the node was prepared, types and shapes are checked here.
protocol ONNXKernel: Sendable {
  /// The outputs for the activation's current inputs.
  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor]
}

/// A graph made ready to run: every name is the index of a slot.
struct ONNXProgram: Sendable {
  /// One node.
  struct Step: Sendable {
    let kernel: any ONNXKernel
    /// The slots of its inputs; −1 where one is left out.
    let inputs: [Int]
    /// The slots of its outputs; −1 where nobody reads one.
    let outputs: [Int]
    /// The slots that nobody reads after this node.
    var released: [Int]
    /// The node's name and operator, for faults.
    let label: String
  }

  /// A value of the graph around this one: its slots there and here.
  struct Capture: Sendable {
    let outer: Int
    let inner: Int
  }

  let inputs: [ONNXPort]
  let inputSlots: [Int]
  let outputs: [ONNXPort]
  let outputSlots: [Int]
  let captures: [Capture]
  /// The slots before the first node: constants are there.
  let slots: [ONNXTensor?]
  let steps: [Step]
}
