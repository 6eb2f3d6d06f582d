import LinearAlgebra

/// A small seeded generator (SplitMix64), so that a failing case can be run again.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Matrix {
  /// Entries uniform in -1 … 1, the same for the same seed and shape.
  static func random(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
    var generator = SplitMix64(seed: seed &* 1_000_003 &+ rows &* 1009 &+ columns)
    let entries = (0..<rows * columns).map { _ in
      // The top 53 bits over 2⁵², less 1.
      Double(generator.next() >> 11) * 0x1p-52 - 1
    }
    return Matrix(rows: rows, columns: columns, columnMajor: entries)
  }

  /// A well-conditioned symmetric positive definite matrix.
  static func randomPositiveDefinite(_ order: Int, seed: Int) -> Matrix {
    random(order + 5, order, seed: seed).gram().addingToDiagonal(0.1)
  }

  /// The matrix as a list of rows, for the naive oracles.
  var rowLists: [[Double]] { (0..<rows).map { row($0) } }

  /// The largest difference between entries, infinite if the shapes differ.
  func distance(to other: Matrix) -> Double {
    guard rows == other.rows, columns == other.columns else { return .infinity }
    return zip(elements, other.elements).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
  }

  /// The largest difference from the entries of a list of rows.
  func distance(to lists: [[Double]]) -> Double {
    distance(to: Matrix(rowMajor: lists))
  }

  /// How far the columns are from orthonormal: the largest entry of QᵀQ − I.
  var orthonormalityDefect: Double { transposeTimes(self).distance(to: .identity(columns)) }
}
