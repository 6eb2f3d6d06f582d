import Foundation
import Learning
import ModelFiles
import TestSupport
import Testing

/// A tensor as `onnx_interpreter_check.py` writes it.
private struct StoredTensor: Codable {
  let name: String
  let type: String
  let shape: [Int]
  let data: String

  init(_ name: String, _ tensor: ONNXTensor) {
    self.name = name
    type = "\(tensor.type)"
    shape = tensor.shape
    let digits = Array("0123456789abcdef")
    data = String(tensor.raw.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  func tensor() throws -> ONNXTensor {
    var bytes: [UInt8] = []
    var high: Int?
    for character in data.utf8 {
      let digit = try #require(Character(UnicodeScalar(character)).hexDigitValue)
      if let top = high { bytes.append(UInt8(top << 4 | digit)) }
      high = high == nil ? digit : nil
    }
    return try .decoded(type, shape, bytes)
  }
}

private struct StoredRun: Codable {
  let inputs: [StoredTensor]
  let outputs: [StoredTensor]
}

@Suite(
  "ONNX interpreter: against ONNX Runtime",
  .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
struct InterpreterReferenceTests {
  /// Evaluates `model.onnx` of a folder, and compares with the outputs that ONNX Runtime gave.
  private static func compare(_ folder: String, tolerance: Double) throws -> Int {
    let url = URL(fileURLWithPath: folder)
    let bytes = [UInt8](try Data(contentsOf: url.appendingPathComponent("model.onnx")))
    let run = try JSONDecoder().decode(
      StoredRun.self, from: Data(contentsOf: url.appendingPathComponent("tensors.json")))
    var inputs: [String: ONNXTensor] = [:]
    for tensor in run.inputs { inputs[tensor.name] = try tensor.tensor() }
    let outputs = try ONNXInterpreter(model: bytes).run(inputs)
    #expect(outputs.count == run.outputs.count)
    for expected in run.outputs {
      let wanted = try expected.tensor()
      let got = try #require(outputs[expected.name])
      #expect(
        got.matches(wanted, tolerance: tolerance),
        "\(folder), \(expected.name): \(got) against \(wanted)")
    }
    return run.outputs.count
  }

  @Test("random graphs of every operator give what ONNX Runtime gives", arguments: [1, 2, 3])
  func random(_ seed: Int) throws {
    let folder = try ScratchFolder()
    let count = 320
    _ = try ExternalTools.runPython(
      References.path("onnx_interpreter_check.py"), ["random", "\(seed)", "\(count)", folder.path])
    var compared = 0
    for number in 0..<count {
      compared += try Self.compare("\(folder.path)/\(number)", tolerance: 1e-12)
    }
    #expect(compared > 4 * count)
  }

  @Test("exported detectors give what ONNX Runtime gives", arguments: [1, 4, 9])
  func exported(_ tags: Int) throws {
    let suite = RandomSuite(seed: UInt64(tags), tags: tags, rows: 120)
    let bytes = try SampleModel.onnx(of: suite.artifact)
    let folder = try ScratchFolder()
    try folder.write(bytes, to: "model.onnx")
    var inputs = [
      "rows": try ONNXTensor(shape: [120, tags], .float64(Array(suite.rows.joined()))),
      "time": try ONNXTensor(shape: [120], .int64(suite.times)),
    ]
    for state in try SampleModel.states(of: suite.artifact) {
      inputs[state.name] = try ONNXTensor(
        shape: state.shape,
        state.type == "int64" ? .int64(state.initial.map { Int64($0) }) : .float64(state.initial))
    }
    let stored = inputs.sorted { $0.key < $1.key }.map { StoredTensor($0.key, $0.value) }
    try folder.write(JSONEncoder().encode(stored), to: "inputs.json")
    _ = try ExternalTools.runPython(
      References.path("onnx_interpreter_check.py"), ["run", folder.path])
    #expect(try Self.compare(folder.path, tolerance: 1e-10) > 2)
  }
}

extension SampleModel {
  /// The states of a suite's graph.
  static func states(of artifact: ModelArtifact) throws -> [StateTensor] {
    let input = ExportInput(
      artifacts: [.detector: artifact], manifest: try manifest(of: artifact))
    return try #require(try ONNX().export(input).graphs.first).states
  }
}
