import LinearAlgebra
import Testing
import TestSupport

@Suite struct SVDTests {
  static let shapes = [(1, 1), (5, 5), (20, 6), (6, 20), (100, 43)]

  @Test("the factors are orthonormal and rebuild the matrix", arguments: shapes)
  func rebuild(rows: Int, columns: Int) throws {
    let a = Matrix.random(rows, columns, seed: 1)
    let svd = try SVD(a)
    #expect(svd.left.orthonormalityDefect < 1e-12 && svd.right.orthonormalityDefect < 1e-12)
    let rebuilt = svd.left.times(.diagonal(svd.values)).timesTranspose(svd.right)
    #expect(rebuilt.distance(to: a) < 1e-12 * a.frobeniusNorm)
    #expect(svd.values == svd.values.sorted(by: >) && svd.values.allSatisfy { $0 >= 0 })
  }

  @Test("squared singular values are the eigenvalues of AᵀA", arguments: 0..<20)
  func squares(seed: Int) throws {
    let a = Matrix.random(12, 5, seed: seed)
    let values = try SVD(a).values
    let expected = NaiveLinearAlgebra.symmetricEigenvalues(a.gram().rowLists)
    for (value, square) in zip(values, expected) {
      #expect((value * value - square).magnitude < 1e-12 * expected[0])
    }
  }

  @Test("the entry of largest magnitude of every right vector is positive")
  func signs() throws {
    let right = try SVD(Matrix.random(30, 8, seed: 2)).right
    for j in 0..<8 {
      let column = right.column(j)
      #expect((column.max() ?? 0) >= -(column.min() ?? 0))
    }
  }

  @Test("the rank counts independent columns")
  func rank() throws {
    let a = Matrix.random(20, 4, seed: 3)
    #expect(try SVD(a).rank() == 4)
    #expect(try SVD(a.appendingColumns(of: a.columns(0..<2))).rank() == 4)
    #expect(try SVD(.diagonal([1, 1e-3])).rank(relativeTolerance: 1e-2) == 1)
    #expect(try SVD(Matrix(rows: 3, columns: 3)).rank() == 0)
  }

  @Test("a matrix without entries has no singular values", arguments: [(0, 3), (3, 0), (0, 0)])
  func empty(rows: Int, columns: Int) throws {
    let svd = try SVD(Matrix(rows: rows, columns: columns))
    #expect(svd.values.isEmpty && svd.rank() == 0)
    #expect(svd.left.rows == rows && svd.right.rows == columns)
  }

  @Test("a missing cell is refused by place")
  func missingCell() {
    let error = LinearAlgebraError.notFinite(
      operation: "singular value decomposition", row: 0, column: 1)
    #expect(throws: error) { try SVD(Matrix(rowMajor: [[1, .nan]])) }
  }
}
