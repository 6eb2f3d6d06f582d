internal import Diagnostics
internal import Foundation

/// The parts of XGBoost's JSON model that make its trees.
///
/// Source: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html, schema of 1.6 and later.
struct XGBoostModelText: Decodable {
  struct Learner: Decodable {
    struct Parameters: Decodable {
      let baseScore: String
    }
    struct Booster: Decodable {
      struct Model: Decodable {
        let trees: [Tree]
      }
      let model: Model
    }
    let learnerModelParam: Parameters
    let gradientBooster: Booster
  }

  /// A tree: a value per node in each list.
  struct Tree: Decodable {
    /// −1 in a leaf.
    let leftChildren: [Int]
    let rightChildren: [Int]
    let splitIndices: [Int]
    /// The threshold; in a leaf what it adds.
    let splitConditions: [Double]
    let defaultLeft: [Int]
    /// Σ hessian of the training cases that came here.
    let sumHessian: [Double]
  }

  private let learner: Learner

  /// Reads a model.
  init(json: String) throws(Fault) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(Self.self, from: Data(json.utf8))
    } catch {
      throw Fault(
        .missingPackage, "the model that XGBoost wrote is not of a version that is read: \(error)",
        hint: "install XGBoost 1.6 or newer")
    }
  }

  /// The trees, their nodes level by level.
  func trees(features: Int) throws(Fault) -> TreeEnsemble {
    // "5E-1"; from 3.0 on "[5E-1]".
    let text = learner.learnerModelParam.baseScore.trimmingCharacters(in: ["[", "]"])
    guard let score = Double(text), score > 0, score < 1 else {
      throw Fault(.ourBug, "XGBoost's base score must be between 0 and 1, got '\(text)'")
    }
    var trees: [[TreeEnsemble.Node]] = []
    for tree in learner.gradientBooster.model.trees { trees.append(try Self.nodes(of: tree)) }
    return TreeEnsemble(features: features, base: Float(-log(1 / score - 1)), trees: trees)
  }

  private static func nodes(of tree: Tree) throws(Fault) -> [TreeEnsemble.Node] {
    let count = tree.leftChildren.count
    let lengths = [
      tree.rightChildren.count, tree.splitIndices.count, tree.splitConditions.count,
      tree.defaultLeft.count, tree.sumHessian.count,
    ]
    guard count > 0, lengths.allSatisfy({ $0 == count }) else {
      throw Fault(.ourBug, "a tree of XGBoost's needs as many of everything, got \(lengths)")
    }
    // Nodes that were cut off again stay in the lists, but nothing leads to them.
    var order = [0]
    var nodes: [TreeEnsemble.Node] = []
    while nodes.count < order.count {
      let own = order[nodes.count]
      let value = Float(tree.splitConditions[own])
      guard tree.leftChildren[own] >= 0 else {
        nodes.append(TreeEnsemble.Node(value: value))
        continue
      }
      let children = [tree.leftChildren[own], tree.rightChildren[own]]
      guard children.allSatisfy({ (0..<count).contains($0) }), order.count + 2 <= count else {
        throw Fault(.ourBug, "a tree of XGBoost's \(count) nodes leads to nodes \(children)")
      }
      nodes.append(
        TreeEnsemble.Node(
          feature: tree.splitIndices[own], threshold: value, left: order.count,
          right: order.count + 1, missingGoesLeft: tree.defaultLeft[own] != 0, value: 0))
      order += children
    }
    // Children stand behind their parent: the means are known from the end on.
    for place in nodes.indices.reversed() where nodes[place].feature != nil {
      let below = [nodes[place].left, nodes[place].right]
      let weights = below.map { tree.sumHessian[order[$0]] }
      let sum = zip(below, weights).reduce(0.0) { $0 + Double(nodes[$1.0].value) * $1.1 }
      let total = weights.reduce(0, +)
      nodes[place].value = Float(total > 0 ? sum / total : 0)
    }
    return nodes
  }
}
