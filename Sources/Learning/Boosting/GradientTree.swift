internal import LinearAlgebra

/// A tree grown on gradients, the most gainful leaf first.
///
/// As scikit-learn 1.9's `TreeGrower` without missing values, categories and constraints.
struct GradientTree: Sendable {
  /// A node; a leaf has no children.
  struct Node: Sendable {
    /// What a leaf adds.
    var value: Double
    /// Where it is cut.
    var feature = 0
    /// Cases up to this value go left.
    var limit = 0.0
    /// The node on the left; 0 for a leaf.
    var left = 0
    /// The node on the right.
    var right = 0
  }

  /// The nodes, the root first.
  private(set) var nodes: [Node] = []

  /// A node that may still be cut.
  private struct Open {
    var node: Int
    var cases: Range<Int>
    var split: NodeSplit
  }

  /// Grows a tree and adds what it says of its own cases to `raw`.
  ///
  /// O(leaves · features · cases).
  init(
    _ cases: BinnedCases, gradients: [Float], hessians: [Float], settings: BoostedTrees.Settings,
    adding raw: inout [Double]
  ) {
    var order = Array(0..<cases.count)
    var leaves: [(node: Int, cases: Range<Int>)] = []
    var open: [Open] = []
    let search = SplitSearch(cases, gradients, hessians, leastCases: settings.leastCases)

    func consider(
      _ sums: NodeSplit.Sums, value: Double, node: Int, cases range: Range<Int>
    ) {
      let split =
        sums.count < 2 * settings.leastCases
        ? nil : search.best(order[range], sums: sums, value: value)
      if let split {
        open.append(Open(node: node, cases: range, split: split))
      } else {
        leaves.append((node, range))
      }
    }

    let all = search.sums(order[...])
    nodes.append(Node(value: 0))
    // The root's own value is taken for 0: nothing was added before it.
    consider(all, value: 0, node: 0, cases: 0..<cases.count)
    while let next = open.indices.max(by: { open[$0].split.gain < open[$1].split.gain }) {
      let (node, range, split) = (open[next].node, open[next].cases, open[next].split)
      open.remove(at: next)
      let column = split.feature * cases.count
      let middle = order[range].partition { Int(cases.bins[column + $0]) > split.bin }
      let (left, right) = (nodes.count, nodes.count + 1)
      nodes[node].feature = split.feature
      nodes[node].limit = cases.features[split.feature].limits[split.bin]
      nodes[node].left = left
      nodes[node].right = right
      nodes.append(Node(value: split.left.value))
      nodes.append(Node(value: split.right.value))
      if leaves.count + open.count + 2 >= settings.leaves {
        leaves += open.map { ($0.node, $0.cases) }
        leaves += [(left, range.lowerBound..<middle), (right, middle..<range.upperBound)]
        break
      }
      consider(
        split.left, value: split.left.value, node: left, cases: range.lowerBound..<middle)
      consider(
        split.right, value: split.right.value, node: right, cases: middle..<range.upperBound)
    }
    for leaf in leaves {
      nodes[leaf.node].value *= settings.rate
      for index in leaf.cases { raw[order[index]] += nodes[leaf.node].value }
    }
  }

  /// What the tree adds for a case.
  func value(_ row: [Double]) -> Double {
    var at = 0
    while nodes[at].left > 0 {
      at = row[nodes[at].feature] <= nodes[at].limit ? nodes[at].left : nodes[at].right
    }
    return nodes[at].value
  }
}
