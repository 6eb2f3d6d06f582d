import Diagnostics
import ModelFiles
import TestSupport
import Testing

@Suite("ONNX interpreter: damaged files")
struct InterpreterHostileTests {
  static func model() throws -> (bytes: [UInt8], suite: RandomSuite) {
    let suite = RandomSuite(seed: 3, tags: 3, rows: 6)
    return (try SampleModel.onnx(of: suite.artifact), suite)
  }

  /// Reads and, where that goes well, runs; what comes out does not matter, that nothing traps
  /// does.
  static func attempt(_ bytes: [UInt8], _ inputs: [String: ONNXTensor]) -> Bool {
    do throws(Fault) {
      let interpreter = try ONNXInterpreter(model: bytes, workLimit: 1 << 22)
      do throws(Fault) { _ = try interpreter.run(inputs) } catch {}
      return true
    } catch {
      return false
    }
  }

  @Test("a file that is cut off is refused at every length")
  func truncated() throws {
    let bytes = try Self.model().bytes
    for length in stride(from: 0, to: bytes.count, by: 50) {
      #expect(throws: Fault.self, "\(length) of \(bytes.count) bytes") {
        try ONNXInterpreter(model: Array(bytes[..<length]))
      }
    }
  }

  @Test("random bytes are refused", arguments: 0..<8)
  func random(_ seed: UInt64) throws {
    var generator = SeededGenerator(root: seed, stage: "onnx-bytes")
    for _ in 0..<100 {
      let count = 1 + Int(generator.next() % 400)
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      #expect(!Self.attempt(bytes, [:]))
    }
  }

  @Test("a file with changed bytes is refused or evaluated, and never traps", arguments: 0..<6)
  func changed(_ seed: UInt64) throws {
    let (bytes, suite) = try Self.model()
    let interpreter = try ONNXInterpreter(model: bytes)
    var inputs: [String: ONNXTensor] = [
      "rows": try ONNXTensor(shape: [6, 3], .float64(Array(suite.rows.joined()))),
      "time": try ONNXTensor(shape: [6], .int64(suite.times)),
    ]
    for port in interpreter.inputs where inputs[port.name] == nil {
      let shape = port.shape.map { extent in if case .fixed(let n) = extent { n } else { 0 } }
      let count = shape.reduce(1, *)
      inputs[port.name] = try ONNXTensor(
        shape: shape,
        port.type == .int64
          ? .int64(Array(repeating: 0, count: count)) : .float64(Array(repeating: 0, count: count)))
    }
    _ = try interpreter.run(inputs)
    var generator = SeededGenerator(root: seed, stage: "onnx-changes")
    var read = 0
    for _ in 0..<60 {
      var changed = bytes
      for _ in 0...Int(generator.next() % 3) {
        let place = Int(generator.next() % UInt64(bytes.count))
        changed[place] =
          generator.next() % 2 == 0
          ? changed[place] ^ UInt8(1 << (generator.next() % 8))
          : UInt8(truncatingIfNeeded: generator.next())
      }
      if Self.attempt(changed, inputs) { read += 1 }
    }
    // Most changes hit constants, and leave a file that can be read.
    #expect(read > 0)
  }
}
