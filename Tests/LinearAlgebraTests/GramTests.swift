import LinearAlgebra
import Testing
import TestSupport

/// The Gram matrix across the borders of its tiles, blocks and kernels.
@Suite struct GramTests {
  @Test(
    "the Gram matrix is the sum of products at every border of tiles, blocks and kernels",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 255, 256, 257],
    [1, 2, 3, 4, 5, 7, 255, 256, 257, 260])
  func borders(columns: Int, rows: Int) {
    let x = Matrix.random(rows, columns, seed: 21)
    let gram = x.gram()
    var largest = 0.0
    for j in 0..<columns {
      for i in j..<columns {
        var sum = 0.0
        for row in 0..<rows { sum += x[row, i] * x[row, j] }
        largest = max(largest, (gram[i, j] - sum).magnitude)
      }
    }
    // Each of n products of numbers below 1 is off by half an ulp, and so is each of n sums below n.
    #expect(largest < Double(rows) * 4e-16 * Double(rows).squareRoot() + 1e-15)
    #expect(gram.hasSameBits(as: gram.transposed()))
  }

  @Test("an entry's bits depend on its two columns alone, not on those beside them or on strides")
  func neighbours() {
    let x = Matrix.random(301, 23, seed: 22)
    let whole = x.gram()
    for chosen in [[0, 1], [3, 22], [5, 6, 7, 8, 9], [22, 0, 11, 4], [17]] {
      let part = x.selecting(rows: Array(0..<301), columns: chosen).gram()
      for (a, i) in chosen.enumerated() {
        for (b, j) in chosen.enumerated() {
          #expect(part[a, b].bitPattern == whole[i, j].bitPattern, "columns \(i) and \(j)")
        }
      }
    }
  }

  @Test("a cell that is no number makes its column's entries none, and no other")
  func notANumber() {
    var x = Matrix.random(77, 9, seed: 23)
    x[76, 4] = .nan
    let gram = x.gram()
    for i in 0..<9 {
      for j in 0..<9 { #expect(gram[i, j].isNaN == (i == 4 || j == 4)) }
    }
  }
}
