import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  let sample = Matrix(rowMajor: [[1, 2, 3], [4, 5, 6]])

  @Test("elements are stored column after column")
  func columnMajor() {
    #expect(sample.elements == [1, 4, 2, 5, 3, 6])
    #expect(sample == Matrix(rows: 2, columns: 3, columnMajor: [1, 4, 2, 5, 3, 6]))
    #expect(sample == Matrix(columns: [[1, 4], [2, 5], [3, 6]]))
    #expect(sample[1, 0] == 4 && sample[0, 2] == 3)
  }

  @Test("a changed copy leaves the original alone")
  func valueSemantics() {
    var copy = sample
    copy[0, 0] = 9
    copy.withUnsafeMutableColumn(1) { $0[1] = 8 }
    #expect(copy == Matrix(rowMajor: [[9, 2, 3], [4, 8, 6]]))
    #expect(sample[0, 0] == 1 && sample[1, 1] == 5)
  }

  @Test("rows, columns and the diagonal read what was written")
  func access() {
    #expect(sample.row(1) == [4, 5, 6])
    #expect(sample.column(1) == [2, 5])
    #expect(sample.withUnsafeColumn(2) { Array($0) } == [3, 6])
    #expect(sample.withUnsafeElements { $0.count } == 6)
    #expect(sample.diagonal == [1, 5])
  }

  @Test("blocks copy exactly the rows and columns asked for")
  func blocks() {
    #expect(sample.rows(1..<2) == Matrix(rowMajor: [[4, 5, 6]]))
    #expect(sample.rows(1...) == sample.rows(1..<2))
    #expect(sample.columns(1...2) == Matrix(rowMajor: [[2, 3], [5, 6]]))
    #expect(
      sample.selecting(rows: [1, 0, 1], columns: [2, 0]).rowLists == [[6, 4], [3, 1], [6, 4]])
    #expect(sample.selecting(columns: [2, 2]).rowLists == [[3, 3], [6, 6]])
    #expect(
      sample.appendingRows(of: sample.rows(..<1)).rowLists == [[1, 2, 3], [4, 5, 6], [1, 2, 3]])
    #expect(
      sample.appendingColumns(of: sample.columns(..<1)).rowLists == [[1, 2, 3, 1], [4, 5, 6, 4]])
  }

  @Test("an empty range of rows or columns keeps the other dimension")
  func emptyBlocks() {
    let none = sample.rows(2..<2)
    #expect(none.rows == 0 && none.columns == 3 && none.isEmpty)
    #expect(sample.columns(0..<0).rows == 2)
    #expect(sample.selecting(rows: [], columns: [0]).columns == 1)
    #expect(Matrix(rowMajor: []).isSquare)
    #expect(none.appendingRows(of: sample) == sample)
  }

  @Test(
    "transposing mirrors every entry, and twice gives the original",
    arguments: [(0, 3), (1, 1), (31, 33), (64, 32), (100, 7)])
  func transpose(rows: Int, columns: Int) {
    let a = Matrix.random(rows, columns, seed: 1)
    let b = a.transposed()
    #expect(b.rows == columns && b.columns == rows)
    #expect((0..<rows).allSatisfy { a.row($0) == b.column($0) })
    #expect(b.transposed() == a)
  }

  @Test("sums, differences and scaling work entry by entry")
  func arithmetic() {
    #expect(sample + sample == sample.scaled(by: 2))
    #expect(sample - sample == Matrix(rows: 2, columns: 3))
    #expect(Matrix.identity(2).addingToDiagonal(0.5) == .diagonal([1.5, 1.5]))
    #expect(Matrix.diagonal([1, 2, 3]).trace == 6)
    #expect(Matrix(rowMajor: [[3, 0], [0, 4]]).frobeniusNorm == 5)
  }

  @Test("same bits is stricter than equality for zeros and kinder for NaN")
  func bits() {
    let plus = Matrix(rowMajor: [[0]])
    let minus = Matrix(rowMajor: [[-0.0]])
    let nan = Matrix(rowMajor: [[.nan]])
    #expect(plus == minus && !plus.hasSameBits(as: minus))
    let anotherNaN = Matrix(rowMajor: [[.nan]])
    #expect(nan != anotherNaN && nan.hasSameBits(as: anotherNaN))
    #expect(!Matrix(rows: 0, columns: 1).hasSameBits(as: Matrix(rows: 1, columns: 0)))
  }

  @Test("a description shows the shape and at most 6 × 6 entries")
  func description() {
    #expect("\(sample)" == "2 × 3\n  1.0  2.0  3.0\n  4.0  5.0  6.0")
    #expect("\(Matrix(rows: 0, columns: 4))" == "0 × 4")
    let lines = "\(Matrix(rows: 100, columns: 100))".split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines[1] == "  0.0  0.0  0.0  0.0  0.0  0.0  …" && lines[7] == "  …")
  }

  @Test("a block is refused when the memory is too short for it")
  func shortMemory() async {
    await #expect(processExitsWith: .failure) {
      [1.0, 2, 3].withUnsafeBufferPointer {
        _ = MatrixBlock($0, rows: 2, columns: 2, leadingDimension: 2)
      }
    }
  }

  @Test("an index outside the matrix stops the program")
  func indexOutside() async {
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2).column(-1) }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2).rows(1..<3) }
  }
}
