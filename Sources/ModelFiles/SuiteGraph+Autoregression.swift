internal import Diagnostics
internal import Learning

extension SuiteGraph {
  /// What a vector autoregression did not foresee of each row, z − Σ zₜ₋ⱼBⱼ, and which rows it can judge.
  ///
  /// - Returns: `[n, c]` with meaningless values where a cell is missing or the row cannot be judged; `[n]`
  ///   booleans, which do not ask whether the row has cells.
  mutating func autoregressionResiduals(
    _ model: ModelArtifact
  ) throws(Fault) -> (residuals: GraphValue, hasLags: GraphValue) {
    let c = tagCount
    let lags = try model.count("lags", from: 1, upTo: Int(Int32.max) / c)
    let coefficients = try model.values("coefficients", shape: [lags * c, c])
    let z = try filledRows(of: model)
    var residual = z
    let hasLags = withEarlierRows(of: z, lags: lags) { graph, lag, earlier in
      let block = Array(coefficients[(lag - 1) * c * c..<lag * c * c])
      let foreseen = graph.builder.product(earlier, graph.builder.constant(block, shape: [c, c]))
      residual = graph.builder.subtract(residual, foreseen)
    }
    return (residual, hasLags)
  }

  /// Hands over the rows before each row, lag by lag from 1 on, and carries the last ones on.
  ///
  /// - Returns: `[n]` booleans: whether the `lags` rows before are there without a gap, each with a cell.
  mutating func withEarlierRows(
    of z: GraphValue, lags: Int,
    _ body: (inout SuiteGraph, _ lag: Int, _ earlier: GraphValue) -> Void
  ) -> GraphValue {
    let c = tagCount
    let zeros = [Double](repeating: 0, count: lags * c)
    let lastRows = states.declare("rows", .double, shape: [lags, c], initial: zeros)
    let extended = builder.concatenate([lastRows, z], axis: 0)
    for lag in 1...lags {
      // Row i of the call is row lags + i of the extended ones; the one `lag` before it is at −lag.
      body(&self, lag, builder.slice(extended, from: lags - lag, to: -lag))
    }
    states.carry("rows", builder.slice(extended, from: -lags, to: nil), in: &builder)
    return unbrokenRun(of: lags)
  }

  /// `[n]`: whether each of the last `lags` rows is linked to the one before it: a contiguous step,
  /// and cells in the row before.
  private mutating func unbrokenRun(of lags: Int) -> GraphValue {
    let lastFilled = states.declare("filled", .int64, shape: [1], initial: [0])
    let filled = builder.concatenate([lastFilled, builder.cast(hasCells, to: .int64)], axis: 0)
    states.carry("filled", builder.slice(filled, from: -1, to: nil), in: &builder)
    let isFilled = builder.cast(builder.slice(filled, from: 0, to: -1), to: .bool)
    let isLinked = builder.and(isContiguous, isFilled)

    let none = [Double](repeating: 0, count: lags)
    let lastLinks = states.declare("links", .int64, shape: [lags], initial: none)
    let links = builder.concatenate([lastLinks, builder.cast(isLinked, to: .int64)], axis: 0)
    states.carry("links", builder.slice(links, from: -lags, to: nil), in: &builder)
    // Row i of the call is row lags + i: its window is i + 1 … i + lags.
    var total = builder.slice(links, from: lags, to: nil)
    for start in stride(from: lags - 1, to: 0, by: -1) {
      total = builder.add(total, builder.slice(links, from: start, to: start - lags))
    }
    return builder.equal(total, builder.scalar(Int64(lags)))
  }
}
