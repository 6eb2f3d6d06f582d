import Diagnostics
import ModelFiles
import Testing

@Suite("ONNX interpreter: what it refuses")
struct InterpreterRefusalTests {
  /// y = x + 1, before something is made wrong.
  static func model() throws -> TinyModel {
    var model = TinyModel()
    model.constant("one", try float64([], 1))
    model.input("x", .float64, [2])
    model.node("Add", ["x", "one"], ["y"], name: "add")
    model.output("y", .float64, [2])
    return model
  }

  static func fault(_ bytes: [UInt8]) throws -> String {
    do throws(Fault) {
      _ = try ONNXInterpreter(model: bytes)
      return "none"
    } catch {
      return error.description
    }
  }

  @Test("the model itself is read, with its inputs and outputs")
  func accepted() throws {
    let interpreter = try ONNXInterpreter(model: Self.model().bytes)
    #expect(interpreter.inputs.map(\.name) == ["x"])
    #expect(interpreter.inputs.map(\.shape) == [[.fixed(2)]])
    #expect(interpreter.outputs.map(\.type) == [.float64])
    #expect(try interpreter.run(["x": float64([2], 1, 2)]) == ["y": float64([2], 2, 3)])
  }

  @Test("an operator that is not known is refused with node, operator and domain")
  func operators() throws {
    var model = try Self.model()
    model.node("Adds", ["x", "one"], ["z"], name: "extra")
    #expect(
      try Self.fault(model.bytes).hasPrefix(
        """
        error: operator 'Adds' of domain 'ai.onnx' is not one that this interpreter reads
          at node 'extra' (Adds)
          hint: did you mean 'Add'? known: Add, And, ArgMin,
        """))
    model = try Self.model()
    model.node("Add", ["x", "one"], ["z"], domain: "com.microsoft", name: "extra")
    #expect(
      try Self.fault(model.bytes) == """
        error: operator 'Add' of domain 'com.microsoft' is not one that this interpreter reads
          at node 'extra' (Add)
          hint: only domains 'ai.onnx' and 'ai.onnx.ml' are read
        """)
    model = try Self.model()
    model.node("Shape", ["x"], ["z"], [TinyModel.attribute("start", 1)], name: "extra")
    #expect(
      try Self.fault(model.bytes) == """
        error: attribute 'start' is not one that this interpreter reads
          at node 'extra' (Shape)
        """)
    model = try Self.model()
    model.node("Add", ["x"], ["z"], name: "extra")
    #expect(
      try Self.fault(model.bytes)
        == "error: 2 inputs are expected, got 1\n  at node 'extra' (Add)")
    model = try Self.model()
    model.node("Add", ["x", ""], ["z"], name: "extra")
    #expect(
      try Self.fault(model.bytes)
        == "error: input 1 is left out, but must be given\n  at node 'extra' (Add)")
  }

  @Test("other versions are refused by number")
  func versions() throws {
    var model = try Self.model()
    model.operatorSet = 16
    #expect(
      try Self.fault(model.bytes)
        == "error: the ONNX model uses operator set 16, 17 and 18 are read")
    model = try Self.model()
    model.formatVersion = 3
    #expect(
      try Self.fault(model.bytes)
        == "error: the ONNX file has format version 3, 8 to 10 are read")
    model = try Self.model()
    model.domain = "ai.onnx.ml"
    #expect(
      try Self.fault(model.bytes) == """
        error: the ONNX model must use the operators of domain 'ai.onnx', and at most 'ai.onnx.ml' \
        besides, got ['ai.onnx.ml']
        """)
    model = try Self.model()
    model.learnedSet = 4
    #expect(
      try Self.fault(model.bytes)
        == "error: the ONNX model uses operator set 4 of 'ai.onnx.ml', 3 is read")
    // Not imported: the domain's operators are not known.
    model = try Self.model()
    model.node("TreeEnsembleRegressor", ["x"], ["z"], domain: "ai.onnx.ml", name: "trees")
    #expect(
      try Self.fault(model.bytes) == """
        error: the ONNX model does not import the operators of domain 'ai.onnx.ml'
          at node 'trees' (TreeEnsembleRegressor)
        """)
    // functions = 25: operators that the file defines itself.
    #expect(
      try Self.fault(Self.model().bytes + Wire.bytes(25, []))
        == "error: the model has field 25, which this interpreter does not read")
  }

  @Test("names must be defined once, and before they are used")
  func names() throws {
    var model = try Self.model()
    model.node("Add", ["x", "later"], ["z"], name: "early")
    model.node("Add", ["x", "one"], ["later"], name: "late")
    #expect(
      try Self.fault(model.bytes)
        == "error: value 'later' is used, but not defined before\n  at node 'early' (Add)")
    model = try Self.model()
    model.node("Sub", ["x", "one"], ["y"], name: "again")
    #expect(
      try Self.fault(model.bytes) == "error: value 'y' is defined twice\n  at node 'again' (Sub)")
    model = try Self.model()
    model.output("nothing", .float64, [2])
    #expect(
      try Self.fault(model.bytes)
        == "error: output 'nothing' of graph 'tiny' is not computed in it")
    // A node's own output is not there inside its graphs.
    model = try Self.model()
    var branch = TinyModel()
    branch.node("Identity", ["z"], ["inside"], name: "inner")
    branch.output("inside", .float64, [2])
    model.constant("yes", try bool([], 1))
    model.node("If", ["yes"], ["z"], [TinyModel.attribute("then_branch", branch)], name: "if")
    #expect(
      try Self.fault(model.bytes)
        == "error: value 'z' is used, but not defined before\n  at node 'inner' (Identity)")
  }

  @Test("constants must fit their shape, whatever they say of it")
  func constants() throws {
    func fault(_ shape: [Int64], _ type: Int32, _ bytes: Int) throws -> String {
      var model = try Self.model()
      model.constants.append(
        TinyModel.tensor("c", shape, type, [UInt8](repeating: 0, count: bytes)))
      return try Self.fault(model.bytes)
    }
    #expect(
      try fault([2], 11, 8)
        == "error: initializer 'c' of shape [2] needs 2 elements, got 1")
    #expect(
      try fault([1], 11, 7)
        == "error: initializer 'c': 7 bytes are not a multiple of the 8 of an element")
    #expect(
      try fault([-1], 11, 8)
        == "error: initializer 'c': extents must be at least 0, got -1 in [-1]")
    #expect(
      try fault([.max, .max, 0], 11, 0)
        == """
        error: initializer 'c': a tensor of shape [9223372036854775807, 9223372036854775807, 0] is \
        too large, the limit is 134217728 elements
        """)
    #expect(
      try fault([1], 1, 4)
        == """
        error: initializer 'c' has element type 1, only 7 (int64), 9 (bool) and 11 (double) are \
        known
        """)
    #expect(try fault([0], 11, 0) == "none")
  }

  @Test("inputs must be there and as declared")
  func inputs() throws {
    let interpreter = try ONNXInterpreter(model: Self.model().bytes)
    func fault(_ inputs: [String: ONNXTensor]) throws -> String {
      do throws(Fault) {
        _ = try interpreter.run(inputs)
        return "none"
      } catch {
        return error.description
      }
    }
    #expect(try fault([:]) == "error: input 'x' of the graph is not given")
    #expect(
      try fault(["x": float64([3], 1, 2, 3)])
        == "error: 'x' is declared with shape [2], got [3]")
    #expect(
      try fault(["x": int64([2], 1, 2)]) == "error: 'x' is declared as float64, got int64")
    #expect(
      try fault(["x": float64([2], 1, 2), "xx": float64([2], 1, 2)]) == """
        error: the graph has no input 'xx'
          hint: did you mean 'x'? known: x
        """)
    let wrong = #expect(throws: Fault.self) { try ONNXTensor(shape: [2, 2], .bool([true])) }
    #expect(wrong?.problem == "a tensor of shape [2, 2] holds 4 elements, got 1")
  }
}
