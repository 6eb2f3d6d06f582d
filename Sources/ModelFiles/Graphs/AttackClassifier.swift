internal import Diagnostics
internal import Learning

/// Trees on residuals and their means; see Detection's ResidualFeatures for the formula.
enum AttackClassifier: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let window = try model.count("window", from: 1, upTo: 1_000)
    let covariance = try model.values("innovation-covariance", shape: [c, c])
    let trees = try TreeEnsemble(artifact: model, features: 2 * c)
    let deviations = (0..<c).map { covariance[$0 * c + $0].squareRoot() }
    guard deviations.allSatisfy({ $0 > 0 }), !trees.trees.isEmpty else {
      throw Fault(
        .badData,
        "model '\(model.kind)': residual variances must be > 0, and there must be a tree")
    }
    let (residual, hasLags) = try graph.autoregressionResiduals(model)
    let scaled = graph.builder.divide(residual, graph.builder.constant(deviations, shape: [c]))
    let zero = graph.builder.scalar(0.0)
    let isJudged = graph.builder.and(hasLags, graph.hasCells)
    let known = graph.builder.and(
      graph.builder.unsqueeze(isJudged, axis: 1), graph.present)
    let now = nearest(graph.builder.choose(known, scaled, zero), in: &graph.builder)
    let cases = graph.builder.concatenate([now, means(of: now, window, in: &graph)], axis: 1)
    return graph.defined(graph.builder.sums(of: trees, cases), where: isJudged)
  }

  /// `[n, c]`: the means of the last rows; those before a gap count as 0.
  private static func means(
    of now: GraphValue, _ window: Int, in graph: inout SuiteGraph
  ) -> GraphValue {
    let c = graph.tagCount
    let none = [Double](repeating: 0, count: window * c)
    let past = graph.states.declare("past", .double, shape: [window, c], initial: none)
    let restarts = graph.builder.not(graph.isContiguous)
    let result = graph.builder.scan(
      states: [GraphPort(past, [.fixed(window), .fixed(c)])],
      rows: [GraphPort(now, [.fixed(c)]), GraphPort(restarts, [])]
    ) { b, state, row in
      let before = b.choose(row[1], b.scalar(0.0), state[0])
      let after = b.concatenate(
        [b.slice(before, from: 1, to: nil), b.unsqueeze(row[0], axis: 0)], axis: 0)
      let mean = b.divide(b.sum(after, axis: 0), b.scalar(Double(window)))
      return ([after], [GraphPort(nearest(mean, in: &b), [.fixed(c)])])
    }
    graph.states.carry("past", result.states[0], in: &graph.builder)
    return result.rows[0]
  }

  /// On the grid of features.
  private static func nearest(_ value: GraphValue, in b: inout GraphBuilder) -> GraphValue {
    let density = b.scalar(FeatureGrid.density)
    let held = b.held(value, from: -FeatureGrid.farthest, to: FeatureGrid.farthest)
    return b.divide(b.rounded(b.multiply(held, density)), density)
  }
}
