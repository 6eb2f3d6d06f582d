internal import LinearAlgebra

/// Relations of few variables that hold nearly exactly: one variable by a sum of a few others.
///
///     y ≈ Σ wₖ xₖ,   unexplained = Var(y − Σ wₖ xₖ) / Var(y)
///
/// Variables enter one by one, each time the one that leaves least (orthogonal least squares), as long as it takes
/// away a fifth of what is left. Source: Chen, Cowan & Grant (1991), IEEE Trans. Neural Networks 2(2).
struct RelationSearch {
  /// One relation among variables of a covariance.
  struct Relation: Equatable {
    /// What is explained.
    var target: Int
    /// By what, in the order of entering.
    var terms: [Int]
    /// Their weights.
    var weights: [Double]
    /// The share of the target's variance that is left, 0 to 1.
    var unexplained: Double

    /// All variables, ascending.
    var members: [Int] { ([target] + terms).sorted() }
  }

  /// The covariance of all variables.
  let covariance: Matrix
  /// The most variables that explain another.
  let most: Int

  /// What a further variable must leave at most of what is left, so that it enters.
  static let worth = 0.8
  /// A variable with less than this share of its variance left is told by those that entered before.
  static let leastOwn = 1e-6

  /// The best relation that explains a target by some candidates; nil where it or none of them varies.
  ///
  /// O(most² · candidates).
  func relation(of target: Int, by candidates: [Int]) -> Relation? {
    let whole = covariance[target, target]
    guard whole > 0 else { return nil }
    // What is left of each candidate's variance, and of its covariance with the target, beside those that entered.
    var own = candidates.map { covariance[$0, $0] }
    var shared = candidates.map { covariance[$0, target] }
    var left = whole
    var chosen: [Int] = []
    var directions: [[Double]] = []
    while chosen.count < most {
      var best: (place: Int, gain: Double)?
      for (place, tag) in candidates.enumerated() where !chosen.contains(place) {
        guard own[place] > Self.leastOwn * covariance[tag, tag] else { continue }
        let gain = shared[place] * shared[place] / own[place]
        if gain > best?.gain ?? 0 { best = (place, gain) }
      }
      guard let best, left - best.gain <= Self.worth * left else { break }
      // The entering variable's covariance with every candidate, beside those before it.
      var direction = candidates.map { covariance[$0, candidates[best.place]] }
      for (k, earlier) in directions.enumerated() {
        let ratio = earlier[best.place] / earlier[chosen[k]]
        for i in direction.indices { direction[i] -= ratio * earlier[i] }
      }
      let (size, common) = (own[best.place], shared[best.place])
      for i in direction.indices {
        own[i] -= direction[i] * direction[i] / size
        shared[i] -= direction[i] * common / size
      }
      left = max(left - best.gain, 0)
      chosen.append(best.place)
      directions.append(direction)
    }
    guard !chosen.isEmpty else { return nil }
    let terms = chosen.map { candidates[$0] }
    let gram = covariance.selecting(rows: terms, columns: terms)
    guard let factor = try? Cholesky(gram) else { return nil }
    let weights = factor.solve(terms.map { covariance[$0, target] })
    return Relation(
      target: target, terms: terms, weights: weights, unexplained: min(left / whole, 1))
  }

  /// One relation of each set of variables: the one that explains most, the best first.
  static func distinct(_ relations: [Relation]) -> [Relation] {
    var seen: Set<[Int]> = []
    return relations.enumerated()
      .sorted { ($0.element.unexplained, $0.offset) < ($1.element.unexplained, $1.offset) }
      .map(\.element)
      .filter { seen.insert($0.members).inserted }
  }
}
