import Foundation
import LinearAlgebra
import Testing
import TestSupport

@Suite struct CholeskyTests {
  typealias Naive = NaiveLinearAlgebra
  static let orders = [1, 2, 3, 8, 33, 64]

  @Test("L equals the naive factor and L Lᵀ = A", arguments: orders)
  func factor(order: Int) throws {
    let a = Matrix.randomPositiveDefinite(order, seed: 1)
    let cholesky = try Cholesky(a)
    let naive = try #require(Naive.cholesky(a.rowLists))
    #expect(cholesky.lower.distance(to: naive) < 1e-12 * a.frobeniusNorm)
    let rebuilt = cholesky.lower.timesTranspose(cholesky.lower)
    #expect(rebuilt.distance(to: a) < 1e-13 * a.frobeniusNorm)
  }

  @Test("only the lower triangle is read")
  func lowerOnly() throws {
    var a = Matrix.randomPositiveDefinite(4, seed: 2)
    let expected = try Cholesky(a)
    a[0, 3] = 99
    #expect(try Cholesky(a) == expected)
  }

  @Test("solving leaves a residual of rounding only", arguments: orders)
  func solve(order: Int) throws {
    let a = Matrix.randomPositiveDefinite(order, seed: 3)
    let b = Matrix.random(order, 3, seed: 4)
    let cholesky = try Cholesky(a)
    let x = cholesky.solve(b)
    #expect(a.times(x).distance(to: b) < 1e-12 * a.frobeniusNorm * x.frobeniusNorm)
    let naive = Naive.solve(a.rowLists, b.column(0))
    for (mine, theirs) in zip(cholesky.solve(b.column(0)), naive) {
      #expect((mine - theirs).magnitude < 1e-10 * x.frobeniusNorm)
    }
  }

  @Test("the log determinant is the logarithm of the determinant", arguments: [1, 2, 5, 9])
  func logDeterminant(order: Int) throws {
    let a = Matrix.randomPositiveDefinite(order, seed: 5)
    let expected = log(Naive.determinant(a.rowLists))
    #expect((try Cholesky(a).logDeterminant - expected).magnitude < 1e-12)
  }

  @Test("the log determinant stays finite where the determinant underflows")
  func tinyDeterminant() throws {
    let tiny = try Cholesky(.diagonal([Double](repeating: 1e-10, count: 100)))
    #expect((tiny.logDeterminant - 100 * log(1e-10)).magnitude < 1e-9)
  }

  @Test("whitened rows have the identity as their covariance")
  func whiten() throws {
    let x = Matrix.random(300, 6, seed: 6)
    let whitened = try Cholesky(x.gram()).whiten(rowsOf: x)
    #expect(whitened.orthonormalityDefect < 1e-12)
  }

  @Test("whitening is L⁻¹ applied to each row")
  func whitenSolves() throws {
    let cholesky = try Cholesky(Matrix.randomPositiveDefinite(9, seed: 7))
    let x = Matrix.random(20, 9, seed: 8)
    let z = cholesky.whiten(rowsOf: x)
    #expect(z.timesTranspose(cholesky.lower).distance(to: x) < 1e-12)
    #expect(z.hasSameBits(as: x.timesRowStable(cholesky.inverseLowerTransposed)))
  }

  @Test("a whitened row does not depend on the rows around it", arguments: [5, 43, 130])
  func whitenRowStable(order: Int) throws {
    let cholesky = try Cholesky(Matrix.randomPositiveDefinite(order, seed: 9))
    let x = Matrix.random(200, order, seed: 10)
    let whole = cholesky.whiten(rowsOf: x)
    for range in [0..<1, 7..<10, 100..<164, 199..<200] {
      #expect(cholesky.whiten(rowsOf: x.rows(range)).hasSameBits(as: whole.rows(range)))
    }
  }

  @Test("the reciprocal condition is 1 for the identity and tells a bad matrix from a good one")
  func condition() throws {
    #expect(try Cholesky(.identity(5)).reciprocalCondition == 1)
    let poor = try Cholesky(.diagonal([1, 1e-12])).reciprocalCondition
    #expect((poor / 1e-12 - 1).magnitude < 1e-9)
  }

  @Test("0 × 0 and 1 × 1 matrices have factors")
  func smallest() throws {
    let none = try Cholesky(Matrix(rows: 0, columns: 0))
    #expect(none.logDeterminant == 0 && none.reciprocalCondition == 1)
    #expect(none.solve([]).isEmpty && none.inverseLowerTransposed.isEmpty)
    let one = try Cholesky(Matrix(rowMajor: [[4]]))
    #expect(one.lower == Matrix(rowMajor: [[2]]) && one.solve([8]) == [2])
    #expect(one.whiten(rowsOf: Matrix(rows: 0, columns: 1)).rows == 0)
  }

  @Test("a matrix that is not positive definite names its first failing minor")
  func notPositiveDefinite() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 2, order: 3)) {
      try Cholesky(Matrix(rowMajor: [[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
    }
  }

  @Test("a missing cell is named by row and column")
  func missingCell() {
    var a = Matrix.identity(3)
    a[2, 1] = .nan
    #expect(throws: LinearAlgebraError.notFinite(operation: "Cholesky", row: 2, column: 1)) {
      try Cholesky(a)
    }
  }
}
