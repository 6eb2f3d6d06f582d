internal import Diagnostics

/// TreeEnsembleRegressor of `ai.onnx.ml`: for each case and target, the sum over trees of what the case's leaf
/// gives the target, as a single number.
///
/// A case is compared in double with single thresholds; a NaN takes the true branch where the node says so.
/// Sums are taken in double and rounded once. Weights of doubles (`…_as_tensor`), other aggregates than the sum
/// and transforms are not read, nor are children that stand before their parent, which could go in circles.
/// O(cases · trees · depth).
struct TreeEnsembleRegressorKernel: ONNXKernel {
  private enum Mode: String {
    case atMost = "BRANCH_LEQ"
    case less = "BRANCH_LT"
    case atLeast = "BRANCH_GTE"
    case greater = "BRANCH_GT"
    case equal = "BRANCH_EQ"
    case different = "BRANCH_NEQ"
    case leaf = "LEAF"
  }

  private struct Node {
    var mode: Mode
    var feature = 0
    var value = 0.0
    var ifTrue = 0
    var ifFalse = 0
    var missingIsTrue = false
    var votes: [(target: Int, weight: Double)] = []
  }

  private struct Name: Hashable {
    let tree: Int64
    let node: Int64
  }

  private var nodes: [Node] = []
  private var roots: [Int] = []
  private let base: [Double]
  private let features: Int

  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel { try TreeEnsembleRegressorKernel(node) }

  private init(_ node: ONNXNode) throws(Fault) {
    try node.expect(
      inputs: 1...1,
      attributes: [
        "base_values", "n_targets", "nodes_falsenodeids", "nodes_featureids",
        "nodes_missing_value_tracks_true", "nodes_modes", "nodes_nodeids", "nodes_treeids",
        "nodes_truenodeids", "nodes_values", "target_ids", "target_nodeids", "target_treeids",
        "target_weights",
      ])
    let targets = try node.requiredInt("n_targets")
    guard (1...1 << 20).contains(targets) else {
      throw Fault(.badData, "attribute 'n_targets' must be from 1 to 1048576, got \(targets)")
    }
    let modes = try node.strings("nodes_modes") ?? []
    func ints(_ name: String, count: Int) throws(Fault) -> [Int64] {
      try Self.list(try node.ints(name), name, count: count)
    }
    let treeIDs = try ints("nodes_treeids", count: modes.count)
    let nodeIDs = try ints("nodes_nodeids", count: modes.count)
    let featureIDs = try ints("nodes_featureids", count: modes.count)
    let values = try Self.list(try node.floats("nodes_values"), "nodes_values", count: modes.count)
    let trueIDs = try ints("nodes_truenodeids", count: modes.count)
    let falseIDs = try ints("nodes_falsenodeids", count: modes.count)
    let missing =
      try node.ints("nodes_missing_value_tracks_true").map { (given) throws(Fault) in
        try Self.list(given, "nodes_missing_value_tracks_true", count: modes.count)
      } ?? [Int64](repeating: 0, count: modes.count)
    var places: [Name: Int] = [:]
    for k in modes.indices {
      let name = Name(tree: treeIDs[k], node: nodeIDs[k])
      guard places.updateValue(k, forKey: name) == nil else {
        throw Fault(.badData, "node \(name.node) of tree \(name.tree) stands twice")
      }
      if name.node == 0 { roots.append(k) }
    }
    var features = 0
    for k in modes.indices {
      guard let mode = Mode(rawValue: modes[k]) else {
        throw Fault(.badData, "'\(modes[k])' is no kind of node")
      }
      guard mode != .leaf else {
        nodes.append(Node(mode: .leaf))
        continue
      }
      func child(_ id: Int64) throws(Fault) -> Int {
        guard let place = places[Name(tree: treeIDs[k], node: id)], place > k else {
          throw Fault(
            .badData,
            "node \(nodeIDs[k]) of tree \(treeIDs[k]) leads to node \(id), which does not stand "
              + "behind it")
        }
        return place
      }
      guard let feature = Int(exactly: featureIDs[k]), (0..<1 << 27).contains(feature) else {
        throw Fault(.badData, "features are counted from 0, got \(featureIDs[k])")
      }
      features = max(features, feature + 1)
      nodes.append(
        Node(
          mode: mode, feature: feature, value: Double(values[k]), ifTrue: try child(trueIDs[k]),
          ifFalse: try child(falseIDs[k]), missingIsTrue: missing[k] == 1))
    }
    self.features = features

    let weights = try node.floats("target_weights") ?? []
    let targetIDs = try ints("target_ids", count: weights.count)
    let targetTrees = try ints("target_treeids", count: weights.count)
    let targetNodes = try ints("target_nodeids", count: weights.count)
    for k in weights.indices {
      guard let place = places[Name(tree: targetTrees[k], node: targetNodes[k])],
        nodes[place].mode == .leaf, targetIDs[k] >= 0, targetIDs[k] < targets
      else {
        throw Fault(
          .badData,
          "weight \(k) must be given by a leaf to a target below \(targets), got node "
            + "\(targetNodes[k]) of tree \(targetTrees[k]) and target \(targetIDs[k])")
      }
      nodes[place].votes.append((Int(targetIDs[k]), Double(weights[k])))
    }
    base =
      try node.floats("base_values").map { (given) throws(Fault) in
        try Self.list(given, "base_values", count: Int(targets)).map { Double($0) }
      } ?? [Double](repeating: 0, count: Int(targets))
  }

  private static func list<T>(_ given: [T]?, _ name: String, count: Int) throws(Fault) -> [T] {
    let values = given ?? []
    guard values.count == count else {
      throw Fault(
        .badData, "attribute '\(name)' needs \(count) values, got \(values.count)")
    }
    return values
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    guard a.shape.count == 2, a.shape[1] >= features else {
      throw Fault(
        .badData, "cases need shape [n, \(features) or more], got \(a.shape)")
    }
    let (count, width) = (a.shape[0], a.shape[1])
    let shape = [count, base.count]
    let cells = try a.values(Double.self)
    // No way through the trees is longer than all of their nodes.
    try activation.budget.spend(count * nodes.count)
    var result: [Float] = []
    result.reserveCapacity(try ONNXShape.count(shape))
    for row in 0..<count {
      var sums = [Double](repeating: 0, count: base.count)
      for root in roots {
        var at = root
        while nodes[at].mode != .leaf {
          at = Self.next(nodes[at], cells[row * width + nodes[at].feature])
        }
        for vote in nodes[at].votes { sums[vote.target] += vote.weight }
      }
      for (sum, base) in zip(sums, base) { result.append(Float(sum + base)) }
    }
    return [ONNXTensor(of: shape, result)]
  }

  private static func next(_ node: Node, _ x: Double) -> Int {
    let holds =
      switch node.mode {
      case .atMost: x <= node.value
      case .less: x < node.value
      case .atLeast: x >= node.value
      case .greater: x > node.value
      case .equal: x == node.value
      case .different, .leaf: x != node.value
      }
    return holds || x.isNaN && node.missingIsTrue ? node.ifTrue : node.ifFalse
  }
}
