internal import Foundation
public import LinearAlgebra

/// Regimes of operation that no tag shows: stretches in which what the equations do not foresee has another
/// mean.
///
/// A consumer that is on for days, another product, a valve that somebody left open: the unknown inputs of a
/// plant then jump and stay. Means of surprises over blocks of rows go through a ``HiddenMarkovModel`` whose
/// states differ in their means alone. What merely drifts is no regime: unseen blocks must be likelier by the
/// states than by a first-order autoregression; nor is what comes and goes: every regime lasts three blocks on
/// average at least.
public struct OperatingRegimes: Sendable, Equatable {
  /// The greatest number that is looked for.
  public static let most = 4
  /// By how much the logarithm of unseen blocks' likelihood must rise, for regimes instead of drift and for one
  /// more of them.
  public static let leastGain = 10.0
  /// The least probability that a regime is the next block's, too.
  public static let leastStay = 2.0 / 3
  /// The fewest rows of a block.
  public static let fewestRows = 12

  /// The tags whose surprises tell.
  public var tags: [Int]
  /// Rows of a block.
  public var blockRows: Int
  /// One over the deviation of each tag's surprises.
  public var factors: [Double]
  /// The regimes, of blocks' standardised means.
  public var chain: HiddenMarkovModel

  /// Makes regimes that are known.
  public init(tags: [Int], blockRows: Int, factors: [Double], chain: HiddenMarkovModel) {
    precondition(
      tags.count == factors.count && chain.means.columns == tags.count && blockRows > 0,
      "regimes of \(tags.count) tags need a mean of each")
    self.tags = tags
    self.blockRows = blockRows
    self.factors = factors
    self.chain = chain
  }

  /// How many there are.
  public var count: Int { chain.count }

  /// The regime of every row.
  ///
  /// O(rows · tags).
  ///
  /// - Parameters:
  ///   - surprises: *tags × rows*, of all tags; NaN counts as 0.
  ///   - follows: Whether a row follows the one before it. Blocks end where none does; a rest of fewer rows
  ///     belongs to the block before.
  public func path(_ surprises: Matrix, follows: [Bool]) -> [Int] {
    let blocks = Self.blocks(follows, rows: blockRows)
    let path = chain.path(Self.means(surprises, tags: tags, factors: factors, blocks: blocks))
    var result = [Int](repeating: 0, count: follows.count)
    for (block, regime) in zip(blocks, path) { for row in block { result[row] = regime } }
    return result
  }

  /// Finds regimes in what equations did not foresee.
  ///
  /// - Parameters:
  ///   - surprises: *tags × rows*, of all tags; NaN counts as 0.
  ///   - tags: Those that tell.
  ///   - longest: The most rows of a block.
  /// - Returns: Nil where states do not make the last 30 % of the blocks likelier than an autoregression does,
  ///   and with fewer than 40 blocks.
  public static func fit(
    _ surprises: Matrix, follows: [Bool], tags: [Int], longest: Int
  ) -> OperatingRegimes? {
    let rows = max(fewestRows, min(longest, follows.count / 100))
    let blocks = blocks(follows, rows: rows)
    guard blocks.count >= 40, !tags.isEmpty else { return nil }
    let factors = tags.map { tag -> Double in
      let x = surprises.row(tag).filter { !$0.isNaN }
      let squares = x.reduce(0) { $0 + $1 * $1 } / Double(max(x.count, 1))
      return squares > 0 && squares.isFinite ? 1 / squares.squareRoot() : 0
    }
    let told = tags.indices.filter { factors[$0] > 0 }
    let (kept, scales) = (told.map { tags[$0] }, told.map { factors[$0] })
    guard !kept.isEmpty else { return nil }
    let means = means(surprises, tags: kept, factors: scales, blocks: blocks)
    let cut = blocks.count * 7 / 10
    let (early, late) = (means.rows(0..<cut), means.rows(cut..<blocks.count))
    var best: (states: Int, likelihood: Double)?
    for states in 2...most {
      guard let chain = chain(early, states: states) else { continue }
      let likelihood = chain.logLikelihood(late)
      if likelihood > (best?.likelihood ?? drift(early, late)) + leastGain {
        best = (states, likelihood)
      }
    }
    guard let best, let chain = chain(means, states: best.states) else { return nil }
    return OperatingRegimes(tags: kept, blockRows: rows, factors: scales, chain: chain)
  }

  private static func chain(_ means: Matrix, states: Int) -> HiddenMarkovModel? {
    HiddenMarkovModel.fit(means, states: states, sharesVariances: true)
      .flatMap { $0.transition.diagonal.allSatisfy { $0 >= leastStay } ? $0 : nil }
  }

  // ln P of unseen blocks by an autoregression of each tag:
  //     yₜ − m ~ N(φ (yₜ₋₁ − m), σ²)
  private static func drift(_ early: Matrix, _ late: Matrix) -> Double {
    var likelihood = 0.0
    for j in 0..<late.columns {
      let (x, y) = (early.column(j), late.column(j))
      let mean = x.reduce(0, +) / Double(x.count)
      var (products, squares) = (0.0, 0.0)
      for i in 1..<x.count {
        products += (x[i] - mean) * (x[i - 1] - mean)
        squares += (x[i - 1] - mean) * (x[i - 1] - mean)
      }
      let memory = squares > 0 ? products / squares : 0
      var left = 0.0
      for i in 1..<x.count {
        let error = x[i] - mean - memory * (x[i - 1] - mean)
        left += error * error
      }
      let variance = max(left / Double(x.count - 1), 1e-12)
      for i in y.indices {
        let last = i > 0 ? y[i - 1] : x[x.count - 1]
        let error = y[i] - mean - memory * (last - mean)
        likelihood -= 0.5 * (error * error / variance + log(2 * Double.pi * variance))
      }
    }
    return likelihood
  }

  // Stretches cut into blocks of equal length; a rest belongs to the last, a shorter stretch is a block of its
  // own.
  private static func blocks(_ follows: [Bool], rows: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    for row in 1..<(max(follows.count, 1) + 1) {
      guard row >= follows.count || !follows[row] else { continue }
      let stretch = start..<min(row, follows.count)
      let pieces = max(stretch.count / rows, stretch.isEmpty ? 0 : 1)
      for piece in 0..<pieces {
        let begin = stretch.lowerBound + piece * rows
        blocks.append(begin..<(piece == pieces - 1 ? stretch.upperBound : begin + rows))
      }
      start = row
    }
    return blocks
  }

  // *blocks × tags*.
  private static func means(
    _ surprises: Matrix, tags: [Int], factors: [Double], blocks: [Range<Int>]
  ) -> Matrix {
    var means = Matrix(rows: blocks.count, columns: tags.count)
    for (k, block) in blocks.enumerated() {
      for (j, tag) in tags.enumerated() {
        var sum = 0.0
        for row in block where !surprises[tag, row].isNaN { sum += surprises[tag, row] }
        means[k, j] = sum * factors[j] / Double(block.count)
      }
    }
    return means
  }
}
