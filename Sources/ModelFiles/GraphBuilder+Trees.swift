internal import Learning

extension GraphBuilder {
  /// `[n]` doubles: the sums of an ensemble for cases `[n, features]` of doubles.
  ///
  /// ONNX's trees give single numbers, so that a sum is exact where the ensemble's are
  /// (``TreeEnsemble/withExactSums()``), whatever order and precision a runtime adds in. An ensemble must have a tree.
  mutating func sums(of trees: TreeEnsemble, _ cases: GraphValue) -> GraphValue {
    var nodes: [String: [Int]] = [:]
    var votes: [String: [Int]] = [:]
    var modes: [String] = []
    var values: [Float] = []
    var weights: [Float] = []
    for (tree, own) in trees.trees.enumerated() {
      for (place, node) in own.enumerated() {
        nodes["treeids", default: []].append(tree)
        nodes["nodeids", default: []].append(place)
        nodes["featureids", default: []].append(node.feature ?? 0)
        nodes["truenodeids", default: []].append(node.left)
        nodes["falsenodeids", default: []].append(node.right)
        nodes["missing_value_tracks_true", default: []].append(node.missingGoesLeft ? 1 : 0)
        modes.append(node.feature == nil ? "LEAF" : "BRANCH_LT")
        values.append(node.threshold)
        guard node.feature == nil else { continue }
        votes["treeids", default: []].append(tree)
        votes["nodeids", default: []].append(place)
        votes["ids", default: []].append(0)
        weights.append(node.value)
      }
    }
    var attributes: [String: GraphAttribute] = [
      "n_targets": .int(1), "nodes_modes": .strings(modes), "nodes_values": .floats(values),
      "target_weights": .floats(weights), "base_values": .floats([trees.base]),
    ]
    for (name, numbers) in nodes { attributes["nodes_\(name)"] = .ints(numbers) }
    for (name, numbers) in votes { attributes["target_\(name)"] = .ints(numbers) }
    let single = node(
      "TreeEnsembleRegressor", [cases], .float, attributes, domain: WrittenGraph.learnedDomain)
    return squeeze(cast(single, to: .double), axis: 1)
  }
}
