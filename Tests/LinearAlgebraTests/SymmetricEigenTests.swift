import LinearAlgebra
import Testing
import TestSupport

@Suite struct SymmetricEigenTests {
  static let orders = [1, 2, 3, 10, 40]

  static func symmetric(_ order: Int, seed: Int) -> Matrix {
    let a = Matrix.random(order, order, seed: seed)
    return a + a.transposed()
  }

  @Test("values equal those of Jacobi rotations, in descending order", arguments: orders)
  func values(order: Int) throws {
    let a = Self.symmetric(order, seed: 1)
    let eigen = try SymmetricEigen(a)
    let naive = NaiveLinearAlgebra.symmetricEigenvalues(a.rowLists)
    for (mine, theirs) in zip(eigen.values, naive) {
      #expect((mine - theirs).magnitude < 1e-12 * a.frobeniusNorm)
    }
    #expect(eigen.values == eigen.values.sorted(by: >))
  }

  @Test("vectors are orthonormal and rebuild the matrix", arguments: orders)
  func rebuild(order: Int) throws {
    let a = Self.symmetric(order, seed: 2)
    let eigen = try SymmetricEigen(a)
    #expect(eigen.vectors.orthonormalityDefect < 1e-12)
    let rebuilt = eigen.vectors.times(.diagonal(eigen.values)).timesTranspose(eigen.vectors)
    #expect(rebuilt.distance(to: a) < 1e-12 * a.frobeniusNorm)
  }

  @Test("the values of a Gram matrix add up to the energy of the data, 50 seeds", arguments: 0..<50)
  func energy(seed: Int) throws {
    let x = Matrix.random(30, 8, seed: seed)
    let eigen = try SymmetricEigen(x.gram())
    let energy = x.frobeniusNorm * x.frobeniusNorm
    #expect((eigen.values.reduce(0, +) - energy).magnitude < 1e-12 * energy)
    // What k components keep is the sum of their k values.
    let kept = x.times(eigen.vectors.columns(0..<3)).frobeniusNorm
    #expect((eigen.values[..<3].reduce(0, +) - kept * kept).magnitude < 1e-12 * energy)
  }

  @Test("the entry of largest magnitude of every vector is positive", arguments: 0..<20)
  func signs(seed: Int) throws {
    let vectors = try SymmetricEigen(Self.symmetric(7, seed: seed)).vectors
    for j in 0..<7 {
      let column = vectors.column(j)
      #expect((column.max() ?? 0) >= -(column.min() ?? 0))
    }
  }

  @Test("the same matrix gives the same bits")
  func deterministic() throws {
    let a = Self.symmetric(43, seed: 3)
    let (first, second) = (try SymmetricEigen(a), try SymmetricEigen(a))
    #expect(first.vectors.hasSameBits(as: second.vectors) && first.values == second.values)
  }

  @Test("0 × 0, 1 × 1 and diagonal matrices have the values they show")
  func smallest() throws {
    #expect(try SymmetricEigen(Matrix(rows: 0, columns: 0)).values.isEmpty)
    let one = try SymmetricEigen(Matrix(rowMajor: [[-3]]))
    #expect(one.values == [-3] && one.vectors == .identity(1))
    #expect(try SymmetricEigen(.diagonal([1, 3, 2])).values == [3, 2, 1])
    #expect(try SymmetricEigen(Matrix(rows: 4, columns: 4)).values == [0, 0, 0, 0])
  }

  @Test("an infinite entry is refused by place")
  func infinite() {
    let error = LinearAlgebraError.notFinite(
      operation: "eigendecomposition", row: 0, column: 0)
    #expect(throws: error) { try SymmetricEigen(Matrix(rowMajor: [[.infinity]])) }
  }
}
