/// Eight systems of one pattern, given and solved as arrays: what a caller outside this module may
/// use.
package struct SparseSystems {
  private let pattern: SparsePattern
  private let edges: [(Int, Int)]

  /// Systems of `count` rows with weights on the edges.
  package init(count: Int, edges: [(Int, Int)]) {
    pattern = SparsePattern(count: count, pairs: edges)
    self.edges = edges
  }

  /// Entries of the factor below the diagonal, fill among them.
  package var entryCount: Int { pattern.entryCount }

  /// Solves Σ w·(xᵢ − xⱼ) + gᵢ·xᵢ = bᵢ in up to eight lanes.
  ///
  /// - Parameters:
  ///   - weights: Per lane the weight of every edge.
  ///   - grounds: Per lane the conductance of every row to ground.
  ///   - right: Per lane b.
  /// - Returns: Per lane x, nil where the system is singular.
  package func solve(
    weights: [[Double]], grounds: [[Double]], right: [[Double]]
  ) -> [[Double]?] {
    let memory = LaneMemory()
    let w = memory.array(pattern.entryCount)
    let g = memory.array(pattern.count, 1)
    let b = memory.array(pattern.count)
    let inverse = memory.array(pattern.count)
    for lane in 0..<min(8, weights.count) {
      for (edge, value) in zip(edges, weights[lane]) {
        if let entry = pattern.entry(edge.0, edge.1) { w[entry, lane] += value }
      }
      for row in 0..<pattern.count {
        g[pattern.steps[row], lane] = grounds[lane][row]
        b[pattern.steps[row], lane] = right[lane][row]
      }
    }
    let least = SparseSolve.solve(
      pattern, grounds: g.vectors, weights: w.vectors, right: b.vectors, inverse: inverse.vectors)
    return (0..<min(8, weights.count)).map { lane in
      guard least[lane] > 0 else { return nil }
      return (0..<pattern.count).map { b[pattern.steps[$0], lane] }
    }
  }
}
