import Diagnostics
import ModelFiles
import Testing

@Suite("ONNX interpreter: trees")
struct InterpreterTreeTests {
  /// One tree: x₁ compared with 0.5, on the true side 1.5 for target 0, on the other 2 for 0 and −1 for 1.
  struct Trees {
    var mode = "BRANCH_LT"
    var trees: [Int64] = [0, 0, 0]
    var nodes: [Int64] = [0, 1, 2]
    var features: [Int64] = [1, 0, 0]
    var trueNodes: [Int64] = [1, 0, 0]
    var falseNodes: [Int64] = [2, 0, 0]
    var missing: [Int64]? = [1, 0, 0]
    var values: [Float] = [0.5, 0, 0]
    var targetNodes: [Int64] = [1, 2, 2]
    var targets: [Int64] = [0, 0, 1]
    var weights: [Float] = [1.5, 2, -1]
    var base: [Float]?
    var more: [[UInt8]] = []

    var attributes: [[UInt8]] {
      var list: [[UInt8]] = [
        TinyModel.attribute("n_targets", 2),
        TinyModel.attribute("nodes_treeids", trees),
        TinyModel.attribute("nodes_nodeids", nodes),
        TinyModel.attribute("nodes_featureids", features),
        TinyModel.attribute("nodes_modes", texts: [mode, "LEAF", "LEAF"]),
        TinyModel.attribute("nodes_values", floats: values),
        TinyModel.attribute("nodes_truenodeids", trueNodes),
        TinyModel.attribute("nodes_falsenodeids", falseNodes),
        TinyModel.attribute("target_treeids", [0, 0, 0]),
        TinyModel.attribute("target_nodeids", targetNodes),
        TinyModel.attribute("target_ids", targets),
        TinyModel.attribute("target_weights", floats: weights),
      ]
      if let missing {
        list.append(TinyModel.attribute("nodes_missing_value_tracks_true", missing))
      }
      if let base { list.append(TinyModel.attribute("base_values", floats: base)) }
      return list + more
    }

    /// The trees alone and cast, of cases `[n, width]`.
    func model(width: Int = 2) -> TinyModel {
      var model = TinyModel()
      model.learnedSet = 3
      model.input("x", .float64, [nil, width])
      model.node(
        "TreeEnsembleRegressor", ["x"], ["single"], attributes, domain: "ai.onnx.ml", name: "trees")
      model.node("Cast", ["single"], ["y"], [TinyModel.attribute("to", 11)])
      model.output("y", .float64, [nil, nil])
      return model
    }

    func run(_ second: [Double]) throws -> [Double] {
      let x = try ONNXTensor(
        shape: [second.count, 2], .float64(second.flatMap { [9, $0] }))
      let y = try #require(try ONNXInterpreter(model: model().bytes).run(["x": x])["y"])
      guard case .float64(let values) = y.elements else { return [] }
      #expect(y.shape == [second.count, 2])
      return values
    }

    func fault() -> String {
      do throws(Fault) {
        _ = try ONNXInterpreter(model: model().bytes)
        return "none"
      } catch {
        return error.problem
      }
    }
  }

  @Test(
    "each comparison takes the true side where it holds, and a NaN where the node says so",
    arguments: [
      ("BRANCH_LT", [true, false, false]), ("BRANCH_LEQ", [true, true, false]),
      ("BRANCH_GT", [false, false, true]), ("BRANCH_GTE", [false, true, true]),
      ("BRANCH_EQ", [false, true, false]), ("BRANCH_NEQ", [true, false, true]),
    ])
  func modes(_ mode: String, _ holds: [Bool]) throws {
    var trees = Trees(mode: mode)
    let (yes, no): ([Double], [Double]) = ([1.5, 0], [2, -1])
    let wanted: [Double] = (holds + [true]).flatMap { (holds: Bool) in holds ? yes : no }
    // A double just below 0.5 is below it.
    #expect(try trees.run([(0.5).nextDown, 0.5, 0.75, .nan]) == wanted)
    trees.missing = nil
    let isTrue = mode == "BRANCH_NEQ"
    #expect(try trees.run([.nan]) == (isTrue ? yes : no))
  }

  @Test("bases are added, and sums rounded to single numbers once")
  func sums() throws {
    var trees = Trees()
    trees.base = [0.25, 10]
    #expect(try trees.run([0, 1]) == [1.75, 10, 2.25, 9])
    trees.weights = [0x1p24, 2, -1]
    trees.base = [1, 0]
    #expect(try trees.run([0]) == [0x1p24, 0])
  }

  @Test("no cases give no sums")
  func empty() throws { #expect(try Trees().run([]) == []) }

  @Test("trees that are none are refused with what is wrong")
  func refused() {
    func problem(_ change: (inout Trees) -> Void) -> String {
      var trees = Trees()
      change(&trees)
      return trees.fault()
    }
    #expect(problem { _ in } == "none")
    #expect(problem { $0.mode = "BRANCH" } == "'BRANCH' is no kind of node")
    #expect(
      problem { $0.trueNodes[0] = 0 }
        == "node 0 of tree 0 leads to node 0, which does not stand behind it")
    #expect(
      problem { $0.falseNodes[0] = 3 }
        == "node 0 of tree 0 leads to node 3, which does not stand behind it")
    #expect(problem { $0.nodes[2] = 1 } == "node 1 of tree 0 stands twice")
    #expect(problem { $0.values.removeLast() } == "attribute 'nodes_values' needs 3 values, got 2")
    #expect(
      problem { $0.missing = [] }
        == "attribute 'nodes_missing_value_tracks_true' needs 3 values, got 0")
    #expect(problem { $0.base = [1] } == "attribute 'base_values' needs 2 values, got 1")
    #expect(problem { $0.features[0] = -1 } == "features are counted from 0, got -1")
    #expect(
      problem { $0.targets[2] = 2 }
        == "weight 2 must be given by a leaf to a target below 2, got node 2 of tree 0 and target 2"
    )
    #expect(
      problem { $0.targetNodes[0] = 0 }
        == "weight 0 must be given by a leaf to a target below 2, got node 0 of tree 0 and target 0"
    )
    #expect(
      problem { $0.more = [TinyModel.attribute("nodes_hitrates", floats: [1, 1, 1])] }
        == "attribute 'nodes_hitrates' is not one that this interpreter reads")
  }

  @Test("cases with too few features, and single numbers that are not cast, are refused")
  func types() throws {
    let short = try ONNXInterpreter(model: Trees().model(width: 1).bytes)
    let fault = #expect(throws: Fault.self) {
      try short.run(["x": ONNXTensor(shape: [1, 1], .float64([0]))])
    }
    #expect(fault?.problem == "cases need shape [n, 2 or more], got [1, 1]")
    var model = Trees().model()
    model.node("Add", ["single", "y"], ["z"], name: "sum")
    let mixed = try ONNXInterpreter(model: model.bytes)
    let mix = #expect(throws: Fault.self) {
      try mixed.run(["x": ONNXTensor(shape: [1, 2], .float64([0, 0]))])
    }
    #expect(mix?.problem == "expected a tensor of float64, got one of float32")
  }
}
