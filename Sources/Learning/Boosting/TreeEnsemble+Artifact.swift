public import Diagnostics

extension TreeEnsemble {
  /// The arrays of an artifact: a number per node, the trees one after the other.
  ///
  /// `tree-nodes` counts the nodes of each tree; `tree-feature` is −1 in a leaf; `tree-left` and `tree-right`
  /// count within the tree.
  public var arrays: [String: ModelArtifact.Array] {
    func array(_ value: (Node) -> Double) -> ModelArtifact.Array {
      ModelArtifact.Array(trees.flatMap { $0.map(value) })
    }
    return [
      "tree-base": ModelArtifact.Array([Double(base)]),
      "tree-nodes": ModelArtifact.Array(trees.map { Double($0.count) }),
      "tree-feature": array { $0.feature.map(Double.init) ?? -1 },
      "tree-threshold": array { Double($0.threshold) },
      "tree-left": array { Double($0.left) },
      "tree-right": array { Double($0.right) },
      "tree-missing-left": array { $0.missingGoesLeft ? 1 : 0 },
      "tree-value": array { Double($0.value) },
    ]
  }

  /// Restores an ensemble of cases with `features` features.
  ///
  /// - Throws: ``Fault`` of kind `badData` where an array is missing, has another shape, or describes no trees.
  public init(artifact: ModelArtifact, features: Int) throws(Fault) {
    let sizes = try Self.whole("tree-nodes", in: artifact, count: nil, from: 1, to: 1 << 30)
    let count = sizes.reduce(0, +)
    let base = try Self.single("tree-base", in: artifact, count: 1)
    let feature = try Self.whole(
      "tree-feature", in: artifact, count: count, from: -1, to: features - 1)
    let left = try Self.whole("tree-left", in: artifact, count: count, from: 0, to: count)
    let right = try Self.whole("tree-right", in: artifact, count: count, from: 0, to: count)
    let missing = try Self.whole("tree-missing-left", in: artifact, count: count, from: 0, to: 1)
    let threshold = try Self.single("tree-threshold", in: artifact, count: count)
    let value = try Self.single("tree-value", in: artifact, count: count)
    var trees: [[Node]] = []
    var start = 0
    for size in sizes {
      for place in 0..<size where feature[start + place] >= 0 {
        let children = [left[start + place], right[start + place]]
        if let bad = children.first(where: { $0 <= place || $0 >= size }) {
          throw Fault(
            .badData,
            "model '\(artifact.kind)': node \(place) of tree \(trees.count) must lead to nodes "
              + "\(place + 1) to \(size - 1), got \(bad)")
        }
      }
      trees.append(
        (start..<start + size).map { k in
          Node(
            feature: feature[k] < 0 ? nil : feature[k], threshold: threshold[k], left: left[k],
            right: right[k], missingGoesLeft: missing[k] == 1, value: value[k])
        })
      start += size
    }
    self.init(features: features, base: base[0], trees: trees)
  }

  private static func numbers(
    _ name: String, in artifact: ModelArtifact, count: Int?
  ) throws(Fault) -> [Double] {
    try artifact.vector(name, count: count ?? artifact.arrays[name]?.values.count ?? 0)
  }

  private static func whole(
    _ name: String, in artifact: ModelArtifact, count: Int?, from low: Int, to high: Int
  ) throws(Fault) -> [Int] {
    var result: [Int] = []
    for value in try numbers(name, in: artifact, count: count) {
      guard let number = Int(exactly: value), number >= low, number <= high else {
        throw Fault(
          .badData,
          "model '\(artifact.kind)': '\(name)' must be whole numbers from \(low) to \(high), "
            + "got \(value)")
      }
      result.append(number)
    }
    return result
  }

  private static func single(
    _ name: String, in artifact: ModelArtifact, count: Int
  ) throws(Fault) -> [Float] {
    var result: [Float] = []
    for value in try numbers(name, in: artifact, count: count) {
      guard let number = Float(exactly: value), number.isFinite else {
        throw Fault(
          .badData,
          "model '\(artifact.kind)': '\(name)' must be finite numbers of single precision, "
            + "got \(value)")
      }
      result.append(number)
    }
    return result
  }
}
