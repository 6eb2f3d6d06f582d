internal import Diagnostics
internal import LinearAlgebra

extension SuiteGraph {
  /// How many doubles the systems of one block may hold at most: 8 MB.
  private static let blockElements = 1 << 20

  /// Fills missing cells with their mean given the cells that are there.
  ///
  /// With Σ the covariance and K = Σ⁻¹, the mean of the missing cells m given the present ones p,
  /// Σ_mp Σ_pp⁻¹ z_p, is −K_mm⁻¹ K_mp z_p: a system of as many unknowns as cells are missing, which
  /// mostly are few. Rows with every cell or none are left as they are, and where no row of a call
  /// misses a part of its cells nothing is computed.
  ///
  /// - Parameters:
  ///   - values: `[n, c]` with 0 in missing cells.
  ///   - covariance: `[c, c]`, positive definite.
  ///   - model: named in the fault.
  /// - Throws: ``Fault`` of kind `badData` where the covariance is not positive definite.
  /// - Complexity: O(c² + m³) for a row that misses m cells; 8 MB of systems at a time, or one
  ///   row's m² where that is more.
  /// - Reference: Rue & Held (2005), Gaussian Markov Random Fields, theorem 2.3.
  mutating func conditionalMean(
    of values: GraphValue, covariance: [Double], model: String
  ) throws(Fault) -> GraphValue {
    let c = tagCount
    let inverse = try Self.inverse(of: covariance, order: c, model: model)
    let precision = builder.constant(inverse, shape: [c, c])
    if let done = filled[[values, precision]] { return done }

    let absent = builder.cast(builder.not(present), to: .double)
    let sizes = builder.choose(hasCells, builder.sum(absent, axis: 1), builder.scalar(0.0))
    let needed = builder.greater(builder.largest(sizes, axis: 0), builder.scalar(0.0))
    let work = FillingWork(
      values: values, absent: absent, precision: precision,
      flatPrecision: builder.constant(inverse, shape: [c * c]), tagCount: c)
    let result = builder.when(
      needed, shape: [.open, .fixed(c)],
      then: { b in
        let start = [GraphPort(sizes, [.open]), GraphPort(values, [.open, .fixed(c)])]
        return b.loop(while: needed, from: start) { b, carried in
          let (left, rows) = work.block(
            left: carried[0], into: carried[1], elements: Self.blockElements, in: &b)
          return (b.greater(b.largest(left, axis: 0), b.scalar(0.0)), [left, rows])
        }[1]
      },
      otherwise: { $0.node("Identity", [values], .double) })
    filled[[values, precision]] = result
    return result
  }

  /// Σ⁻¹ in row-major order, symmetric to the bit.
  private static func inverse(
    of covariance: [Double], order: Int, model: String
  ) throws(Fault) -> [Double] {
    let sigma = Matrix(rows: order, columns: order, columnMajor: covariance)
    let k: Matrix
    do {
      k = try Cholesky(sigma).solve(Matrix.identity(order))
    } catch {
      throw Fault(.badData, "model '\(model)': \(error.problem)", hint: error.hint)
    }
    return (0..<order * order).map {
      (k.elements[$0] + k.elements[$0 % order * order + $0 / order]) / 2
    }
  }
}

/// Fills the rows that miss a part of their cells, a block at a time.
private struct FillingWork {
  /// `[n, c]`, 0 in missing cells.
  let values: GraphValue
  /// `[n, c]`, 1 where a cell is missing, else 0.
  let absent: GraphValue
  /// `[c, c]`.
  let precision: GraphValue
  /// `[c · c]`, the same values.
  let flatPrecision: GraphValue
  let tagCount: Int

