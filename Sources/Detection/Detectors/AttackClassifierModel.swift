public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``AttackClassifier``; it carries the last rows and residuals from call to call.
public struct AttackClassifierModel: DetectorModel {
  /// The last rows and residuals.
  public struct State: Codable, Sendable, Equatable {
    var features = ResidualFeatures.State()
  }

  let features: ResidualFeatures
  /// With exact sums from 0 on.
  let trees: TreeEnsemble

  /// No rows seen.
  public func initialState() -> State { State() }

  /// A score per row; NaN where the rows before it are not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let cases = features.cases(rows, state: &state.features)
    return zip(trees.sums(cases.values), cases.isJudged).map { $1 ? $0 : .nan }
  }

  /// What the autoregression foresaw, and each tag's share of what the cuts on the rows' ways added.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let tags = features.autoregression.tags
    let cases = features.cases(rows, state: &state.features)
    let c = tags.mean.count
    var expected = Matrix(rows: rows.count, columns: c)
    var parts = Matrix(rows: rows.count, columns: c)
    for i in 0..<rows.count {
      let own = cases.isJudged[i] ? trees.parts(cases.values.row(i)) : []
      for j in 0..<c {
        expected[i, j] = tags.engineering(cases.foreseen[i, j], tag: j)
        // What speaks against an attack blames nobody.
        guard !own.isEmpty, !rows.values[i, j].isNaN else { continue }
        parts[i, j] = max(own[j] + own[c + j], 0)
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  /// The autoregression's arrays and the trees'.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: AttackClassifier.id,
      numbers: [
        "lags": Double(features.autoregression.lags), "window": Double(features.window),
      ],
      arrays: features.autoregression.arrays.merging(trees.arrays) { own, _ in own })
  }

  init(features: ResidualFeatures, trees: TreeEnsemble) {
    self.features = features
    self.trees = trees
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let window = try artifact.count("window")
    guard (1...1_000).contains(window) else {
      throw Fault(
        .badData, "model '\(artifact.kind)': 'window' must be from 1 to 1000, got \(window)")
    }
    features = try ResidualFeatures(
      Autoregression(artifact: artifact, tags: tags.count, interval: interval), window: window)
    trees = try TreeEnsemble(artifact: artifact, features: 2 * tags.count)
    let values = trees.trees.flatMap { $0 }.filter { $0.feature == nil }.map(\.value)
    if let bad = values.first(where: { $0 < 0 }) ?? (trees.base < 0 ? trees.base : nil) {
      throw Fault(
        .badData, "model '\(artifact.kind)': base and leaves must be at least 0, got \(bad)")
    }
  }
}
