internal import Diagnostics
internal import Learning

/// A step function per tag, added up: how thinly histograms are filled.
enum HBOS: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let count = try model.columns(of: "cuts", rows: c)
    let cuts = try model.values("cuts", shape: [c, count])
    let levels = try model.values("levels", shape: [c, count + 1], from: 0)
    let z = graph.standardised(
      mean: try model.values("mean", shape: [c]),
      scale: try model.values("scale", shape: [c], above: 0))
    func level(_ step: Int) -> [Double] { (0..<c).map { levels[$0 * (count + 1) + step] } }
    var parts = graph.builder.constant(level(0), shape: [c])
    for step in 0..<count {
      let cut = graph.builder.constant((0..<c).map { cuts[$0 * count + step] }, shape: [c])
      parts = graph.builder.choose(
        graph.builder.less(z, cut), parts, graph.builder.constant(level(step + 1), shape: [c]))
    }
    let known = graph.builder.choose(graph.present, parts, graph.builder.scalar(0.0))
    return graph.scaledToAllTags(known)
  }
}

extension SuiteGraph {
  /// The sum of the parts of a row, which are 0 where a cell is missing, as if no cell were.
  mutating func scaledToAllTags(_ parts: GraphValue) -> GraphValue {
    let total = builder.multiply(builder.sum(parts, axis: 1), builder.scalar(Double(tagCount)))
    return defined(builder.divide(total, presentCount), where: hasCells)
  }
}