  /// Fills the next rows of those that miss most.
  ///
  /// - Parameters:
  ///   - left: `[n]`, how many cells a row misses that is not filled yet, else 0.
  ///   - result: `[n, c]`, the rows so far.
  /// - Returns: both without what was filled.
  func block(
    left: GraphValue, into result: GraphValue, elements: Int, in b: inout GraphBuilder
  ) -> (left: GraphValue, result: GraphValue) {
    let c = tagCount
    // m, the most that any row misses; rows with less than half of it wait for systems of their size.
    let most = b.largest(left, axis: 0)
    let m = b.cast(most, to: .int64)
    let isSimilar = b.and(
      b.greater(left, b.scalar(0.0)), b.not(b.less(b.add(left, left), most)))
    let perRow = b.multiply(m, b.add(m, b.scalar(Int64(c + 1))))
    let fitting = b.maximum([
      b.scalar(Int64(1)), b.divide(b.scalar(Int64(elements)), perRow),
    ])
    let similar = b.squeeze(b.node("NonZero", [isSimilar], .int64))
    let chosen = b.slice(
      similar, from: b.vector([0]), to: b.unsqueeze(fitting, axis: 0), axis: 0)
    let z = b.gather(values, chosen)

    let (e, count) = missingCells(of: b.gather(absent, chosen), m: m, in: &b)
    let pulled = b.unsqueeze(b.product(z, precision), axis: 2)
    let right = b.multiply(b.squeeze(b.product(e, pulled), axis: 2), b.scalar(-1.0))
    let solution = solve(e, right, m: m, count: count, in: &b)
    let cells = b.squeeze(b.product(b.unsqueeze(solution, axis: 1), e), axis: 1)

    let places = b.unsqueeze(chosen, axis: 1)
    let none = b.multiply(b.gather(left, chosen), b.scalar(0.0))
    return (
      b.node("ScatterND", [left, places, none], .double),
      b.node("ScatterND", [result, places, b.add(z, cells)], .double)
    )
  }

  /// `[b, m, c]`: 1 where the j-th missing cell of a row is that of a tag; and 0, 1, … m − 1.
  ///
  /// Of a row with less than m missing cells the last ones are all 0.
  private func missingCells(
    of absent: GraphValue, m: GraphValue, in b: inout GraphBuilder
  ) -> (e: GraphValue, count: GraphValue) {
    let c = tagCount
    // How many cells before it are missing, for every cell.
    let before = b.constant(
      (0..<c * c).map { $0 / c < $0 % c ? 1.0 : 0.0 }, shape: [c, c])
    let rank = b.cast(b.product(absent, before), to: .int64)
    let count = b.slice(
      b.vector(Array(0..<c)), from: b.vector([0]), to: b.unsqueeze(m, axis: 0), axis: 0)
    let isRank = b.equal(b.unsqueeze(rank, axis: 1), b.unsqueeze(count, axis: 1))
    let isHere = b.and(isRank, b.cast(b.unsqueeze(absent, axis: 1), to: .bool))
    return (b.cast(isHere, to: .double), count)
  }

  /// `[b, m]`: K_mm⁻¹ times the right side for every row.
  ///
  /// By Gauss and Jordan's elimination, which needs no pivoting since K_mm is positive definite; a
  /// row with less than m missing cells gets the equations of the identity for the rest.
  private func solve(
    _ e: GraphValue, _ right: GraphValue, m: GraphValue, count: GraphValue,
    in b: inout GraphBuilder
  ) -> GraphValue {
    let c = tagCount
    let numbers = b.constant((0..<c).map(Double.init), shape: [c, 1])
    let tags = b.cast(b.squeeze(b.product(e, numbers), axis: 2), to: .int64)
    let places = b.add(
      b.multiply(b.unsqueeze(tags, axis: 2), b.scalar(Int64(c))), b.unsqueeze(tags, axis: 1))
    let isMissing = b.sum(e, axis: 2)
    let column = b.unsqueeze(isMissing, axis: 2)
    let masked = b.multiply(
      b.gather(flatPrecision, places), b.multiply(column, b.unsqueeze(isMissing, axis: 1)))
    let identity = b.cast(
      b.equal(b.unsqueeze(count, axis: 1), b.unsqueeze(count, axis: 0)), to: .double)
    let unit = b.multiply(identity, b.subtract(b.scalar(1.0), column))
    let system = b.concatenate([b.add(masked, unit), b.unsqueeze(right, axis: 2)], axis: 2)

    // The first column that is left is eliminated by row k and dropped: after m steps the right
    // side alone is left, and is the solution.
    let solved = b.loop(m, from: [GraphPort(system, [.open, .open, .open])]) { b, k, carried in
      let first = b.gather(carried[0], b.scalar(Int64(0)), axis: 2)
      let rest = b.slice(carried[0], from: 1, to: nil, axis: 2)
      let pivot = b.unsqueeze(b.gather(first, k, axis: 1), axis: 1)
      let row = b.divide(b.gather(rest, k, axis: 1), pivot)
      let factors = b.subtract(first, b.gather(identity, k))
      let change = b.multiply(b.unsqueeze(factors, axis: 2), b.unsqueeze(row, axis: 1))
      return [b.subtract(rest, change)]
    }[0]
    return b.squeeze(solved, axis: 2)
  }
}
