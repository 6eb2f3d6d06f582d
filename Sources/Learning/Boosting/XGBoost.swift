internal import CXGBoost
public import Diagnostics
public import LinearAlgebra

/// Grows classifiers with XGBoost's histogram method, and hands them over as trees of our own.
///
/// Log-loss, base 0. Scoring, artifacts and ONNX need nothing of the library. A fit runs on one thread, so
/// that sums have one order (histograms of threads are merged in no promised one); parallelism is the caller's,
/// over fits. With `share` 1 nothing is drawn.
///
/// ``BoostedTrees`` stays beside it: it is held against scikit-learn bit by bit, which is what the
/// two-sample test reports, and XGBoost's splits and penalties are others.
/// Source: Chen and Guestrin (2016), XGBoost; written for its C interface from 1.6 on.
public struct XGBoost: Sendable, Equatable {
  /// How many trees.
  public var rounds = 300
  /// The most cuts from the root of a tree to a leaf.
  public var depth = 4
  /// By what each tree is shrunk.
  public var rate = 0.1
  /// The penalty on the squares of leaves (λ).
  public var penalty = 1.0
  /// The least sum of hessians in a leaf.
  public var leastHessian = 1.0
  /// The most bins of a feature.
  public var bins = 256
  /// The share of the cases that each tree sees, above 0 to 1.
  public var share = 1.0
  /// What decides which those are.
  public var seed: UInt32 = 0

  /// The defaults.
  public init() {}

  /// Fits *cases × features*; missing values are NaN.
  ///
  /// - Parameters:
  ///   - cases: rounded to single numbers.
  ///   - isPositive: a kind per case; both must occur.
  ///   - weights: a weight per case, ≥ 0; 1 where nil.
  /// - Returns: trees whose sums are log-odds of the positive kind.
  /// - Throws: ``Fault`` of kind `badData` with what XGBoost says: infinite cells, settings outside its ranges.
  public func classifier(
    _ cases: Matrix, isPositive: [Bool], weights: [Double]? = nil
  ) throws(Fault) -> TreeEnsemble {
    try fit(cases, isPositive: isPositive, weights: weights, judging: nil).trees
  }

  /// The same, with the margins that XGBoost itself gives other cases.
  package func classifier(
    _ cases: Matrix, isPositive: [Bool], weights: [Double]? = nil, judging others: Matrix
  ) throws(Fault) -> (trees: TreeEnsemble, margins: [Float]) {
    try fit(cases, isPositive: isPositive, weights: weights, judging: others)
  }

  private func fit(
    _ cases: Matrix, isPositive: [Bool], weights: [Double]?, judging others: Matrix?
  ) throws(Fault) -> (trees: TreeEnsemble, margins: [Float]) {
    let positive = isPositive.count { $0 }
    precondition(
      cases.rows == isPositive.count && positive > 0 && positive < isPositive.count,
      "\(cases.rows) cases need a kind each, and both must occur")
    let data = try XGBoostData(cases)
    try data.set("label", isPositive.map { $0 ? 1 : 0 })
    if let weights {
      precondition(weights.count == cases.rows, "\(cases.rows) cases need a weight each")
      try data.set("weight", weights.map { Float($0) })
    }
    let booster = try XGBoostBooster(data)
    for (name, value) in parameters { try booster.set(name, value) }
    for round in 0..<rounds { try booster.update(round, data) }
    let trees = try XGBoostModelText(json: try booster.json()).trees(features: cases.columns)
    guard let others else { return (trees, []) }
    return (trees, try booster.margins(try XGBoostData(others)))
  }

  private var parameters: [(String, String)] {
    [
      // First: what follows is judged quietly.
      ("verbosity", "0"), ("nthread", "1"), ("seed", "\(seed)"),
      ("objective", "binary:logistic"), ("base_score", "0.5"), ("tree_method", "hist"),
      ("max_depth", "\(depth)"), ("eta", "\(rate)"), ("lambda", "\(penalty)"),
      ("min_child_weight", "\(leastHessian)"), ("max_bin", "\(bins)"), ("subsample", "\(share)"),
    ]
  }
}
