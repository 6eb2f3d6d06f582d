import Diagnostics
import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite("Sums of trees")
struct TreeEnsembleTests {
  private typealias Node = TreeEnsemble.Node

  /// Left below 0.25 or missing: 1.5, else by the second feature −0.5 or 2.
  private static let tree = [
    Node(feature: 0, threshold: 0.25, left: 1, right: 2, missingGoesLeft: true, value: 0.5),
    Node(value: 1.5),
    Node(feature: 1, threshold: -1, left: 3, right: 4, missingGoesLeft: false, value: 0.25),
    Node(value: -0.5),
    Node(value: 2),
  ]
  private static let ensemble = TreeEnsemble(
    features: 2, base: 0.125, trees: [tree, [Node(value: 0.25)]])

  /// A random tree: cuts at random depth, thresholds and leaves drawn.
  private static func random(_ seed: UInt64, trees: Int = 40) -> TreeEnsemble {
    var generator = SeededGenerator(root: seed, stage: "trees")
    return TreeEnsemble(
      features: 3, base: 0.3,
      trees: (0..<trees).map { _ in
        var nodes: [Node] = []
        var open = 1
        while nodes.count < open {
          let value = Float(generator.normal())
          guard open < 12, nodes.isEmpty || generator.uniform() < 0.7 else {
            nodes.append(Node(value: value))
            continue
          }
          nodes.append(
            Node(
              feature: generator.integer(in: 0...2), threshold: Float(generator.normal()),
              left: open, right: open + 1, missingGoesLeft: generator.uniform() < 0.5, value: value)
          )
          open += 2
        }
        return nodes
      })
  }

  private static func cases(_ count: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(root: seed, stage: "cases")
    return Matrix(
      rowMajor: (0..<count).map { _ in
        (0..<3).map { _ in generator.uniform() < 0.1 ? .nan : generator.normal() }
      })
  }

  /// Cases and their sums.
  private static let destinations: [([Double], Double)] = [
    ([0.2, 0], 1.875), ([0.25, 0], 2.375), ([0.25, -1], 2.375), ([1, -2], -0.125),
    ([.nan, -2], 1.875), ([1, .nan], 2.375), ([(0.25).nextDown, 0], 1.875),
    ([-.infinity, 0], 1.875), ([.infinity, -.infinity], -0.125),
  ]

  @Test(
    "a case goes left below the threshold, right on it, and where the node says when missing",
    arguments: destinations)
  func routes(_ row: [Double], _ sum: Double) {
    #expect(Self.ensemble.sums(Matrix(rowMajor: [row])) == [sum])
  }

  @Test("any cut of the cases gives the same bits", arguments: [1, 2] as [UInt64])
  func cuts(_ seed: UInt64) {
    let (trees, cases) = (Self.random(seed), Self.cases(50, seed: seed))
    let whole = trees.sums(cases)
    #expect((0..<50).flatMap { trees.sums(cases.rows($0..<$0 + 1)) }.bits == whole.bits)
    #expect(trees.sums(cases.rows(0..<0)).isEmpty)
  }

  @Test("parts with the roots' means and the base are the sum")
  func parts() {
    let (trees, cases) = (Self.random(3), Self.cases(40, seed: 3))
    let start = trees.trees.reduce(Double(trees.base)) { $0 + Double($1[0].value) }
    for (i, sum) in trees.sums(cases).enumerated() {
      let parts = trees.parts(cases.row(i))
      #expect(abs(parts.reduce(start, +) - sum) < 1e-12)
    }
    #expect(Self.ensemble.parts([1, -2]) == [-0.25, -0.75])
  }

  @Test("exact sums start at 0, differ by one constant, and need at most 24 bits", arguments: 4..<9)
  func exact(_ seed: UInt64) {
    let (trees, cases) = (Self.random(seed, trees: 300), Self.cases(200, seed: seed))
    let exact = trees.withExactSums()
    #expect(exact.base == 0 && exact.trees.map(\.count) == trees.trees.map(\.count))
    for tree in exact.trees {
      #expect(tree.filter { $0.feature == nil }.map(\.value).min() == 0)
    }
    let (before, after) = (trees.sums(cases), exact.sums(cases))
    let most = exact.trees.reduce(0.0) { sum, tree in
      sum + tree.reduce(0.0) { $1.feature == nil ? max($0, Double($1.value)) : $0 }
    }
    let differences = zip(before, after).map { $0 - $1 }
    let spread = (differences.max() ?? 0) - (differences.min() ?? 0)
    // Twice the bound, of two sums.
    #expect(spread <= 2 * 300 * most * 0x1p-23)
    for i in 0..<200 {
      let leaves = zip(exact.trees, exact.leaves(cases.row(i))).map { $0[$1].value }
      #expect(Double(leaves.reduce(0, +)) == after[i])
      #expect(Double(leaves.reversed().reduce(0, +)) == after[i])
    }
  }

  @Test("trees of one leaf each have the sum 0 when it is exact")
  func stumps() {
    let one = TreeEnsemble(features: 1, base: 3, trees: [[Node(value: -2)], [Node(value: 5)]])
    #expect(one.withExactSums().sums(Matrix(rowMajor: [[7]])) == [0])
    let none = TreeEnsemble(features: 1, base: 3, trees: [])
    #expect(none.sums(Matrix(rowMajor: [[7]])) == [3])
    #expect(none.withExactSums().sums(Matrix(rowMajor: [[7]])) == [0])
  }

  @Test("arrays restore the same trees")
  func restores() throws {
    for trees in [Self.ensemble, Self.random(9)] {
      let artifact = ModelArtifact(kind: "trees", arrays: trees.arrays)
      #expect(try TreeEnsemble(artifact: artifact, features: trees.features) == trees)
    }
  }

  private static let damages: [(String, [Double], String)] = [
    ("tree-left", [0.0, 0, 3, 0, 0, 0], "node 0 of tree 0 must lead to nodes 1 to 4, got 0"),
    ("tree-right", [2, 0, 5, 0, 0, 0], "node 2 of tree 0 must lead to nodes 3 to 4, got 5"),
    (
      "tree-feature", [2, -1, 1, -1, -1, -1],
      "'tree-feature' must be whole numbers from -1 to 1, got 2.0"
    ),
    (
      "tree-nodes", [5.5, 0.5], "'tree-nodes' must be whole numbers from 1 to 1073741824, got 5.5"
    ),
    ("tree-nodes", [5], "array 'tree-feature' has shape [6], expected [5]"),
    (
      "tree-value", [0.1, 1, 1, 1, 1, 1],
      "'tree-value' must be finite numbers of single precision, got 0.1"
    ),
    (
      "tree-threshold", [.infinity, 1, 1, 1, 1, 1],
      "'tree-threshold' must be finite numbers of single precision, got inf"
    ),
    (
      "tree-missing-left", [2, 0, 0, 0, 0, 0],
      "'tree-missing-left' must be whole numbers from 0 to 1, got 2.0"
    ),
    ("tree-base", [], "array 'tree-base' has shape [0], expected [1]"),
  ]

  @Test("arrays that describe no trees are refused", arguments: damages)
  func damaged(_ name: String, _ values: [Double], _ problem: String) {
    var artifact = ModelArtifact(kind: "trees", arrays: Self.ensemble.arrays)
    artifact.arrays[name] = .init(values)
    let fault = #expect(throws: Fault.self) { try TreeEnsemble(artifact: artifact, features: 2) }
    #expect(fault?.problem == "model 'trees': " + problem)
  }
}
