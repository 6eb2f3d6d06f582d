internal import Diagnostics
internal import Learning

/// The exponentially weighted mean of innovations: √(‖yW‖² (2 − α) / (α c)).
enum MEWMA: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let alpha = try model.number("alpha", above: 0, upTo: 1)
    let whitener = try model.values("whitener", shape: [c, c])
    let (innovations, isJudged) = try innovations(model, in: &graph)
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
