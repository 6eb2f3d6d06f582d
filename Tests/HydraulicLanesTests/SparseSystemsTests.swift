import Diagnostics
import HydraulicLanes
import Testing

@Suite("Sparse systems over lanes")
struct SparseSystemsTests {
  /// A connected random graph: a tree and some more edges, one of them twice.
  private func graph(_ count: Int, seed: UInt64) -> [(Int, Int)] {
    var generator = SeededGenerator(seed: seed)
    var edges = (1..<count).map { ($0, Int.random(in: 0..<$0, using: &generator)) }
    for _ in 0..<(count / 2) {
      let a = Int.random(in: 0..<count, using: &generator)
      let b = Int.random(in: 0..<count, using: &generator)
      if a != b { edges.append((a, b)) }
    }
    edges.append(edges[0])
    return edges
  }

  /// Gaussian elimination with partial pivoting.
  private func dense(_ edges: [(Int, Int)], _ w: [Double], _ g: [Double], _ b: [Double]) -> [Double]
  {
    let n = g.count
    var a = (0..<n).map { row in (0..<n).map { $0 == row ? g[row] : 0 } }
    for (edge, weight) in zip(edges, w) {
      a[edge.0][edge.0] += weight
      a[edge.1][edge.1] += weight
      a[edge.0][edge.1] -= weight
      a[edge.1][edge.0] -= weight
    }
    var x = b
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
      a.swapAt(column, pivot)
      x.swapAt(column, pivot)
      for row in (column + 1)..<max(n, column + 1) {
        let factor = a[row][column] / a[column][column]
        for k in column..<n { a[row][k] -= factor * a[column][k] }
        x[row] -= factor * x[column]
      }
    }
    for row in stride(from: n - 1, through: 0, by: -1) {
      for k in (row + 1)..<max(n, row + 1) { x[row] -= a[row][k] * x[k] }
      x[row] /= a[row][row]
    }
    return x
  }

  @Test("agree with dense elimination, each lane with its own numbers", arguments: [2, 5, 30, 80])
  func againstDense(count: Int) throws {
    let edges = graph(count, seed: UInt64(count))
    var generator = SeededGenerator(seed: 9)
    func draw(_ n: Int, _ range: ClosedRange<Double>) -> [Double] {
      (0..<n).map { _ in .random(in: range, using: &generator) }
    }
    let weights = (0..<8).map { _ in draw(edges.count, 0.1...10) }
    let grounds = (0..<8).map { _ in draw(count, 0.01...1) }
    let right = (0..<8).map { _ in draw(count, -5...5) }
    let systems = SparseSystems(count: count, edges: edges)
    let solutions = systems.solve(weights: weights, grounds: grounds, right: right)
    for lane in 0..<8 {
      let x = try #require(solutions[lane])
      let reference = dense(edges, weights[lane], grounds[lane], right[lane])
      // Condition below 10⁵, 10⁻¹⁶ each step.
      for row in 0..<count { #expect(abs(x[row] - reference[row]) < 1e-10) }
      let alone = systems.solve(
        weights: [weights[lane]], grounds: [grounds[lane]], right: [right[lane]])
      #expect(alone[0]?.map(\.bitPattern) == x.map(\.bitPattern))
    }
  }

  @Test("keep small conductances beside large ones: every digit of a chain over 16 powers of ten")
  func wideRange() throws {
    // A chain to ground at one end, a flow of 1 at the other: x at the end is Σ 1/w exactly known.
    let w = [1e8, 1e-8, 1e7, 1e-8, 1e8]
    let edges = (0..<5).map { ($0, $0 + 1) }
    let systems = SparseSystems(count: 6, edges: edges)
    let solution = systems.solve(
      weights: [w], grounds: [[0.5, 0, 0, 0, 0, 0]], right: [[0, 0, 0, 0, 0, 1]])
    let x = try #require(solution[0])
    let exact = 2 + w.reduce(0) { $0 + 1 / $1 }
    #expect(abs(x[5] - exact) <= 4 * exact.ulp)
    #expect(abs(x[0] - 2) <= 4 * 2.0.ulp)
  }

  @Test("a part without ground is singular in its lane only, whatever its numbers")
  func singular() {
    let edges = [(0, 1), (1, 2), (3, 4)]
    let systems = SparseSystems(count: 5, edges: edges)
    let solutions = systems.solve(
      weights: [[0.1, 0.3, 0.7], [0.1, 0.3, 0.7]],
      grounds: [[1, 0, 0, 0, 0], [1, 0, 0, 0, 1]],
      right: [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]])
    #expect(solutions[0] == nil)
    #expect(solutions[1] != nil)
  }

  @Test("a chain has no fill, a grid little")
  func fill() {
    let chain = SparseSystems(count: 100, edges: (0..<99).map { ($0, $0 + 1) })
    #expect(chain.entryCount == 99)
    let side = 20
    var edges: [(Int, Int)] = []
    for row in 0..<side {
      for column in 0..<side {
        if column + 1 < side { edges.append((row * side + column, row * side + column + 1)) }
        if row + 1 < side { edges.append((row * side + column, (row + 1) * side + column)) }
      }
    }
    // 760 entries of the matrix; a banded order would keep about 8,000.
    #expect(SparseSystems(count: side * side, edges: edges).entryCount < 3_500)
  }
}
