import Diagnostics
import ModelFiles
import Testing

@Suite("ONNX interpreter: graphs in nodes")
struct InterpreterControlTests {
  @Test("If computes one branch alone, which sees the values around it")
  func condition() throws {
    var then = TinyModel()
    then.node("Div", ["x", "zero"], ["d"])
    then.output("d", .int64, [])
    var otherwise = TinyModel()
    otherwise.node("Add", ["x", "x"], ["s"])
    otherwise.output("s", .int64, [])
    var model = TinyModel()
    model.constant("zero", try int64([], 0))
    model.input("p", .bool, [1])
    model.input("x", .int64, [])
    model.node(
      "If", ["p"], ["y"],
      [
        TinyModel.attribute("then_branch", then), TinyModel.attribute("else_branch", otherwise),
      ], name: "if")
    model.output("y", .int64, [])
    let interpreter = try ONNXInterpreter(model: model.bytes)
    #expect(try interpreter.run(["p": bool([1], 0), "x": int64([], 21)]) == ["y": int64([], 42)])
    #expect(
      throws: Fault(
        .badData, "a whole number is divided by 0", at: Place(path: "node 'n' (Div)"))
    ) { try interpreter.run(["p": bool([1], 1), "x": int64([], 21)]) }
  }

  /// carried ← carried · 2 + run; the condition is carried < 20; every run's carried is gathered.
  static func loop(count: String, condition: String) throws -> TinyModel {
    var body = TinyModel()
    body.input("run", .int64, [])
    body.input("on", .bool, [])
    body.input("carried", .int64, [])
    body.node("Mul", ["carried", "two"], ["double"], name: "m")
    body.node("Add", ["double", "run"], ["next"], name: "a")
    body.node("Less", ["next", "twenty"], ["again"], name: "l")
    body.node("Identity", ["carried"], ["before"], name: "i")
    body.output("again", .bool, [])
    body.output("next", .int64, [])
    body.output("before", .int64, [])
    var model = TinyModel()
    model.constant("two", try int64([], 2))
    model.constant("twenty", try int64([], 20))
    model.input("count", .int64, [])
    model.input("first", .bool, [])
    model.input("start", .int64, [])
    model.node(
      "Loop", [count, condition, "start"], ["last", "all"], [TinyModel.attribute("body", body)])
    model.output("last", .int64, [])
    model.output("all", .int64, [nil])
    return model
  }

  @Test("Loop ends after its count, and by the condition where it is given one")
  func loop() throws {
    func run(
      _ count: String, _ condition: String, _ limit: Int64, first: Int = 1
    ) throws -> [String: ONNXTensor] {
      try ONNXInterpreter(model: Self.loop(count: count, condition: condition).bytes)
        .run(["count": int64([], limit), "first": bool([], first), "start": int64([], 3)])
    }
    // 3 → 6 → 13 → 28 → 59 …
    #expect(try run("count", "", 4) == ["last": int64([], 59), "all": int64([4], 3, 6, 13, 28)])
    #expect(try run("count", "first", 4) == ["last": int64([], 28), "all": int64([3], 3, 6, 13)])
    #expect(try run("", "first", 0) == ["last": int64([], 28), "all": int64([3], 3, 6, 13)])
    #expect(try run("count", "first", 2) == ["last": int64([], 13), "all": int64([2], 3, 6)])
    #expect(try run("count", "first", 4, first: 0) == ["last": int64([], 3), "all": int64([0])])
    #expect(try run("count", "", -1) == ["last": int64([], 3), "all": int64([0])])
  }

  @Test("a loop without an end stops at the limit of work")
  func endless() throws {
    let model = try Self.loop(count: "", condition: "")
    let interpreter = try ONNXInterpreter(model: model.bytes, workLimit: 100_000)
    let fault = #expect(throws: Fault.self) {
      try interpreter.run(["count": int64([], 1), "first": bool([], 1), "start": int64([], 3)])
    }
    #expect(fault?.problem == "the graph computes more than the limit of work allows")
  }

  @Test("Scan carries states through rows, and gathers what it gives row by row")
  func scan() throws {
    var body = TinyModel()
    body.input("state", .float64, [2])
    body.input("row", .float64, [2])
    body.input("flag", .bool, [])
    body.node("Add", ["state", "row"], ["sum"], name: "s")
    body.node("Where", ["flag", "sum", "state"], ["next"], name: "w")
    body.node("Mul", ["next", "ten"], ["given"], name: "g")
    body.output("next", .float64, [2])
    body.output("given", .float64, [2])
    var model = TinyModel()
    model.constant("ten", try float64([], 10))
    model.input("start", .float64, [2])
    model.input("rows", .float64, [nil, 2])
    model.input("flags", .bool, [nil])
    model.node(
      "Scan", ["start", "rows", "flags"], ["last", "all"],
      [TinyModel.attribute("body", body), TinyModel.attribute("num_scan_inputs", 2)])
    model.output("last", .float64, [2])
    model.output("all", .float64, [nil, 2])
    let interpreter = try ONNXInterpreter(model: model.bytes)
    let start = try float64([2], 1, 2)
    #expect(
      try interpreter.run([
        "start": start, "rows": float64([3, 2], 1, 1, 5, 5, 2, 3), "flags": bool([3], 1, 0, 1),
      ]) == ["last": float64([2], 4, 6), "all": float64([3, 2], 20, 30, 20, 30, 40, 60)])
    #expect(
      try interpreter.run(["start": start, "rows": float64([0, 2]), "flags": bool([0])])
        == ["last": start, "all": float64([0, 2])])
    let fault = #expect(throws: Fault.self) {
      try interpreter.run([
        "start": start, "rows": float64([1, 2], 1, 1), "flags": bool([2], 1, 0),
      ])
    }
    #expect(
      fault?.problem
        == "the tensors must have equal first extents, got shapes [1, 2], [2]")
  }

  @Test("a value of the outermost graph reaches a graph two levels down")
  func nesting() throws {
    var inner = TinyModel()
    inner.node("Add", ["x", "carried"], ["s"], name: "add")
    inner.output("s", .int64, [])
    var other = TinyModel()
    other.node("Identity", ["carried"], ["c"], name: "copy")
    other.output("c", .int64, [])
    var body = TinyModel()
    body.input("run", .int64, [])
    body.input("on", .bool, [])
    body.input("carried", .int64, [])
    body.node("Identity", ["on"], ["again"], name: "on")
    body.node("Less", ["run", "two"], ["early"], name: "early")
    body.node(
      "If", ["early"], ["next"],
      [TinyModel.attribute("then_branch", inner), TinyModel.attribute("else_branch", other)],
      name: "if")
    body.output("again", .bool, [])
    body.output("next", .int64, [])
    var model = TinyModel()
    model.constant("two", try int64([], 2))
    model.constant("five", try int64([], 5))
    model.input("a", .int64, [])
    // The value is computed, and used nowhere but two levels down.
    model.node("Mul", ["a", "a"], ["x"], name: "square")
    model.node(
      "Loop", ["five", "", "a"], ["y"], [TinyModel.attribute("body", body)], name: "loop")
    model.output("y", .int64, [])
    #expect(
      try ONNXInterpreter(model: model.bytes).run(["a": int64([], 3)]) == ["y": int64([], 21)])
  }
}
