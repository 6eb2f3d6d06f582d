// Entry by entry: sums, differences, scaling, norms.

extension Matrix {
  /// The sum, entry by entry; shapes must agree.
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    var result = left
    result += right
    return result
  }

  /// The difference, entry by entry; shapes must agree.
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    var result = left
    result -= right
    return result
  }

  /// Adds `right` entry by entry; shapes must agree.
  public static func += (left: inout Matrix, right: Matrix) {
    left.combine(with: right) { $0 + $1 }
  }

  /// Subtracts `right` entry by entry; shapes must agree.
  public static func -= (left: inout Matrix, right: Matrix) {
    left.combine(with: right) { $0 - $1 }
  }

  /// The matrix with every entry multiplied by `factor`.
  public func scaled(by factor: Double) -> Matrix {
    var result = self
    result.storage.withUnsafeMutableBufferPointer { entries in
      for i in entries.indices { entries[i] *= factor }
    }
    return result
  }

  /// The matrix with `value` added to every diagonal entry: a ridge term or a noise floor.
  public func addingToDiagonal(_ value: Double) -> Matrix {
    var result = self
    for i in 0..<min(rows, columns) { result.storage[i + i * rows] += value }
    return result
  }

  /// The sum of the diagonal entries of a square matrix; 0 for the 0 × 0 matrix.
  public var trace: Double {
    precondition(isSquare, "the trace needs a square matrix, got \(rows) × \(columns)")
    return diagonal.reduce(0, +)
  }

  /// The square root of the sum of squared entries; 0 for an empty matrix.
  public var frobeniusNorm: Double {
    storage.withUnsafeBufferPointer { entries in
      var sum = 0.0
      for entry in entries { sum += entry * entry }
      return sum.squareRoot()
    }
  }

  /// Whether shape and every bit of every entry agree.
  ///
  /// Determinism is tested with this: 0 and -0 differ, and a NaN equals the same NaN. `==` follows
  /// the arrays below it, where NaN differs from NaN unless both matrices share one storage.
  public func hasSameBits(as other: Matrix) -> Bool {
    guard rows == other.rows, columns == other.columns else { return false }
    return storage.withUnsafeBufferPointer { mine in
      other.storage.withUnsafeBufferPointer { theirs in
        for i in mine.indices where mine[i].bitPattern != theirs[i].bitPattern { return false }
        return true
      }
    }
  }

  @inline(__always)
  private mutating func combine(with other: Matrix, _ operation: (Double, Double) -> Double) {
    precondition(
      rows == other.rows && columns == other.columns,
      "a \(rows) × \(columns) and a \(other.rows) × \(other.columns) matrix do not combine")
    storage.withUnsafeMutableBufferPointer { mine in
      other.storage.withUnsafeBufferPointer { theirs in
        for i in mine.indices { mine[i] = operation(mine[i], theirs[i]) }
      }
    }
  }
}
