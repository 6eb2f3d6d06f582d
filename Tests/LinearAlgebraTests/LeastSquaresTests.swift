import LinearAlgebra
import Testing
import TestSupport

@Suite struct LeastSquaresTests {
  typealias Naive = NaiveLinearAlgebra

  @Test("coefficients that made the data are found again", arguments: 0..<20)
  func recovers(seed: Int) throws {
    let a = Matrix.random(50, 6, seed: seed)
    let truth = Matrix.random(6, 2, seed: seed + 100)
    #expect(try LeastSquares.solve(a, a.times(truth)).distance(to: truth) < 1e-12)
  }

  @Test("residuals are orthogonal to every column", arguments: 0..<20)
  func normalEquations(seed: Int) throws {
    let a = Matrix.random(80, 7, seed: seed)
    let b = Matrix.random(80, 1, seed: seed + 100)
    let x = try LeastSquares.solve(a, b)
    let residual = b - a.times(x)
    #expect(a.transposeTimes(residual).frobeniusNorm < 1e-12 * b.frobeniusNorm)
  }

  @Test(
    "a ridge solves the penalised normal equations, by rows and by sums", arguments: [0.0, 0.1, 10])
  func ridge(_ ridge: Double) throws {
    let a = Matrix.random(40, 5, seed: 1)
    let b = Matrix.random(40, 1, seed: 2)
    let gram = a.gram()
    let cross = a.transposeTimes(b)
    let expected = Naive.solve(gram.addingToDiagonal(ridge).rowLists, cross.column(0))
    let byRows = try LeastSquares.solve(a, b.column(0), ridge: ridge)
    let bySums = try LeastSquares.solve(gram: gram, crossProduct: cross, ridge: ridge)
    for i in 0..<5 {
      #expect((byRows[i] - expected[i]).magnitude < 1e-12)
      #expect((bySums[i, 0] - expected[i]).magnitude < 1e-12)
    }
  }

  @Test("a duplicate column is named, and a ridge shares its weight")
  func duplicate() throws {
    let a = Matrix.random(30, 3, seed: 3).selecting(columns: [0, 1, 0, 2])
    let b = Matrix.random(30, 1, seed: 4)
    #expect(throws: LinearAlgebraError.rankDeficient(column: 2, columns: 4)) {
      try LeastSquares.solve(a, b)
    }
    let x = try LeastSquares.solve(a, b, ridge: 1e-3)
    #expect((x[0, 0] - x[2, 0]).magnitude < 1e-9)
  }

  @Test("a column of zeros is named")
  func zeroColumn() {
    let a = Matrix.random(9, 2, seed: 5).appendingColumns(of: Matrix(rows: 9, columns: 1))
    #expect(throws: LinearAlgebraError.rankDeficient(column: 2, columns: 3)) {
      try LeastSquares.solve(a, Matrix(rows: 9, columns: 1))
    }
  }

  @Test("too few rows are refused without a ridge and solved with one")
  func underdetermined() throws {
    let a = Matrix.random(3, 5, seed: 6)
    let b = Matrix.random(3, 1, seed: 7)
    #expect(throws: LinearAlgebraError.underdetermined(rows: 3, columns: 5)) {
      try LeastSquares.solve(a, b)
    }
    let x = try LeastSquares.solve(a, b, ridge: 1e-9)
    #expect(a.times(x).distance(to: b) < 1e-6)
  }

  @Test("no rows or no columns are no accident")
  func degenerate() throws {
    let none = try LeastSquares.solve(Matrix(rows: 4, columns: 0), Matrix(rows: 4, columns: 2))
    #expect(none == Matrix(rows: 0, columns: 2))
    let zeros = try LeastSquares.solve(Matrix(rows: 0, columns: 2), [], ridge: 1)
    #expect(zeros == [0, 0])
    #expect(try LeastSquares.solve(Matrix(rowMajor: [[2]]), [6]) == [3])
  }

  @Test("a missing cell on the right-hand side is refused by place")
  func missingCell() {
    #expect(throws: LinearAlgebraError.notFinite(operation: "least squares", row: 0, column: 0)) {
      try LeastSquares.solve(Matrix.identity(1), [.nan])
    }
  }

  @Test("a negative ridge stops the program")
  func negativeRidge() async {
    await #expect(processExitsWith: .failure) {
      _ = try? LeastSquares.solve(Matrix.identity(1), [1], ridge: -1)
    }
  }
}
