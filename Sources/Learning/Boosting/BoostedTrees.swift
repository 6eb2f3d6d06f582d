internal import Foundation
public import LinearAlgebra

/// A classifier of two kinds of cases: gradient-boosted trees on histograms, log-loss.
///
/// scikit-learn 1.9's `HistGradientBoostingClassifier` with its defaults, for finite features and without the
/// early stopping that those switch on above 10,000 cases. Nothing is drawn: the same cases give the same bits.
/// Friedman 2001, algorithm 1; Ke et al. 2017 (LightGBM), section 2.
public struct BoostedTrees: Sendable {
  /// How trees are grown.
  public struct Settings: Sendable, Equatable {
    /// How many trees.
    public var rounds = 100
    /// By what each tree is shrunk, above 0 to 1.
    public var rate = 0.1
    /// The most leaves of a tree, from 2.
    public var leaves = 31
    /// The fewest cases of a leaf, from 1.
    public var leastCases = 20
    /// The most bins of a feature, 2 to 256.
    public var bins = 255

    /// The defaults.
    public init() {}
  }

  // The log-odds before the first tree.
  private let baseline: Double
  private let trees: [GradientTree]

  /// Fits *cases × features*, finite; both kinds must occur.
  public init(_ values: Matrix, isPositive: [Bool], settings: Settings = Settings()) {
    let positive = isPositive.count { $0 }
    precondition(
      values.rows == isPositive.count && positive > 0 && positive < isPositive.count,
      "\(values.rows) cases need a kind each, and both must occur")
    let cases = BinnedCases(values, most: settings.bins)
    let share = Double(positive) / Double(isPositive.count)
    baseline = log(share / (1 - share))
    var raw = [Double](repeating: baseline, count: cases.count)
    var gradients = [Float](repeating: 0, count: cases.count)
    var hessians = gradients
    var trees: [GradientTree] = []
    for _ in 0..<settings.rounds {
      for index in raw.indices {
        // With e = exp(−raw): gradient 1/(1 + e) − y, hessian e/(1 + e)².
        let e = exp(-max(raw[index], -37))
        let y = isPositive[index] ? 1.0 : 0
        gradients[index] = Float(((1 - y) - y * e) / (1 + e))
        hessians[index] = Float(e / ((1 + e) * (1 + e)))
      }
      trees.append(
        GradientTree(
          cases, gradients: gradients, hessians: hessians, settings: settings, adding: &raw))
    }
    self.trees = trees
  }

  /// How likely each of *cases × features* is a positive one, 0 to 1.
  public func probabilities(_ values: Matrix) -> [Double] {
    (0..<values.rows).map { index in
      let row = values.row(index)
      let raw = trees.reduce(baseline) { $0 + $1.value(row) }
      return 1 / (1 + exp(-raw))
    }
  }
}
