internal import Diagnostics
internal import Learning

extension SuiteGraph {
  /// ‖[zₜ, zₜ₋₁, …] P‖: a row and those before it, seen from some directions.
  mutating func projectedLength(_ model: ModelArtifact) throws(Fault) -> GraphValue {
    let (variates, isJudged) = try projected(model)
    let total = builder.sum(builder.multiply(variates, variates), axis: 1)
    return defined(builder.squareRoot(total), where: isJudged)
  }

  /// The largest |[zₜ, zₜ₋₁, …] P| of the directions.
  mutating func farthestProjection(_ model: ModelArtifact) throws(Fault) -> GraphValue {
    let (variates, isJudged) = try projected(model)
    return defined(builder.largest(builder.absolute(variates), axis: 1), where: isJudged)
  }

  /// `[n, directions]`: [zₜ, zₜ₋₁, …] P, and `[n]` which rows can be judged.
  private mutating func projected(
    _ model: ModelArtifact
  ) throws(Fault) -> (variates: GraphValue, isJudged: GraphValue) {
    let c = tagCount
    let rows = try model.count("rows", from: 1, upTo: Int(Int32.max) / c)
    let width = try model.columns(of: "projection", rows: rows * c)
    let projection = try model.values("projection", shape: [rows * c, width])
    let z = try filledRows(of: model)
    func block(_ lag: Int) -> [Double] {
      Array(projection[lag * c * width..<(lag + 1) * c * width])
    }
    var variates = builder.product(z, builder.constant(block(0), shape: [c, width]))
    var isJudged = hasCells
    if rows > 1 {
      let hasLags = withEarlierRows(of: z, lags: rows - 1) { graph, lag, earlier in
        let own = graph.builder.product(
          earlier, graph.builder.constant(block(lag), shape: [c, width]))
        variates = graph.builder.add(variates, own)
      }
      isJudged = builder.and(hasCells, hasLags)
    }
    return (variates, isJudged)
  }
}
