internal import Diagnostics
internal import Learning

extension SuiteGraph {
  /// The sum of a model's trees over its standardised rows, on the grid of features.
  mutating func treeScore(_ model: ModelArtifact) throws(Fault) -> GraphValue {
    let trees = try TreeEnsemble(artifact: model, features: tagCount)
    let z = try filledRows(of: model)
    let density = builder.scalar(FeatureGrid.density)
    let held = builder.held(z, from: -FeatureGrid.farthest, to: FeatureGrid.farthest)
    let cases = builder.divide(builder.rounded(builder.multiply(held, density)), density)
    return defined(builder.sums(of: trees, cases), where: hasCells)
  }
}
