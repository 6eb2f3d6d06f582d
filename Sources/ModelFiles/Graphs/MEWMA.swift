internal import Diagnostics
internal import Learning

/// The exponentially weighted mean of innovations, each at most b long: √(‖yW‖² (2 − α) / (α c)).
enum MEWMA: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let alpha = try model.number("alpha", above: 0, upTo: 1)
    let bound = try model.number("bound", above: 0, upTo: 1e9)
    let whitener = try model.values("whitener", shape: [c, c])
    let (plain, isJudged) = try innovations(model, in: &graph)
    let innovations = bounded(plain, by: bound, whitener: whitener, in: &graph)
    let none = [Double](repeating: 0, count: c)
    let mean = graph.states.declare("mean", .double, shape: [c], initial: none)
    let restarts = graph.builder.not(graph.isContiguous)
    let result = graph.builder.scan(
      states: [GraphPort(mean, [.fixed(c)])],
      rows: [
        GraphPort(innovations, [.fixed(c)]), GraphPort(isJudged, []), GraphPort(restarts, []),
      ]
    ) { b, state, row in
      let before = b.choose(row[2], b.constant(none, shape: [c]), state[0])
      // y ← (1 − α) y + α r
      let after = b.add(
        b.multiply(b.scalar(1 - alpha), before), b.multiply(b.scalar(alpha), row[0]))
      let next = b.choose(row[1], after, before)
      return ([next], [GraphPort(next, [.fixed(c)])])
    }
    graph.states.carry("mean", result.states[0], in: &graph.builder)
    let w = graph.builder.product(
      result.rows[0], graph.builder.constant(whitener, shape: [c, c]))
    let total = graph.builder.sum(graph.builder.multiply(w, w), axis: 1)
    let factor = graph.builder.scalar((2 - alpha) / (alpha * Double(c)))
    return graph.defined(
      graph.builder.squareRoot(graph.builder.multiply(total, factor)), where: isJudged)
  }

  /// Rows no longer than the bound: r min(1, b/ℓ), ℓ = √(‖rW‖² / c).
  private static func bounded(
    _ rows: GraphValue, by bound: Double, whitener: [Double], in graph: inout SuiteGraph
  ) -> GraphValue {
    let c = graph.tagCount
    let w = graph.builder.product(rows, graph.builder.constant(whitener, shape: [c, c]))
    let squares = graph.builder.sum(graph.builder.multiply(w, w), axis: 1)
    let length = graph.builder.squareRoot(
      graph.builder.divide(squares, graph.builder.scalar(Double(c))))
    let weight = graph.builder.minimum([
      graph.builder.scalar(1.0), graph.builder.divide(graph.builder.scalar(bound), length),
    ])
    return graph.builder.multiply(rows, graph.builder.unsqueeze(weight, axis: 1))
  }

  /// `[n, c]` innovations, and `[n]` where there are any; without lags the rows themselves.
  private static func innovations(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> (GraphValue, GraphValue) {
    let c = graph.tagCount
    guard try model.count("lags", from: 0) > 0 else {
      return (try graph.filledRows(of: model), graph.hasCells)
    }
    let covariance = try model.values("innovation-covariance", shape: [c, c])
    let (residual, hasLags) = try graph.autoregressionResiduals(model)
    let known = graph.builder.choose(graph.present, residual, graph.builder.scalar(0.0))
    let filled = try graph.conditionalMean(of: known, covariance: covariance, model: model.kind)
    return (filled, graph.builder.and(hasLags, graph.hasCells))
  }
}
