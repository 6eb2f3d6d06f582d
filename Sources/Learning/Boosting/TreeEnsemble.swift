public import LinearAlgebra

/// A sum of regression trees, whoever grew them.
///
///     f(x) = base + Σ value of the leaf where x ends;   left where x[feature] < threshold
///
/// A missing value (NaN) goes where the node sends it. Thresholds and leaves are single numbers, as XGBoost
/// keeps them, and are widened: x is compared and summed as a double. XGBoost rounds x to a single number
/// first; a double that rounds onto a threshold from below goes left here and right there. Features that are
/// single numbers already, as ``FeatureGrid`` makes them, end in the same leaves.
public struct TreeEnsemble: Sendable, Equatable {
  /// A cut, or a leaf.
  public struct Node: Sendable, Equatable {
    /// What is compared; nil for a leaf.
    public var feature: Int?
    /// What is below it goes left; 0 in a leaf.
    public var threshold: Float
    /// The place of the node on the left within its tree; above this node's own.
    public var left: Int
    /// The place of the node on the right.
    public var right: Int
    /// Whether a missing value goes left.
    public var missingGoesLeft: Bool
    /// What a leaf adds; in a cut, the mean over the training cases that came here.
    public var value: Float

    /// A leaf.
    public init(value: Float) {
      self.init(
        feature: nil, threshold: 0, left: 0, right: 0, missingGoesLeft: false, value: value)
    }

    /// A node.
    public init(
      feature: Int?, threshold: Float, left: Int, right: Int, missingGoesLeft: Bool, value: Float
    ) {
      self.feature = feature
      self.threshold = threshold
      self.left = left
      self.right = right
      self.missingGoesLeft = missingGoesLeft
      self.value = value
    }
  }

  /// How many features a case has.
  public let features: Int
  /// What is added to every sum.
  public let base: Float
  /// The nodes of each tree, its root first.
  public let trees: [[Node]]

  /// Makes an ensemble; the children of a node must stand behind it in its tree.
  public init(features: Int, base: Float, trees: [[Node]]) {
    for tree in trees {
      precondition(!tree.isEmpty, "a tree has at least a leaf")
      for (place, node) in tree.enumerated() {
        guard let feature = node.feature else { continue }
        precondition(
          (0..<features).contains(feature) && place < min(node.left, node.right)
            && max(node.left, node.right) < tree.count,
          "node \(place) must compare one of \(features) features and lead to later nodes")
      }
    }
    self.features = features
    self.base = base
    self.trees = trees
  }

  /// The sum of each of *cases × features*.
  ///
  /// Trees are added in their order, each case alone: any cut of the cases gives the same bits.
  /// O(cases · trees · depth).
  public func sums(_ cases: Matrix) -> [Double] {
    precondition(
      cases.columns == features, "\(features) features are needed, got \(cases.columns)")
    let rows = cases.transposed()
    var sums = [Double](repeating: Double(base), count: cases.rows)
    for tree in trees {
      for i in sums.indices {
        sums[i] += rows.withUnsafeColumn(i) { Double(tree[Self.leaf(of: tree, $0)].value) }
      }
    }
    return sums
  }

  /// The place of the leaf where a case ends, in each tree.
  public func leaves(_ row: [Double]) -> [Int] {
    row.withUnsafeBufferPointer { row in trees.map { Self.leaf(of: $0, row) } }
  }

  /// What each feature of a case adds to its sum; with the trees' means and the base they are the sum.
  ///
  /// At every cut on its way the change of the mean is put down to the feature that is compared.
  /// Source: Saabas (2014), "Interpreting random forests"; cheap and consistent with the path, not Shapley's.
  public func parts(_ row: [Double]) -> [Double] {
    precondition(row.count == features, "\(features) features are needed, got \(row.count)")
    var parts = [Double](repeating: 0, count: features)
    row.withUnsafeBufferPointer { row in
      for tree in trees {
        var at = 0
        while let feature = tree[at].feature {
          let next = Self.next(tree[at], row[feature])
          parts[feature] += Double(tree[next].value) - Double(tree[at].value)
          at = next
        }
      }
    }
    return parts
  }

  private static func leaf(of tree: [Node], _ row: UnsafeBufferPointer<Double>) -> Int {
    var at = 0
    while let feature = tree[at].feature { at = next(tree[at], row[feature]) }
    return at
  }

  @inline(__always)
  private static func next(_ node: Node, _ value: Double) -> Int {
    let goesLeft = value < Double(node.threshold) || value.isNaN && node.missingGoesLeft
    return goesLeft ? node.left : node.right
  }
}
