import LinearAlgebra
import Testing
import TestSupport

@Suite struct ProductTests {
  typealias Naive = NaiveLinearAlgebra

  @Test(
    "the three products equal the definition",
    arguments: [(1, 1, 1), (3, 5, 2), (17, 33, 9), (64, 43, 43), (70, 1, 130)])
  func definition(m: Int, k: Int, n: Int) {
    let a = Matrix.random(m, k, seed: 3)
    let b = Matrix.random(k, n, seed: 4)
    let expected = Naive.product(a.rowLists, b.rowLists)
    // k products of numbers below 1, each off by half an ulp.
    let tolerance = Double(k) * 1e-15
    #expect(a.times(b).distance(to: expected) < tolerance)
    #expect(a.transposed().transposeTimes(b).distance(to: expected) < tolerance)
    #expect(a.timesTranspose(b.transposed()).distance(to: expected) < tolerance)
    #expect(a.timesRowStable(b).distance(to: expected) < tolerance)
    #expect(a.times(b.column(0)) == a.times(b.columns(0..<1)).elements)
  }

  @Test("a product over nothing is zero, and a product of nothing is empty")
  func degenerate() {
    let tall = Matrix(rows: 3, columns: 0)
    let wide = Matrix(rows: 0, columns: 2)
    #expect(tall.times(wide) == Matrix(rows: 3, columns: 2))
    #expect(tall.timesRowStable(wide) == Matrix(rows: 3, columns: 2))
    #expect(wide.times(Matrix(rows: 2, columns: 5)) == Matrix(rows: 0, columns: 5))
    #expect(wide.timesRowStable(Matrix(rows: 2, columns: 5)) == Matrix(rows: 0, columns: 5))
    #expect(wide.transposeTimes(wide) == Matrix(rows: 2, columns: 2))
    #expect(wide.gram() == Matrix(rows: 2, columns: 2))
    #expect(tall.gram() == Matrix(rows: 0, columns: 0))
  }

  @Test("the Gram matrix is XᵀX and exactly symmetric", arguments: [(1, 1), (2, 7), (500, 43)])
  func gram(rows: Int, columns: Int) {
    let x = Matrix.random(rows, columns, seed: 5)
    let gram = x.gram()
    let expected = Naive.product(Naive.transposed(x.rowLists), x.rowLists)
    #expect(gram.distance(to: expected) < Double(rows) * 1e-15)
    #expect(gram.hasSameBits(as: gram.transposed()))
  }

  @Test("the Gram matrix of strided memory reads the rows and nothing between columns")
  func stridedGram() {
    let x = Matrix.random(100, 7, seed: 6)
    let padding = Matrix(
      rows: 28, columns: 7, columnMajor: [Double](repeating: .nan, count: 28 * 7))
    let memory = x.appendingRows(of: padding)
    let gram = memory.withUnsafeElements {
      Matrix.gram(of: $0, rows: 100, columns: 7, leadingDimension: 128)
    }
    #expect(gram.hasSameBits(as: x.gram()))
  }

  @Test("Gram matrices of parts add up to the Gram matrix of the whole")
  func gramIsAFold() {
    let x = Matrix.random(1000, 12, seed: 7)
    let parts = x.rows(0..<1).gram() + x.rows(1..<400).gram() + x.rows(400...).gram()
    #expect(parts.distance(to: x.gram()) < 1e-12 * x.gram().trace)
  }

  @Test("a cross product of shifted views is the lagged cross product")
  func laggedCrossProduct() {
    let x = Matrix.random(90, 4, seed: 8)
    let lagged = x.withUnsafeBlock { $0.rows(1..<90).transposeTimes($0.rows(0..<89)) }
    #expect(lagged.hasSameBits(as: x.rows(1...).transposeTimes(x.rows(..<89))))
  }

  @Test("factors whose inner dimensions differ stop the program")
  func shapesDiffer() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).times(Matrix(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).timesRowStable(Matrix(rows: 2, columns: 3))
    }
  }
}
