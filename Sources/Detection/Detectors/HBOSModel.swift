public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``HBOS`` detector; it keeps nothing between rows.
public struct HBOSModel: DetectorModel {
  /// Nothing crosses from row to row.
  public struct State: Codable, Sendable, Equatable {}

  let tags: GaussianTags
  /// The cuts of each tag's steps, ascending.
  let cuts: [[Double]]
  /// What each step scores, one more than the cuts.
  let levels: [[Double]]

  /// The empty state.
  public func initialState() -> State { State() }

  /// A score per row; NaN where it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let standard = tags.standardised(rows)
    let parts = parts(standard)
    return (0..<rows.count).map { i in
      var sum = 0.0
      for j in cuts.indices { sum += parts[i, j] }
      let present = standard.present[i]
      return present > 0 ? sum * Double(cuts.count) / Double(present) : .nan
    }
  }

  /// Each tag's own part; each was expected at its mean.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    let standard = tags.standardised(rows)
    var expected = standard.z
    for j in cuts.indices {
      for i in 0..<rows.count { expected[i, j] = tags.mean[j] }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts(standard)))
  }

  private func parts(_ standard: StandardisedRows) -> Matrix {
    var parts = standard.z
    for j in cuts.indices {
      let (own, steps) = (cuts[j], levels[j])
      parts.withUnsafeMutableColumn(j) { column in
        for i in column.indices {
          column[i] = steps[own.place { column[i] < $0 }]
        }
      }
    }
    parts.clearMissing(standard.missing)
    return parts
  }

  /// Mean, scale, covariance, cuts and levels, the last two with a row per tag.
  public var artifact: ModelArtifact {
    func table(_ rows: [[Double]]) -> ModelArtifact.Array {
      ModelArtifact.Array(
        shape: [rows.count, rows.first?.count ?? 0], values: rows.flatMap(\.self))
    }
    var arrays = tags.arrays
    arrays["cuts"] = table(cuts)
    arrays["levels"] = table(levels)
    return ModelArtifact(kind: HBOS.id, arrays: arrays)
  }

  init(tags: GaussianTags, cuts: [[Double]], levels: [[Double]]) {
    self.tags = tags
    self.cuts = cuts
    self.levels = levels
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    self.tags = try GaussianTags(artifact: artifact, tags: tags.count)
    let count = artifact.arrays["cuts"]?.shape.last ?? 0
    let cuts = try artifact.matrix("cuts", rows: tags.count, columns: count)
    let levels = try artifact.matrix("levels", rows: tags.count, columns: count + 1)
    self.cuts = (0..<tags.count).map { cuts.row($0) }
    self.levels = (0..<tags.count).map { levels.row($0) }
    for (j, own) in self.cuts.enumerated() {
      guard zip(own, own.dropFirst()).allSatisfy({ $0 < $1 }), own.allSatisfy(\.isFinite) else {
        throw Fault(.badData, "model 'hbos': the cuts of tag \(j) must be finite and ascending")
      }
      if let bad = self.levels[j].first(where: { !($0 >= 0 && $0.isFinite) }) {
        throw Fault(
          .badData, "model 'hbos': the levels of tag \(j) must be finite and ≥ 0, got \(bad)")
      }
    }
  }
}
