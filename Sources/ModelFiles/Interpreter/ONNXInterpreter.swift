public import Diagnostics
internal import SwiftProtobuf

/// Evaluates an ONNX model from its bytes, slowly and strictly.
///
/// Written from the specification of ONNX's operators, not from the exporter, so that it can check
/// an exported file on any machine without a runtime. It reads what Tocsin's graphs use (doubles,
/// 64 bit whole numbers and booleans, 35 operators of sets 17 and 18, and trees of `ai.onnx.ml` 3) and refuses everything else
/// by name; no bytes make it trap.
///
/// Source: https://github.com/onnx/onnx/blob/main/docs/Operators.md and IR.md.
public struct ONNXInterpreter: Sendable {
  /// What must be given to ``run(_:)``, in the order of the file.
  public var inputs: [ONNXPort] { program.inputs }
  /// What ``run(_:)`` gives, in the order of the file.
  public var outputs: [ONNXPort] { program.outputs }

  private let program: ONNXProgram
  private let workLimit: Int

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - workLimit: how many elements one call may compute, a node counting as 256 more.
  /// - Throws: ``Fault`` of kind `badData` where the bytes are damaged, of another version, use a
  ///   name that is not defined before, or hold a node that is not known, with its name.
  public init(model bytes: [UInt8], workLimit: Int = 1 << 40) throws(Fault) {
    let model: Onnx_ModelProto
    do {
      model = try Onnx_ModelProto(serializedBytes: bytes)
    } catch {
      throw Fault(
        .badData, "\(bytes.count) bytes are not an ONNX model: \(error)",
        hint: "the file is cut off or damaged")
    }
    try ONNXDecoding.refuseUnknown(model.unknownFields, in: "the model")
    guard (8...10).contains(model.irVersion) else {
      throw Fault(
        .badData, "the ONNX file has format version \(model.irVersion), 8 to 10 are read")
    }
    let standard = model.opsetImport.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    let learned = model.opsetImport.filter { $0.domain == WrittenGraph.learnedDomain }
    guard standard.count == 1, let operators = standard.first, learned.count <= 1,
      standard.count + learned.count == model.opsetImport.count
    else {
      let domains = model.opsetImport.map { "'\($0.domain)'" }.joined(separator: ", ")
      throw Fault(
        .badData,
        "the ONNX model must use the operators of domain 'ai.onnx', and at most 'ai.onnx.ml' "
          + "besides, got [\(domains)]")
    }
    if let set = learned.first, set.version != WrittenGraph.learnedOperatorSet {
      throw Fault(
        .badData,
        "the ONNX model uses operator set \(set.version) of 'ai.onnx.ml', "
          + "\(WrittenGraph.learnedOperatorSet) is read")
    }
    guard (17...18).contains(operators.version) else {
      throw Fault(
        .badData, "the ONNX model uses operator set \(operators.version), 17 and 18 are read")
    }
    guard model.hasGraph else { throw Fault(.badData, "the ONNX model has no graph") }
    var preparation = ONNXPreparation(
      operatorSet: operators.version, readsLearned: !learned.isEmpty)
    program = try preparation.program(of: model.graph)
    self.workLimit = workLimit
  }

  /// The outputs for inputs, both by name.
  ///
  /// - Throws: ``Fault`` of kind `badData` where an input is missing, unknown, or not as declared,
  ///   or a node cannot be computed, with its name.
  public func run(_ inputs: [String: ONNXTensor]) throws(Fault) -> [String: ONNXTensor] {
    let known = program.inputs.map(\.name)
    for name in inputs.keys.sorted() where !known.contains(name) {
      throw Fault(
        .badData, "the graph has no input '\(name)'", hint: Suggestion.hint(for: name, in: known))
    }
    var tensors: [ONNXTensor] = []
    for name in known {
      guard let tensor = inputs[name] else {
        throw Fault(.badData, "input '\(name)' of the graph is not given")
      }
      tensors.append(tensor)
    }
    var activation = ONNXActivation(program, budget: ONNXBudget(work: workLimit))
    let results = try activation.run(tensors)
    return Dictionary(uniqueKeysWithValues: zip(program.outputs.map(\.name), results))
  }
}
