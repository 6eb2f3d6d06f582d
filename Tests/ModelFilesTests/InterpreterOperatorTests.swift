import Diagnostics
import ModelFiles
import Testing

@Suite("ONNX interpreter: operators")
struct InterpreterOperatorTests {
  /// One node by itself.
  static func run(
    _ op: String, _ inputs: [ONNXTensor], _ attributes: [[UInt8]] = [], operatorSet: UInt64 = 17,
    output: (type: ONNXElementType, rank: Int)
  ) throws -> ONNXTensor {
    var model = TinyModel()
    model.operatorSet = operatorSet
    var given: [String: ONNXTensor] = [:]
    for (index, tensor) in inputs.enumerated() {
      model.input("in\(index)", tensor.type, tensor.shape)
      given["in\(index)"] = tensor
    }
    model.node(op, inputs.indices.map { "in\($0)" }, ["out"], attributes)
    model.output("out", output.type, Array(repeating: nil, count: output.rank))
    let outputs = try ONNXInterpreter(model: model.bytes).run(given)
    return try #require(outputs["out"])
  }

  static func expect(
    _ op: String, _ inputs: [ONNXTensor], _ attributes: [[UInt8]] = [], operatorSet: UInt64 = 17,
    gives expected: ONNXTensor, at location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(
      op, inputs, attributes, operatorSet: operatorSet,
      output: (expected.type, expected.shape.count))
    #expect(
      result.matches(expected), "\(op): \(result) against \(expected)", sourceLocation: location)
  }

  /// The fault of one node by itself.
  static func fault(
    _ op: String, _ inputs: [ONNXTensor], _ attributes: [[UInt8]] = []
  ) throws -> String {
    do throws(any Error) {
      _ = try run(op, inputs, attributes, output: (.float64, 1))
      return "none"
    } catch let fault as Fault {
      return fault.description
    }
  }

  @Test(
    "Add, Sub, Mul and Div work element by element, whole numbers wrapping and cut towards zero")
  func arithmetic() throws {
    let (a, c) = (try float64([3], 1, 2, .nan), try float64([3], 4, -8, 1))
    try Self.expect("Add", [a, c], gives: float64([3], 5, -6, .nan))
    try Self.expect("Sub", [a, c], gives: float64([3], -3, 10, .nan))
    try Self.expect("Mul", [a, c], gives: float64([3], 4, -16, .nan))
    try Self.expect("Div", [a, c], gives: float64([3], 0.25, -0.25, .nan))
    try Self.expect(
      "Div", [float64([2], 1, -1), float64([], 0)], gives: float64([2], .infinity, -.infinity))
    try Self.expect(
      "Div", [int64([4], 7, -7, 7, -7), int64([4], 2, 2, -2, -2)], gives: int64([4], 3, -3, -3, 3))
    try Self.expect("Div", [int64([1], .min), int64([1], -1)], gives: int64([1], .min))
    try Self.expect("Add", [int64([1], .max), int64([1], 1)], gives: int64([1], .min))
    try Self.expect("Mul", [int64([1], .max), int64([1], 2)], gives: int64([1], -2))
    #expect(
      try Self.fault("Div", [int64([2], 1, 1), int64([2], 1, 0)])
        == "error: a whole number is divided by 0\n  at node 'n' (Div)")
  }

  @Test("extents of one are stretched, from the last extent on")
  func broadcasting() throws {
    let column = try float64([2, 1], 10, 20)
    let row = try float64([3], 1, 2, 3)
    try Self.expect("Add", [column, row], gives: float64([2, 3], 11, 12, 13, 21, 22, 23))
    try Self.expect("Sub", [row, column], gives: float64([2, 3], -9, -8, -7, -19, -18, -17))
    let cube = try float64([2, 1, 2], 1, 2, 3, 4)
    try Self.expect(
      "Mul", [cube, float64([2, 1], 1, 10)], gives: float64([2, 2, 2], 1, 2, 10, 20, 3, 4, 30, 40))
    try Self.expect("Add", [float64([1, 1], 5), float64([], 1)], gives: float64([1, 1], 6))
    try Self.expect("Add", [float64([], 1), float64([1, 1], 5)], gives: float64([1, 1], 6))
    try Self.expect("Add", [float64([0, 1]), row], gives: float64([0, 3]))
    #expect(
      try Self.fault("Add", [float64([2], 1, 2), row])
        == """
        error: shapes [2] and [3] cannot be broadcast: extents 2 and 3 differ
          at node 'n' (Add)
        """)
    #expect(
      try Self.fault("Add", [int64([1], 1), float64([1], 1)])
        == "error: expected a tensor of int64, got one of float64\n  at node 'n' (Add)")
  }

  @Test("comparisons with NaN are false, and Max of NaN is NaN")
  func comparisons() throws {
    let (a, c) = (try float64([3], 1, 2, .nan), try float64([3], 2, 2, 2))
    try Self.expect("Greater", [c, a], gives: bool([3], 1, 0, 0))
    try Self.expect("Less", [a, c], gives: bool([3], 1, 0, 0))
    try Self.expect("Equal", [a, a], gives: bool([3], 1, 1, 0))
    try Self.expect("Equal", [bool([2], 1, 0), bool([], 0)], gives: bool([2], 0, 1))
    try Self.expect("Equal", [int64([2], 1, 0), int64([], 0)], gives: bool([2], 0, 1))
    try Self.expect("Greater", [int64([2], 1, 0), int64([], 0)], gives: bool([2], 1, 0))
    try Self.expect("Max", [a, c, float64([], 1.5)], gives: float64([3], 2, 2, .nan))
    try Self.expect("Max", [float64([], 1.5), a], gives: float64([3], 1.5, 2, .nan))
    try Self.expect(
      "Max", [int64([2, 1], 1, 5), int64([2], 3, 4)], gives: int64([2, 2], 3, 4, 5, 5))
    try Self.expect("Max", [a], gives: a)
  }

  @Test("Min gives the smallest, NaN where one is NaN")
  func min() throws {
    let (a, c) = (try float64([3], 1, 2, .nan), try float64([3], 4, -8, 1))
    try Self.expect("Min", [a, c, float64([], 1.5)], gives: float64([3], 1, -8, .nan))
    try Self.expect("Min", [float64([], 1.5), a], gives: float64([3], 1, 1.5, .nan))
    try Self.expect(
      "Min", [int64([2, 1], 1, 5), int64([2], 3, 4)], gives: int64([2, 2], 1, 1, 3, 4))
    try Self.expect("Min", [a], gives: a)
    #expect(
      try Self.fault("Min", [bool([1], 1)])
        == "error: expected a tensor of numbers, got one of bool\n  at node 'n' (Min)")
  }

  @Test("Round gives the nearest whole number, of two the even one")
  func round() throws {
    try Self.expect(
      "Round", [float64([7], 0.5, 1.5, -2.5, 2.51, -0.2, .infinity, .nan)],
      gives: float64([7], 0, 2, -2, 3, 0, .infinity, .nan))
  }

  @Test("Cos gives the cosine of every element in radians, NaN of infinite ones")
  func cosine() throws {
    // cos 0, cos π/3, cos π as doubles of those arguments have them, to a unit in the last place.
    let result = try Self.run(
      "Cos", [float64([5], 0, .pi / 3, .pi, .infinity, .nan)], output: (.float64, 1))
    #expect(result.matches(try float64([5], 1, 0.5, -1, .nan, .nan), tolerance: 1e-15))
  }

  @Test("Log gives the natural logarithm of every element, −∞ of 0 and NaN of negative ones")
  func logarithm() throws {
    // e as a double, and powers of 2: ln 8 = 3 ln 2.
    let ln2 = 0.693_147_180_559_945_3
    let result = try Self.run(
      "Log", [float64([6], 1, 2.718_281_828_459_045, 8, 0.5, .infinity, .nan)],
      output: (.float64, 1))
    #expect(
      result.matches(try float64([6], 0, 1, 3 * ln2, -ln2, .infinity, .nan), tolerance: 1e-15))
    try Self.expect("Log", [float64([2], 0, -1)], gives: float64([2], -.infinity, .nan))
  }

  @Test("ArgMin gives the place of the smallest, the first of equal ones, never that of a NaN")
  func placeOfSmallest() throws {
    let a = try float64([2, 3], 3, 1, 1, .nan, -2, 7)
    let (last, drop) = (TinyModel.attribute("axis", -1), TinyModel.attribute("keepdims", 0))
    try Self.expect("ArgMin", [a], [last, drop], gives: int64([2], 1, 1))
    try Self.expect("ArgMin", [a], [last], gives: int64([2, 1], 1, 1))
    try Self.expect("ArgMin", [a], [drop], gives: int64([3], 0, 1, 0))
    try Self.expect("ArgMin", [a], gives: int64([1, 3], 0, 1, 0))
    try Self.expect("ArgMin", [int64([4], 2, -5, 9, -5)], [drop], gives: int64([], 1))
    try Self.expect("ArgMin", [float64([2], .nan, .nan)], [drop], gives: int64([], 0))
    try Self.expect("ArgMin", [float64([2, 0])], [drop], gives: int64([0]))
    #expect(
      try Self.fault("ArgMin", [float64([2, 0])], [last, drop])
        == "error: axis 1 of [2, 0] has no smallest element\n  at node 'n' (ArgMin)")
    #expect(
      try Self.fault("ArgMin", [a], [TinyModel.attribute("select_last_index", 1)])
        == "error: attribute 'select_last_index' is not one that this interpreter reads\n"
        + "  at node 'n' (ArgMin)\n  hint: known: axis, keepdims")
  }

  @Test("And, Or, Not, Where, IsNaN, Sqrt and Identity work element by element")
  func logic() throws {
    let (p, q) = (try bool([4], 0, 0, 1, 1), try bool([4], 0, 1, 0, 1))
    try Self.expect("And", [p, q], gives: bool([4], 0, 0, 0, 1))
    try Self.expect("Or", [p, q], gives: bool([4], 0, 1, 1, 1))
    try Self.expect("Not", [p], gives: bool([4], 1, 1, 0, 0))
    try Self.expect(
      "Where", [bool([2, 1], 1, 0), float64([3], 1, 2, 3), float64([], 9)],
      gives: float64([2, 3], 1, 2, 3, 9, 9, 9))
    try Self.expect(
      "Where", [bool([], 0), int64([2], 1, 2), int64([2], 3, 4)], gives: int64([2], 3, 4))
    try Self.expect("Where", [p, q, bool([], 1)], gives: bool([4], 1, 1, 0, 1))
    try Self.expect("IsNaN", [float64([2], .nan, .infinity)], gives: bool([2], 1, 0))
    try Self.expect(
      "Sqrt", [float64([3], 9, 2, -1)], gives: float64([3], 3, 2.0.squareRoot(), .nan))
    try Self.expect("Identity", [p], gives: p)
  }

  @Test("Cast cuts doubles towards zero, and refuses those without a whole number")
  func cast() throws {
    func to(_ type: ONNXElementType) -> [[UInt8]] {
      [TinyModel.attribute("to", Int64(type.rawValue))]
    }
    try Self.expect("Cast", [float64([3], 1.9, -1.9, 0)], to(.int64), gives: int64([3], 1, -1, 0))
    try Self.expect("Cast", [float64([3], 0.1, .nan, 0)], to(.bool), gives: bool([3], 1, 1, 0))
    try Self.expect("Cast", [int64([2], 3, 0)], to(.float64), gives: float64([2], 3, 0))
    try Self.expect("Cast", [int64([2], 3, 0)], to(.bool), gives: bool([2], 1, 0))
    try Self.expect("Cast", [bool([2], 1, 0)], to(.float64), gives: float64([2], 1, 0))
    try Self.expect("Cast", [bool([2], 1, 0)], to(.int64), gives: int64([2], 1, 0))
    #expect(
      try Self.fault("Cast", [float64([1], 1e19)], to(.int64))
        == "error: 1e+19 has no whole number of 64 bits\n  at node 'n' (Cast)")
    #expect(
      try Self.fault("Cast", [float64([1], 1)], [TinyModel.attribute("to", 1)])
        == """
        error: attribute 'to' has element type 1, only 7 (int64), 9 (bool) and 11 (double) are known
          at node 'n' (Cast)
        """)
  }

  @Test("MatMul takes vectors as rows and columns, and goes through stacks of matrices")
  func product() throws {
    let a = try float64([2, 3], 1, 2, 3, 4, 5, 6)
    let c = try float64([3, 2], 1, 0, 0, 1, 1, 1)
    try Self.expect("MatMul", [a, c], gives: float64([2, 2], 4, 5, 10, 11))
    try Self.expect("MatMul", [a, float64([3], 1, 0, -1)], gives: float64([2], -2, -2))
    try Self.expect("MatMul", [float64([2], 1, -1), a], gives: float64([3], -3, -3, -3))
    try Self.expect("MatMul", [float64([2], 1, 2), float64([2], 3, 4)], gives: float64([], 11))
    try Self.expect(
      "MatMul", [float64([2, 1, 1], 2, 3), float64([1, 2], 1, 10)],
      gives: float64([2, 1, 2], 2, 20, 3, 30))
    try Self.expect(
      "MatMul", [float64([2, 0]), float64([0, 2])], gives: float64([2, 2], 0, 0, 0, 0))
    try Self.expect("MatMul", [float64([0, 3]), c], gives: float64([0, 2]))
    #expect(
      try Self.fault("MatMul", [a, a])
        == """
        error: the product of [2, 3] and [2, 3] needs equal inner extents, got 3 and 2
          at node 'n' (MatMul)
        """)
  }

  @Test("ReduceSum and ReduceMax go over the axes given, or over all")
  func reductions() throws {
    let a = try float64([2, 3], 1, 2, 3, 4, 5, 6)
    let drop = TinyModel.attribute("keepdims", 0)
    try Self.expect("ReduceSum", [a, int64([1], 1)], [drop], gives: float64([2], 6, 15))
    try Self.expect("ReduceSum", [a, int64([1], -2)], gives: float64([1, 3], 5, 7, 9))
    try Self.expect("ReduceSum", [a], [drop], gives: float64([], 21))
    try Self.expect("ReduceSum", [a, int64([0])], gives: float64([1, 1], 21))
    try Self.expect(
      "ReduceSum", [float64([0, 2]), int64([1], 0)], [drop], gives: float64([2], 0, 0))
    try Self.expect(
      "ReduceSum", [int64([2, 2], 1, 2, 3, 4), int64([2], 0, 1)], [drop], gives: int64([], 10))
    let axis = TinyModel.attribute("axes", [1])
    try Self.expect("ReduceMax", [a], [axis, drop], gives: float64([2], 3, 6))
    try Self.expect("ReduceMax", [int64([2], -3, -4)], gives: int64([1], -3))
    try Self.expect("ReduceMax", [float64([2], .nan, 1)], gives: float64([1], .nan))
    try Self.expect(
      "ReduceMax", [a, int64([1], 0)], [drop], operatorSet: 18, gives: float64([3], 4, 5, 6))
    try Self.expect("ReduceMax", [float64([0])], [drop], gives: float64([], -.infinity))
    try Self.expect("ReduceMax", [int64([2, 0])], [axis], gives: int64([2, 1], .min, .min))
    #expect(
      try Self.fault("ReduceSum", [a, int64([1], 2)])
        == "error: axis 2 is outside -2…1 (a tensor of rank 2)\n  at node 'n' (ReduceSum)")
    #expect(
      try Self.fault("ReduceSum", [a, int64([2], 1, -1)])
        == "error: axis 1 stands twice in [1, -1]\n  at node 'n' (ReduceSum)")
  }

  @Test("Concat, Slice, Gather, ScatterND and NonZero move elements")
  func movement() throws {
    let a = try float64([2, 3], 1, 2, 3, 4, 5, 6)
    func axis(_ axis: Int64) -> [[UInt8]] { [TinyModel.attribute("axis", axis)] }
    try Self.expect(
      "Concat", [a, float64([2, 1], 8, 9)], axis(-1),
      gives: float64([2, 4], 1, 2, 3, 8, 4, 5, 6, 9))
    try Self.expect(
      "Concat", [int64([1], 1), int64([0]), int64([2], 2, 3)], axis(0), gives: int64([3], 1, 2, 3))
    let end = try int64([1], .max)
    try Self.expect(
      "Slice", [a, int64([1], -2), end, int64([1], 1)], gives: float64([2, 2], 2, 3, 5, 6))
    try Self.expect(
      "Slice", [a, int64([1], 1), end, int64([1], 0)], gives: float64([1, 3], 4, 5, 6))
    try Self.expect("Slice", [a, int64([2], 0, 1), int64([2], 1, -1)], gives: float64([1, 1], 2))
    try Self.expect(
      "Slice", [a, int64([1], 2), int64([1], 1), int64([1], -1)], gives: float64([2, 0]))
    try Self.expect(
      "Slice", [a, int64([1], .min), int64([1], .min), int64([1], 0)], gives: float64([0, 3]))
    try Self.expect("Gather", [a, int64([2], -1, 0)], axis(1), gives: float64([2, 2], 3, 1, 6, 4))
    try Self.expect("Gather", [a, int64([], 1)], gives: float64([3], 4, 5, 6))
    try Self.expect(
      "Gather", [a, int64([1, 2], 1, 1)], gives: float64([1, 2, 3], 4, 5, 6, 4, 5, 6))
    try Self.expect(
      "ScatterND", [a, int64([1, 1], -2), float64([1, 3], 7, 8, 9)],
      gives: float64([2, 3], 7, 8, 9, 4, 5, 6))
    try Self.expect(
      "ScatterND", [a, int64([2, 2], 0, 1, 1, 2), float64([2], 7, 8)],
      gives: float64([2, 3], 1, 7, 3, 4, 5, 8))
    try Self.expect("NonZero", [bool([2, 2], 1, 0, 1, 1)], gives: int64([2, 3], 0, 1, 1, 0, 0, 1))
    try Self.expect("NonZero", [float64([3], 0, .nan, 2)], gives: int64([1, 2], 1, 2))
    #expect(
      try Self.fault("Gather", [a, int64([], 2)])
        == "error: index 2 is outside of an extent of 2\n  at node 'n' (Gather)")
    #expect(
      try Self.fault("Concat", [a, float64([1, 2], 1, 2)], axis(0))
        == """
        error: shapes [2, 3] and [1, 2] differ elsewhere than on axis 0
          at node 'n' (Concat)
        """)
    #expect(
      try Self.fault("ScatterND", [a, int64([1, 1], 0), float64([1, 2], 7, 8)])
        == "error: updates must have shape [1, 3], got [1, 2]\n  at node 'n' (ScatterND)")
  }

  @Test("Shape, Unsqueeze, Squeeze and Expand change shapes")
  func shapes() throws {
    let a = try float64([2, 1], 1, 2)
    try Self.expect("Shape", [a], gives: int64([2], 2, 1))
    try Self.expect("Shape", [float64([], 1)], gives: int64([0]))
    try Self.expect("Unsqueeze", [a, int64([2], 0, -1)], gives: float64([1, 2, 1, 1], 1, 2))
    try Self.expect("Squeeze", [a, int64([1], -1)], gives: float64([2], 1, 2))
    try Self.expect("Squeeze", [float64([1, 1], 3)], gives: float64([], 3))
    try Self.expect("Expand", [a, int64([2], 1, 3)], gives: float64([2, 3], 1, 1, 1, 2, 2, 2))
    try Self.expect("Expand", [a, int64([3], 2, 1, 1)], gives: float64([2, 2, 1], 1, 2, 1, 2))
    try Self.expect("Expand", [float64([], 4), int64([1], 0)], gives: float64([0]))
    #expect(
      try Self.fault("Squeeze", [a, int64([1], 0)])
        == "error: axis 0 of [2, 1] must have extent 1\n  at node 'n' (Squeeze)")
    #expect(
      try Self.fault("Expand", [a, int64([2], 1 << 40, 1 << 40)])
        == """
        error: a tensor of shape [1099511627776, 1099511627776] is too large, the limit is \
        134217728 elements
          at node 'n' (Expand)
        """)
  }
}
