import LinearAlgebra
import Testing

@Suite struct QRTests {
  @Test(
    "Q is orthonormal, R upper triangular with a diagonal of at least 0, and Q R = A",
    arguments: [(1, 1), (7, 7), (50, 9), (4, 9), (200, 43)])
  func rebuild(rows: Int, columns: Int) throws {
    let a = Matrix.random(rows, columns, seed: 1)
    let qr = try QR(a)
    #expect(qr.orthonormal.orthonormalityDefect < 1e-13 * Double(rows + 10))
    #expect(qr.orthonormal.times(qr.upper).distance(to: a) < 1e-12)
    #expect(qr.upper.diagonal.allSatisfy { $0 >= 0 })
    for j in 0..<columns {
      #expect(qr.upper.column(j).dropFirst(j + 1).allSatisfy { $0 == 0 })
    }
  }

  @Test("R is the transposed Cholesky factor of AᵀA")
  func uniqueness() throws {
    let a = Matrix.random(60, 12, seed: 2)
    let upper = try QR(a).upper
    #expect(upper.transposed().distance(to: try Cholesky(a.gram()).lower) < 1e-12)
  }

  @Test("shapes without entries have factors", arguments: [(0, 3), (3, 0), (0, 0)])
  func empty(rows: Int, columns: Int) throws {
    let qr = try QR(Matrix(rows: rows, columns: columns))
    #expect(qr.orthonormal == Matrix(rows: rows, columns: 0))
    #expect(qr.upper == Matrix(rows: 0, columns: columns))
  }

  @Test("a missing cell is refused by place")
  func missingCell() {
    #expect(throws: LinearAlgebraError.notFinite(operation: "QR", row: 1, column: 0)) {
      try QR(Matrix(rowMajor: [[1], [.nan]]))
    }
  }
}
