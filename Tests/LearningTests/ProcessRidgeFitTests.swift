import Diagnostics
import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite("Ridge regression on standardised terms")
struct ProcessRidgeFitTests {
  static func draw(
    _ rows: Int, _ terms: Int, _ targets: Int, seed: UInt64
  ) -> (terms: Matrix, targets: Matrix) {
    var chance = SeededGenerator(seed: seed)
    var a = Matrix(rows: rows, columns: terms)
    for j in 0..<terms {
      // Every term has a size and a mean of its own.
      let scale = 10 * chance.uniform() + 0.1
      let mean = 100 * chance.gaussian()
      for i in 0..<rows { a[i, j] = mean + scale * chance.gaussian() }
    }
    var y = Matrix(rows: rows, columns: targets)
    for j in 0..<targets { for i in 0..<rows { y[i, j] = 5 + a[i, 0] + chance.gaussian() } }
    return (a, y)
  }

  /// By the definition: standardised terms over √(λ n) I, least squares by QR, nothing shared with the fit.
  static func oracle(_ a: Matrix, _ y: Matrix, ridge: Double) throws -> (Matrix, [Double]) {
    let n = Double(a.rows)
    var z = a
    var means: [Double] = []
    var scales: [Double] = []
    for j in 0..<a.columns {
      let mean = a.column(j).reduce(0, +) / n
      let scale = (a.column(j).map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / n).squareRoot()
      for i in 0..<a.rows { z[i, j] = (a[i, j] - mean) / scale }
      means.append(mean)
      scales.append(scale)
    }
    var centred = y
    var constants: [Double] = []
    for j in 0..<y.columns {
      let mean = y.column(j).reduce(0, +) / n
      for i in 0..<y.rows { centred[i, j] -= mean }
      constants.append(mean)
    }
    let penalty = Matrix.identity(a.columns).scaled(by: (ridge * n).squareRoot())
    var w = try QR(z.appendingRows(of: penalty)).solve(
      centred.appendingRows(of: Matrix(rows: a.columns, columns: y.columns)))
    for j in 0..<y.columns {
      for k in 0..<a.columns {
        w[k, j] /= scales[k]
        constants[j] -= w[k, j] * means[k]
      }
    }
    return (w, constants)
  }

  @Test(
    "equals least squares by QR on the augmented system",
    arguments: [(40, 1, 1), (40, 6, 3), (300, 30, 2), (5, 9, 2)], [1e-4, 0.1, 1])
  func oracle(shape: (Int, Int, Int), ridge: Double) throws {
    let (a, y) = Self.draw(shape.0, shape.1, shape.2, seed: UInt64(shape.0 * 100 + shape.1))
    let fit = try RidgeFit(terms: a, targets: y, ridge: ridge)
    let (weights, intercepts) = try Self.oracle(a, y, ridge: ridge)
    // The Gram matrix squares the condition: at λ = 1e-4 some 1e4 · 1e-16 relative, and a mean of 100 in
    // front of a scale of 0.1 loses three digits more.
    for (x, wanted) in zip(fit.weights.elements, weights.elements) {
      #expect(abs(x - wanted) <= 1e-9 * max(1, abs(wanted)))
    }
    for (x, wanted) in zip(fit.intercepts, intercepts) {
      #expect(abs(x - wanted) <= 1e-7 * max(1, abs(wanted)))
    }
    let values = fit.values(a)
    for i in 0..<a.rows {
      for j in 0..<y.columns {
        let naive = (0..<a.columns).reduce(fit.intercepts[j]) { $0 + a[i, $1] * fit.weights[$1, j] }
        #expect(abs(values[i, j] - naive) < 1e-9 * max(1, abs(naive)) * Double(a.columns))
      }
    }
  }

  @Test("leaves terms that never vary at weight 0, and the others as without them")
  func constants() throws {
    let (a, y) = Self.draw(100, 4, 2, seed: 8)
    let ones = Matrix(
      rows: 100, columns: 3, columnMajor: (0..<300).map { [0.1, -3e7, 0][$0 / 100] })
    let fit = try RidgeFit(terms: ones.appendingColumns(of: a), targets: y, ridge: 1e-4)
    let plain = try RidgeFit(terms: a, targets: y, ridge: 1e-4)
    for j in 0..<2 {
      for k in 0..<3 { #expect(fit.weights[k, j] == 0) }
      for k in 0..<4 {
        #expect(abs(fit.weights[3 + k, j] - plain.weights[k, j]) < 1e-9)
      }
    }
  }

  @Test("does not care for the unit of a term")
  func units() throws {
    let (a, y) = Self.draw(200, 3, 1, seed: 9)
    var scaled = a
    for i in 0..<200 { scaled[i, 1] *= 1e6 }
    let fit = try RidgeFit(terms: a, targets: y, ridge: 0.01)
    let other = try RidgeFit(terms: scaled, targets: y, ridge: 0.01)
    // Standardised, both are the same numbers but for rounding.
    #expect(abs(other.weights[1, 0] * 1e6 - fit.weights[1, 0]) < 1e-9)
    #expect(abs(other.weights[0, 0] - fit.weights[0, 0]) < 1e-9)
  }

  @Test("refuses cells that are no numbers")
  func notFinite() {
    var (a, y) = Self.draw(20, 2, 1, seed: 1)
    a[3, 1] = .nan
    #expect(throws: LinearAlgebraError.self) {
      try RidgeFit(terms: a, targets: y, ridge: 1e-4)
    }
    a[3, 1] = 1
    y[2, 0] = .infinity
    #expect(throws: LinearAlgebraError.self) {
      try RidgeFit(terms: a, targets: y, ridge: 1e-4)
    }
  }
}
