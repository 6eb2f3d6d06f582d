internal import Diagnostics
internal import Foundation
internal import Learning
internal import SwiftProtobuf

/// Writes one kind of whole model as a graph.
protocol ModelGraph: SendableMetatype {
  /// The graph of an artifact of this kind.
  static func write(_ model: ModelArtifact) throws(Fault) -> WrittenGraph
}

/// A graph with what a runtime must know to run it.
struct WrittenGraph {
  /// Operators as of ONNX 1.12; every runtime since 2022 reads them.
  static let operatorSet = 17
  /// The domain of learned models' operators.
  static let learnedDomain = "ai.onnx.ml"
  /// Its operators as of ONNX 1.11; named only in files that use one.
  static let learnedOperatorSet: Int64 = 3
  /// The format's version that came with them.
  static let formatVersion: Int64 = 8

  /// The nodes, inputs and outputs.
  let graph: Onnx_GraphProto
  /// The states that a runtime carries from call to call, with their first values.
  let states: [StateTensor]
  /// Facts for a reader who has the file alone, in the order of the file.
  let metadata: [(key: String, value: String)]
  /// What the graph computes, in a sentence.
  let summary: String

  /// The bytes of the ONNX file; the same graph gives the same bytes.
  func bytes(version: String) throws(Fault) -> [UInt8] {
    var model = Onnx_ModelProto()
    model.irVersion = Self.formatVersion
    model.producerName = "tocsin"
    model.producerVersion = version
    model.docString = summary
    model.graph = graph
    var operators = Onnx_OperatorSetIdProto()
    operators.version = Int64(Self.operatorSet)
    model.opsetImport = [operators]
    if graph.node.contains(where: { $0.domain == Self.learnedDomain }) {
      var learned = Onnx_OperatorSetIdProto()
      learned.domain = Self.learnedDomain
      learned.version = Self.learnedOperatorSet
      model.opsetImport.append(learned)
    }
    let states = JSONValue.array(states.map(\.json)).text
    model.metadataProps = (metadata + [("tocsin.states", states)]).map { key, value in
      var entry = Onnx_StringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do {
      return try model.serializedBytes(options: options)
    } catch {
      throw Fault(.ourBug, "the ONNX model cannot be serialised: \(error)")
    }
  }
}

extension StateTensor {
  fileprivate var json: JSONValue {
    .object([
      ("name", .string(name)), ("next", .string(next)), ("type", .string(type)),
      ("shape", .array(shape.map { .number("\($0)") })),
      ("initial", .array(initial.map { .number("\($0)") })),
    ])
  }
}
