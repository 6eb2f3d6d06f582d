internal import Diagnostics
internal import Learning

/// What a vector autoregression did not foresee: √(‖(z − Σ zₜ₋ⱼBⱼ)W‖² / p).
enum VARInnovations: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let lags = try model.count("lags", from: 1, upTo: Int(Int32.max) / c)
    let coefficients = try model.values("coefficients", shape: [lags * c, c])
    let innovation = try model.values("innovation-covariance", shape: [c, c])
    let whitener = try model.values("whitener", shape: [c, c])
    let z = try graph.filledRows(of: model)

    let zeros = [Double](repeating: 0, count: lags * c)
    let lastRows = graph.states.declare("rows", .double, shape: [lags, c], initial: zeros)
    let extended = graph.builder.concatenate([lastRows, z], axis: 0)
    var residual = z
    for lag in 1...lags {
      // Row i of the call is row lags + i of the extended ones; the one `lag` before it is at −lag.
      let earlier = graph.builder.slice(extended, from: lags - lag, to: -lag)
      let block = Array(coefficients[(lag - 1) * c * c..<lag * c * c])
      let foreseen = graph.builder.product(
        earlier, graph.builder.constant(block, shape: [c, c]))
      residual = graph.builder.subtract(residual, foreseen)
    }
    graph.states.carry(
      "rows", graph.builder.slice(extended, from: -lags, to: nil), in: &graph.builder)

    let known = graph.builder.choose(graph.present, residual, graph.builder.scalar(0.0))
    let filled = try graph.conditionalMean(
      of: known, covariance: innovation, model: model.kind)
    let w = graph.builder.product(filled, graph.builder.constant(whitener, shape: [c, c]))
    let hasLags = unbrokenRun(of: lags, in: &graph)
    return graph.defined(graph.rootMeanSquare(w), where: hasLags)
  }

  /// `[n]`: whether each of the last `lags` rows is linked to the one before it: a contiguous step,
  /// and cells in the row before.
  private static func unbrokenRun(of lags: Int, in graph: inout SuiteGraph) -> GraphValue {
    let lastFilled = graph.states.declare("filled", .int64, shape: [1], initial: [0])
    let filled = graph.builder.concatenate(
      [lastFilled, graph.builder.cast(graph.hasCells, to: .int64)], axis: 0)
    graph.states.carry(
      "filled", graph.builder.slice(filled, from: -1, to: nil), in: &graph.builder)
    let isFilled = graph.builder.cast(
      graph.builder.slice(filled, from: 0, to: -1), to: .bool)
    let isLinked = graph.builder.and(graph.isContiguous, isFilled)

    let none = [Double](repeating: 0, count: lags)
    let lastLinks = graph.states.declare("links", .int64, shape: [lags], initial: none)
    let links = graph.builder.concatenate(
      [lastLinks, graph.builder.cast(isLinked, to: .int64)], axis: 0)
    graph.states.carry(
      "links", graph.builder.slice(links, from: -lags, to: nil), in: &graph.builder)
    // Row i of the call is row lags + i: its window is i + 1 … i + lags.
    var total = graph.builder.slice(links, from: lags, to: nil)
    for start in stride(from: lags - 1, to: 0, by: -1) {
      total = graph.builder.add(
        total, graph.builder.slice(links, from: start, to: start - lags))
    }
    return graph.builder.equal(total, graph.builder.scalar(Int64(lags)))
  }
}
