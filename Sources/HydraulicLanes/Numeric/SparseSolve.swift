/// Factorisation and solution of eight sparse symmetric systems of one pattern at once.
///
/// The matrices are those of networks: off the diagonal −w ≤ 0, on it the sum of the row's w and of
/// a part to the ground g ≥ 0. A = L·D·Lᵀ is then found without a subtraction, so that every pivot
/// is exact to rounding even where conductances differ by sixteen orders of magnitude, and a part
/// without ground has a pivot of exactly 0. Right-looking; the forward substitution runs along.
///
/// Source: Alfa, Xue and Ye (2002), Accurate computation of the smallest eigenvalue of a diagonally
/// dominant M-matrix, Math. Comp. 71 (elimination after Grassmann, Taksar and Heyman).
enum SparseSolve {
  /// Solves A·x = b in place.
  ///
  /// - Parameters:
  ///   - grounds: g of every row; afterwards without meaning.
  ///   - weights: w of every entry in the pattern's order; afterwards −L.
  ///   - right: b; afterwards x. Numbered by steps.
  ///   - inverse: Room for 1/D.
  /// - Returns: Per lane the smallest pivot; a lane at 0 (or NaN) is singular and its x has no
  /// meaning.
  /// - Complexity: O(targets + entries).
  static func solve(
    _ pattern: SparsePattern, grounds: UnsafeMutablePointer<LaneVector>,
    weights: UnsafeMutablePointer<LaneVector>, right: UnsafeMutablePointer<LaneVector>,
    inverse: UnsafeMutablePointer<LaneVector>
  ) -> LaneVector {
    let count = pattern.count
    return pattern.columnStarts.withUnsafeBufferPointer { starts in
      pattern.entryRows.withUnsafeBufferPointer { rows in
        pattern.targets.withUnsafeBufferPointer { targets in
          let least = factor(
            count: count, starts: starts, rows: rows, targets: targets, grounds: grounds,
            weights: weights, right: right, inverse: inverse)
          substituteBack(
            count: count, starts: starts, rows: rows, weights: weights, right: right,
            inverse: inverse)
          return least
        }
      }
    }
  }

  @inline(__always) private static func factor(
    count: Int, starts: UnsafeBufferPointer<Int32>, rows: UnsafeBufferPointer<Int32>,
    targets: UnsafeBufferPointer<Int32>, grounds: UnsafeMutablePointer<LaneVector>,
    weights: UnsafeMutablePointer<LaneVector>, right: UnsafeMutablePointer<LaneVector>,
    inverse: UnsafeMutablePointer<LaneVector>
  ) -> LaneVector {
    guard let starts = starts.baseAddress else { return LaneVector(repeating: 1) }
    var least = LaneVector(repeating: .infinity)
    var target = 0
    for column in 0..<count {
      let begin = Int(starts[column])
      let end = Int(starts[column &+ 1])
      let ground = grounds[column]
      // d = g + Σ w
      var d = ground
      var at = begin
      while at < end {
        d += weights[at]
        at &+= 1
      }
      // Written so that NaN is taken too.
      least.replace(with: d, where: .!(d .>= least))
      let reciprocal = 1 / d
      inverse[column] = reciprocal
      guard begin < end, let rows = rows.baseAddress else { continue }
      let b = right[column]
      var a = begin
      while a < end {
        let row = Int(rows[a])
        let scaled = weights[a] * reciprocal
        weights[a] = scaled
        grounds[row].addProduct(ground, scaled)
        right[row].addProduct(b, scaled)
        var other = a &+ 1
        if other < end, let targets = targets.baseAddress {
          repeat {
            weights[Int(targets[target])].addProduct(weights[other], scaled)
            target &+= 1
            other &+= 1
          } while other < end
        }
        a &+= 1
      }
    }
    return least
  }

  @inline(__always) private static func substituteBack(
    count: Int, starts: UnsafeBufferPointer<Int32>, rows: UnsafeBufferPointer<Int32>,
    weights: UnsafeMutablePointer<LaneVector>, right: UnsafeMutablePointer<LaneVector>,
    inverse: UnsafeMutablePointer<LaneVector>
  ) {
    guard let starts = starts.baseAddress else { return }
    var column = count &- 1
    while column >= 0 {
      var x = right[column] * inverse[column]
      let begin = Int(starts[column])
      let end = Int(starts[column &+ 1])
      if begin < end, let rows = rows.baseAddress {
        for a in begin..<end { x.addProduct(weights[a], right[Int(rows[a])]) }
      }
      right[column] = x
      column &-= 1
    }
  }
}
