internal import Diagnostics
internal import SwiftProtobuf

/// One node as its operator reads it: what it is given, and its settings.
struct ONNXNode {
  /// The names of its inputs; empty where an optional one is left out.
  let inputs: [String]
  /// How many outputs it has.
  let outputCount: Int
  /// The version of the operators.
  let operatorSet: Int64
  private var attributes: [String: Onnx_AttributeProto] = [:]

  /// Reads a node; a fault where its settings are of a kind that is not known.
  init(_ proto: Onnx_NodeProto, operatorSet: Int64) throws(Fault) {
    inputs = proto.input
    outputCount = proto.output.count
    self.operatorSet = operatorSet
    try ONNXDecoding.refuseUnknown(proto.unknownFields, in: "the node")
    for attribute in proto.attribute {
      let what = "attribute '\(attribute.name)'"
      try ONNXDecoding.refuseUnknown(attribute.unknownFields, in: what)
      guard Self.holdsOneValue(attribute) else {
        throw Fault(.badData, "\(what) must be a number, a list of numbers or texts, or a graph")
      }
      guard attributes.updateValue(attribute, forKey: attribute.name) == nil else {
        throw Fault(.badData, "\(what) stands twice")
      }
    }
  }

  /// Refuses another number of inputs or outputs, required inputs left out, and other settings.
  func expect(
    inputs wanted: ClosedRange<Int>, outputs: ClosedRange<Int> = 1...1,
    attributes known: [String] = []
  ) throws(Fault) {
    try Self.expect(inputs.count, "inputs", in: wanted)
    try Self.expect(outputCount, "outputs", in: outputs)
    if let index = inputs.prefix(wanted.lowerBound).firstIndex(of: "") {
      throw Fault(.badData, "input \(index) is left out, but must be given")
    }
    for name in attributes.keys.sorted() where !known.contains(name) {
      throw Fault(
        .badData, "attribute '\(name)' is not one that this interpreter reads",
        hint: known.isEmpty ? nil : "known: " + known.sorted().joined(separator: ", "))
    }
  }

  /// A whole number; nil where it is not set.
  func int(_ name: String) throws(Fault) -> Int64? {
    guard let attribute = attributes[name] else { return nil }
    guard attribute.type == .int else {
      throw Fault(.badData, "attribute '\(name)' must be a whole number")
    }
    return attribute.i
  }

  /// A whole number that must be set.
  func requiredInt(_ name: String) throws(Fault) -> Int64 {
    guard let value = try int(name) else { throw Self.missing(name) }
    return value
  }

  /// A list of whole numbers; nil where it is not set.
  func ints(_ name: String) throws(Fault) -> [Int64]? {
    guard let attribute = attributes[name] else { return nil }
    guard attribute.type == .ints else {
      throw Fault(.badData, "attribute '\(name)' must be a list of whole numbers")
    }
    return attribute.ints
  }

  /// A list of single numbers; nil where it is not set.
  func floats(_ name: String) throws(Fault) -> [Float]? {
    guard let attribute = attributes[name] else { return nil }
    guard attribute.type == .floats else {
      throw Fault(.badData, "attribute '\(name)' must be a list of single numbers")
    }
    return attribute.floats
  }

  /// A list of texts; nil where it is not set.
  func strings(_ name: String) throws(Fault) -> [String]? {
    guard let attribute = attributes[name] else { return nil }
    guard attribute.type == .strings else {
      throw Fault(.badData, "attribute '\(name)' must be a list of texts")
    }
    return attribute.strings.map { String(decoding: $0, as: UTF8.self) }
  }

  /// 0 or 1 as a truth value.
  func flag(_ name: String, default fallback: Bool) throws(Fault) -> Bool {
    guard let value = try int(name) else { return fallback }
    guard value == 0 || value == 1 else {
      throw Fault(.badData, "attribute '\(name)' must be 0 or 1, got \(value)")
    }
    return value == 1
  }

  /// A graph that must be set.
  func graph(_ name: String) throws(Fault) -> Onnx_GraphProto {
    guard let attribute = attributes[name] else { throw Self.missing(name) }
    guard attribute.type == .graph else {
      throw Fault(.badData, "attribute '\(name)' must be a graph")
    }
    return attribute.g
  }

  /// Whether the value is of the type that the attribute says, and the only one.
  private static func holdsOneValue(_ attribute: Onnx_AttributeProto) -> Bool {
    let type = attribute.type
    return attribute.hasI == (type == .int) && attribute.hasG == (type == .graph)
      && (attribute.ints.isEmpty || type == .ints)
      && (attribute.floats.isEmpty || type == .floats)
      && (attribute.strings.isEmpty || type == .strings)
      && [.int, .graph, .ints, .floats, .strings].contains(type)
  }

  private static func missing(_ name: String) -> Fault {
    Fault(.badData, "attribute '\(name)' is missing")
  }

  private static func expect(
    _ count: Int, _ what: String, in wanted: ClosedRange<Int>
  ) throws(Fault) {
    if wanted.contains(count) { return }
    let range =
      wanted.count == 1
      ? "\(wanted.lowerBound)"
      : wanted.upperBound == .max
        ? "at least \(wanted.lowerBound)" : "\(wanted.lowerBound) to \(wanted.upperBound)"
    throw Fault(.badData, "\(range) \(what) are expected, got \(count)")
  }
}
