public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A sum of trees over standardised tags: what an ``IsolationForest`` comes to; it keeps nothing between rows.
///
///     score = Σ leaves ≥ 0   of z on the grid of features
///
/// On the grid, and with exact sums, every runtime ends in the same leaves and adds up the same bits.
public struct TreeScoreModel: DetectorModel {
  /// Nothing crosses from row to row.
  public struct State: Codable, Sendable, Equatable {}

  /// The detector's id.
  let kind: String
  let tags: GaussianTags
  /// With exact sums from 0 on.
  let trees: TreeEnsemble

  /// The empty state.
  public func initialState() -> State { State() }

  /// A score per row; NaN where it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let standard = tags.standardised(rows)
    return zip(trees.sums(Self.cases(standard.z)), standard.present).map { $1 > 0 ? $0 : .nan }
  }

  /// Each tag's share of what the cuts on the row's ways added; each was expected at its mean.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    let standard = tags.standardised(rows)
    let cases = Self.cases(standard.z)
    var expected = cases
    var parts = cases
    for i in 0..<rows.count {
      let own = standard.present[i] > 0 ? trees.parts(cases.row(i)) : []
      for j in tags.mean.indices {
        expected[i, j] = tags.mean[j]
        // What speaks for a usual row blames nobody.
        parts[i, j] = own.isEmpty ? 0 : max(own[j], 0)
      }
    }
    parts.clearMissing(standard.missing)
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  /// Standardised rows on the grid of features.
  static func cases(_ z: Matrix) -> Matrix {
    var cases = z
    for j in 0..<z.columns {
      cases.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = FeatureGrid.nearest(column[i]) }
      }
    }
    return cases
  }

  /// Mean, scale, covariance and the trees' arrays.
  public var artifact: ModelArtifact {
    ModelArtifact(kind: kind, arrays: tags.arrays.merging(trees.arrays) { own, _ in own })
  }

  init(kind: String, tags: GaussianTags, trees: TreeEnsemble) {
    self.kind = kind
    self.tags = tags
    self.trees = trees
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    kind = artifact.kind
    self.tags = try GaussianTags(artifact: artifact, tags: tags.count)
    trees = try TreeEnsemble(artifact: artifact, features: tags.count)
    let values = trees.trees.flatMap { $0 }.filter { $0.feature == nil }.map(\.value)
    if let bad = values.first(where: { $0 < 0 }) ?? (trees.base < 0 ? trees.base : nil) {
      throw Fault(
        .badData, "model '\(artifact.kind)': base and leaves must be at least 0, got \(bad)")
    }
  }
}
