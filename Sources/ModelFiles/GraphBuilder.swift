internal import Foundation
internal import SwiftProtobuf

/// Writes one ONNX graph node by node: gives names, keeps constants once, computes nothing twice.
///
/// Two nodes with the same operator, inputs and attributes are one node, so that detectors which
/// share a scaling share its arithmetic. The body of an `If`, `Loop` or `Scan` has a builder of its
/// own, whose names begin with the name of the node that holds it; it may use every value of the
/// graphs around it.
struct GraphBuilder {
  private struct Constant: Hashable {
    let type: ElementType
    let shape: [Int]
    let bytes: Data
  }

  private struct Expression: Hashable {
    let op: String
    let domain: String
    let inputs: [GraphValue]
    let attributes: [String: GraphAttribute]
  }

  private let scope: String
  private var nodes: [Onnx_NodeProto] = []
  private var initializers: [Onnx_TensorProto] = []
  private var constants: [Constant: GraphValue] = [:]
  private var known: [Expression: GraphValue] = [:]
  private var count = 0

  /// A builder whose names begin with `scope`.
  init(scope: String = "") { self.scope = scope }

  // MARK: Constants

  /// A constant of doubles in row-major order; the shape must fit.
  mutating func constant(_ values: [Double], shape: [Int]) -> GraphValue {
    var bytes = Data(capacity: values.count * 8)
    for value in values { bytes.append(littleEndian: value.bitPattern) }
    return constant(Constant(type: .double, shape: shape, bytes: bytes))
  }

  /// A constant of whole numbers in row-major order; the shape must fit.
  mutating func constant(_ values: [Int64], shape: [Int]) -> GraphValue {
    var bytes = Data(capacity: values.count * 8)
    for value in values { bytes.append(littleEndian: UInt64(bitPattern: value)) }
    return constant(Constant(type: .int64, shape: shape, bytes: bytes))
  }

  /// A number without extents.
  mutating func scalar(_ value: Double) -> GraphValue { constant([value], shape: []) }

  /// A whole number without extents.
  mutating func scalar(_ value: Int64) -> GraphValue { constant([value], shape: []) }

  /// A vector of whole numbers, as axes, starts and ends are given.
  mutating func vector(_ values: [Int]) -> GraphValue {
    constant(values.map(Int64.init), shape: [values.count])
  }

  private mutating func constant(_ constant: Constant) -> GraphValue {
    if let value = constants[constant] { return value }
    let value = GraphValue(name: "\(scope)constant.\(constants.count)", type: constant.type)
    constants[constant] = value
    var tensor = Onnx_TensorProto()
    tensor.name = value.name
    tensor.dataType = constant.type.rawValue
    tensor.dims = constant.shape.map(Int64.init)
    tensor.rawData = constant.bytes
    initializers.append(tensor)
    return value
  }

  // MARK: Nodes

  /// The result of an operator with one output; the same expression again is the same value.
  mutating func node(
    _ op: String, _ inputs: [GraphValue], _ type: ElementType,
    _ attributes: [String: GraphAttribute] = [:], domain: String = ""
  ) -> GraphValue {
    let expression = Expression(op: op, domain: domain, inputs: inputs, attributes: attributes)
    if let value = known[expression] { return value }
    let value = GraphValue(name: nextName(op), type: type)
    known[expression] = value
    append(
      op, name: value.name, inputs: inputs, outputs: [value],
      attributes: attributes.sorted { $0.key < $1.key }.map { $0.value.proto(named: $0.key) },
      domain: domain)
    return value
  }

  /// A second name for a value, as the outputs of a graph need it.
  mutating func copy(_ value: GraphValue, named name: String) -> GraphValue {
    let copy = GraphValue(name: name, type: value.type)
    append("Identity", name: nextName("Identity"), inputs: [value], outputs: [copy], attributes: [])
    return copy
  }

  /// A name that no other node has.
  mutating func nextName(_ op: String) -> String {
    count += 1
    return "\(scope)\(op).\(count)"
  }

  /// Adds a node as it is.
  mutating func append(
    _ op: String, name: String, inputs: [GraphValue], outputs: [GraphValue],
    attributes: [Onnx_AttributeProto], domain: String = ""
  ) {
    var node = Onnx_NodeProto()
    node.opType = op
    node.domain = domain
    node.name = name
    node.input = inputs.map(\.name)
    node.output = outputs.map(\.name)
    node.attribute = attributes
    nodes.append(node)
  }

  /// The graph that was written.
  func graph(name: String, inputs: [GraphPort], outputs: [GraphPort]) -> Onnx_GraphProto {
    var graph = Onnx_GraphProto()
    graph.name = name
    graph.node = nodes
    graph.initializer = initializers
    graph.input = inputs.map(\.proto)
    graph.output = outputs.map(\.proto)
    return graph
  }
}

extension Data {
  /// Appends the 8 bytes of a word, the lowest first.
  mutating func append(littleEndian word: UInt64) {
    Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
  }
}
