internal import Foundation
public import LinearAlgebra

/// States that nobody sees, one after another by chance, each with its own mean and spread of what is seen.
///
///     P(sₜ = j | sₜ₋₁ = i) = aᵢⱼ,   yₜ | sₜ = k ~ N(μₖ, diag σₖ²)
///
/// Sources: Rabiner (1989), Proc. IEEE 77(2), sections III and V; Hamilton (1989), Econometrica 57(2), for
/// series whose mean switches. Numbers held against hmmlearn.
public struct HiddenMarkovModel: Sendable, Equatable {
  /// P(s₀), a share per state.
  public var initial: [Double]
  /// a, *states × states*; rows sum to 1.
  public var transition: Matrix
  /// μ, *states × values*.
  public var means: Matrix
  /// σ², *states × values*, > 0.
  public var variances: Matrix

  /// Makes a model that is known.
  public init(initial: [Double], transition: Matrix, means: Matrix, variances: Matrix) {
    precondition(
      transition.rows == initial.count && transition.isSquare && means.rows == initial.count
        && variances.rows == means.rows && variances.columns == means.columns,
      "a hidden Markov model of \(initial.count) states needs rows for each")
    self.initial = initial
    self.transition = transition
    self.means = means
    self.variances = variances
  }

  /// How many states there are.
  public var count: Int { initial.count }

  // ln N(y; μ, σ²) of every row and state.
  private func densities(_ values: Matrix) -> [[Double]] {
    (0..<values.rows).map { row in
      (0..<count).map { k in
        var sum = 0.0
        for j in 0..<values.columns {
          let error = values[row, j] - means[k, j]
          sum -= 0.5 * (error * error / variances[k, j] + log(2 * Double.pi * variances[k, j]))
        }
        return sum
      }
    }
  }

  // P(sₜ | y₀ … yₜ) row by row, with the likelihood of each row given those before it.
  private func forward(_ densities: [[Double]]) -> (shares: [[Double]], scales: [Double]) {
    var shares: [[Double]] = []
    var scales: [Double] = []
    var before = initial
    for (row, density) in densities.enumerated() {
      let expected = row == 0 ? before : ahead(before)
      let top = density.max() ?? 0
      var now = (0..<count).map { expected[$0] * exp(density[$0] - top) }
      let sum = now.reduce(0, +)
      // All states are impossible: what was expected stands.
      now = sum > 0 ? now.map { $0 / sum } : expected
      shares.append(now)
      scales.append(sum > 0 ? log(sum) + top : top)
      before = now
    }
    return (shares, scales)
  }

  /// Where states will be one row later.
  ///
  /// O(states²).
  public func ahead(_ shares: [Double]) -> [Double] {
    (0..<count).map { j in (0..<count).reduce(0) { $0 + shares[$1] * transition[$1, j] } }
  }

  /// How probable each state is after one more row: the filter's step from P(sₜ₋₁ | y₀ … yₜ₋₁).
  ///
  /// O(states² + states · values).
  public func taking(_ values: [Double], after shares: [Double]) -> [Double] {
    let density = densities(Matrix(rowMajor: [values]))[0]
    let expected = ahead(shares)
    let top = density.max() ?? 0
    let now = (0..<count).map { expected[$0] * exp(density[$0] - top) }
    let sum = now.reduce(0, +)
    return sum > 0 ? now.map { $0 / sum } : expected
  }

  /// ln P(y₀ … yₙ), *rows × values*.
  ///
  /// O(rows · (states² + states · values)).
  public func logLikelihood(_ values: Matrix) -> Double {
    forward(densities(values)).scales.reduce(0, +)
  }

  /// What is expected of every row by those before it: Σ P(sₜ = k | y₀ … yₜ₋₁) μₖ, *rows × values*.
  public func foretold(_ values: Matrix) -> Matrix {
    let shares = forward(densities(values)).shares
    var result = Matrix(rows: values.rows, columns: values.columns)
    for row in 0..<values.rows {
      let expected = row == 0 ? initial : ahead(shares[row - 1])
      for j in 0..<values.columns {
        result[row, j] = (0..<count).reduce(0) { $0 + expected[$1] * means[$1, j] }
      }
    }
    return result
  }

  /// The likeliest course of states (Viterbi), one per row.
  ///
  /// O(rows · states²).
  public func path(_ values: Matrix) -> [Int] {
    let densities = densities(values)
    guard let first = densities.first else { return [] }
    var best = (0..<count).map { log(initial[$0]) + first[$0] }
    var origins: [[Int]] = []
    for density in densities.dropFirst() {
      var next = best
      var from = [Int](repeating: 0, count: count)
      for j in 0..<count {
        var top = -Double.infinity
        for i in 0..<count {
          let value = best[i] + log(transition[i, j])
          if value > top { (top, from[j]) = (value, i) }
        }
        next[j] = top + density[j]
      }
      best = next
      origins.append(from)
    }
    var state = best.indices.max { best[$0] < best[$1] } ?? 0
    var path = [state]
    for from in origins.reversed() {
      state = from[state]
      path.append(state)
    }
    return path.reversed()
  }

