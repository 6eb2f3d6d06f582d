internal import Diagnostics
internal import Foundation
internal import Learning

/// Each tag's residual against its running mean and variance: the mean of −log₁₀ erfc(|u| / √2).
enum GaussianTails: DetectorGraph {
  /// How many deviations a row teaches at most.
  private static let held = 3.0

  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let alpha = 1 / (try model.number("memory", above: 0, upTo: 1e12))
    let least = try model.number("least", above: 0, upTo: 1)
    let reach = try model.values("reach", shape: [c], above: 0)
    let (residual, variances, hasLags) = try residuals(model, in: &graph)
    let units = graph.builder.divide(
      residual, graph.builder.constant(variances.map { $0.squareRoot() }, shape: [c]))
    let rowIsJudged = graph.builder.unsqueeze(graph.builder.and(hasLags, graph.hasCells), axis: 1)
    let isJudged = graph.builder.and(graph.present, rowIsJudged)
    let mean = graph.states.declare(
      "mean", .double, shape: [c], initial: [Double](repeating: 0, count: c))
    let variance = graph.states.declare(
      "variance", .double, shape: [c], initial: [Double](repeating: 1, count: c))
    let result = graph.builder.scan(
      states: [GraphPort(mean, [.fixed(c)]), GraphPort(variance, [.fixed(c)])],
      rows: [GraphPort(units, [.fixed(c)]), GraphPort(isJudged, [.fixed(c)])]
    ) { b, state, row in
      let scale = b.squareRoot(b.maximum([state[1], b.scalar(least)]))
      let difference = b.subtract(row[0], state[0])
      let most = b.multiply(scale, b.scalar(held))
      let learned = b.maximum([b.minimum([difference, most]), b.multiply(most, b.scalar(-1.0))])
      // μ ← μ + α h, σ² ← (1 − α)(σ² + α h²)
      let nextMean = b.add(state[0], b.multiply(b.scalar(alpha), learned))
      let square = b.multiply(b.scalar(alpha), b.multiply(learned, learned))
      let nextVariance = b.multiply(b.scalar(1 - alpha), b.add(state[1], square))
      let deviation = b.choose(row[1], b.divide(difference, scale), b.scalar(0.0))
      return (
        [b.choose(row[1], nextMean, state[0]), b.choose(row[1], nextVariance, state[1])],
        [GraphPort(deviation, [.fixed(c)])]
      )
    }
    graph.states.carry("mean", result.states[0], in: &graph.builder)
    graph.states.carry("variance", result.states[1], in: &graph.builder)
    let u = graph.builder.divide(result.rows[0], graph.builder.constant(reach, shape: [c]))
    let total = graph.builder.sum(digits(of: u, in: &graph.builder), axis: 1)
    let score = graph.builder.divide(total, graph.presentCount)
    return graph.defined(score, where: graph.builder.and(hasLags, graph.hasCells))
  }

  /// `[n, c]` residuals, each tag's variance of them in training, and `[n]` where the rows before are there.
  private static func residuals(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> (GraphValue, [Double], GraphValue) {
    let c = graph.tagCount
    let covariance = try model.values("innovation-covariance", shape: [c, c])
    let variances = (0..<c).map { covariance[$0 * c + $0] }
    if let bad = variances.first(where: { $0 <= 0 }) {
      throw Fault(
        .badData,
        "model '\(model.kind)': variances of innovations must be finite and > 0, got \(bad)")
    }
    guard try model.count("lags", from: 0) > 0 else {
      return (try graph.filledRows(of: model), variances, graph.hasCells)
    }
    let (residual, hasLags) = try graph.autoregressionResiduals(model)
    return (residual, variances, hasLags)
  }

  /// ``GaussianTail`` of every element, by the same sums.
  private static func digits(of u: GraphValue, in b: inout GraphBuilder) -> GraphValue {
    let half = b.scalar(0.5)
    let y = b.multiply(b.absolute(u), b.scalar(0.5.squareRoot()))
    let t = b.divide(b.scalar(2.0), b.add(y, b.scalar(2.0)))
    let w = b.subtract(b.multiply(t, b.scalar(2.0)), b.scalar(1.0))
    var p = b.multiply(w, b.scalar(0.0))
    for coefficient in GaussianTail.coefficients.reversed() {
      p = b.add(b.multiply(p, w), b.scalar(coefficient))
    }
    let log = b.logarithm(b.add(b.multiply(y, half), b.scalar(1.0)))
    let nats = b.add(b.subtract(b.multiply(y, y), p), log)
    return b.maximum([b.divide(nats, b.scalar(Foundation.log(10))), b.scalar(0.0)])
  }
}