  /// Learns a model of some states from rows by expectation and maximisation (Baum and Welch).
  ///
  /// It begins with rows in order of their first principal component, cut into equal parts that tend to last;
  /// nothing is drawn. Variances stay above a hundredth of the whole's, counts of transitions begin at one
  /// tenth. O(iterations · rows · (states² + states · values)).
  ///
  /// - Parameter sharesVariances: Whether all states have one σ²: then they differ in their means alone.
  /// - Returns: Nil with fewer than ten rows for each state, and where a state is left with fewer than two.
  public static func fit(
    _ values: Matrix, states: Int, sharesVariances: Bool = false, iterations: Int = 100
  ) -> HiddenMarkovModel? {
    guard states >= 1, values.columns >= 1, values.rows >= 10 * states else { return nil }
    let floors = (0..<values.columns).map { j -> Double in
      let x = values.column(j)
      let mean = x.reduce(0, +) / Double(x.count)
      return max(x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count) / 100, 1e-12)
    }
    var shares = beginning(values, states: states)
    var pairs = Matrix(rows: states, columns: states)
    for i in 0..<states {
      for j in 0..<states { pairs[i, j] = i == j ? 9 : 1 / Double(max(states - 1, 1)) }
    }
    var likelihood = -Double.infinity
    var model: HiddenMarkovModel?
    for _ in 0..<iterations {
      guard var next = maximised(values, shares, pairs, floors) else { return nil }
      if sharesVariances { next.shareVariances(shares) }
      let densities = next.densities(values)
      let (forward, scales) = next.forward(densities)
      let now = scales.reduce(0, +)
      model = next
      if now - likelihood < 1e-6 * max(abs(now), 1) { break }
      likelihood = now
      (shares, pairs) = next.smoothed(forward, densities)
    }
    return model
  }

  // Rows in order of their first principal component, cut into equal parts.
  private static func beginning(_ values: Matrix, states: Int) -> [[Double]] {
    let scores = firstComponent(values)
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var shares = [[Double]](
      repeating: [Double](repeating: 0, count: states), count: values.rows)
    for (place, row) in order.enumerated() { shares[row][place * states / values.rows] = 1 }
    return shares
  }

  private static func firstComponent(_ values: Matrix) -> [Double] {
    var centred = values
    for j in 0..<values.columns {
      let mean = values.column(j).reduce(0, +) / Double(values.rows)
      centred.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] -= mean }
      }
    }
    guard let eigen = try? SymmetricEigen(centred.gram()) else { return values.column(0) }
    let greatest = eigen.values.indices.max { eigen.values[$0] < eigen.values[$1] } ?? 0
    return centred.times(eigen.vectors.column(greatest))
  }

  private static func maximised(
    _ values: Matrix, _ shares: [[Double]], _ pairs: Matrix, _ floors: [Double]
  ) -> HiddenMarkovModel? {
    let states = pairs.rows
    var means = Matrix(rows: states, columns: values.columns)
    var variances = means
    var transition = pairs
    for k in 0..<states {
      let weight = shares.reduce(0) { $0 + $1[k] }
      guard weight >= 2 else { return nil }
      for j in 0..<values.columns {
        var sum = 0.0
        for row in shares.indices { sum += shares[row][k] * values[row, j] }
        let mean = sum / weight
        var squares = 0.0
        for row in shares.indices {
          squares += shares[row][k] * (values[row, j] - mean) * (values[row, j] - mean)
        }
        means[k, j] = mean
        variances[k, j] = max(squares / weight, floors[j])
      }
      let total = (0..<states).reduce(0) { $0 + pairs[k, $1] + 0.1 }
      for j in 0..<states { transition[k, j] = (pairs[k, j] + 0.1) / total }
    }
    let first = shares[0].map { $0 + 0.1 }
    let whole = first.reduce(0, +)
    return HiddenMarkovModel(
      initial: first.map { $0 / whole }, transition: transition, means: means,
      variances: variances)
  }

  private mutating func shareVariances(_ shares: [[Double]]) {
    let weights = (0..<count).map { k in shares.reduce(0) { $0 + $1[k] } }
    let whole = weights.reduce(0, +)
    for j in 0..<means.columns {
      let mean = (0..<count).reduce(0) { $0 + weights[$1] * variances[$1, j] } / whole
      for k in 0..<count { variances[k, j] = mean }
    }
  }

  // P(sₜ | all rows), and the expected number of steps from each state to each.
  private func smoothed(
    _ forward: [[Double]], _ densities: [[Double]]
  ) -> (shares: [[Double]], pairs: Matrix) {
    var shares = forward
    var pairs = Matrix(rows: count, columns: count)
    for row in (0..<(forward.count - 1)).reversed() {
      let expected = ahead(forward[row])
      for i in 0..<count {
        var sum = 0.0
        for j in 0..<count where expected[j] > 0 {
          // P(sₜ = i, sₜ₊₁ = j | all) = P(i | past) aᵢⱼ P(j | all) / P(j | past)
          let both = forward[row][i] * transition[i, j] * shares[row + 1][j] / expected[j]
          pairs[i, j] += both
          sum += both
        }
        shares[row][i] = sum
      }
    }
    return (shares, pairs)
  }
}
