public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``RegimeMahalanobis`` detector; it keeps nothing between rows.
public struct RegimeMahalanobisModel: DetectorModel {
  /// Nothing crosses from row to row.
  public struct State: Codable, Sendable, Equatable {}

  let tags: GaussianTags
  /// The tag whose value tells the regime; nil where none does.
  let mode: Int?
  /// The values that it has in the regimes, ascending; empty without it.
  let values: [Double]
  /// *regimes × tags*, standardised.
  let centres: Matrix
  /// Σₖ, standardised, a regime each.
  let covariances: [Matrix]
  /// W with Wᵀ Σₖ W = I, a regime each.
  let whiteners: [Matrix]

  /// The empty state.
  public func initialState() -> State { State() }

  /// A score per row; NaN where it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let standard = tags.standardised(rows)
    let distances = distances(standard)
    return zip(best(rows, distances), standard.present).enumerated().map { i, pair in
      pair.1 > 0 ? (distances[pair.0][i] / Double(pair.1)).squareRoot() : .nan
    }
  }

  /// What each tag was expected to be given the others, in the regime that the row is judged under.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    let standard = tags.standardised(rows)
    let chosen = best(rows, distances(standard))
    var expected = standard.z
    var parts = standard.z
    for k in whiteners.indices where chosen.contains(k) {
      let (own, ownParts) = conditionalParts(
        departures(standard, from: k), whitener: whiteners[k], missing: standard.missing)
      for j in tags.mean.indices {
        for i in chosen.indices where chosen[i] == k {
          expected[i, j] = tags.engineering(centres[k, j] + own[i, j], tag: j)
          parts[i, j] = standard.present[i] > 0 ? ownParts[i, j] : 0
        }
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  // Missing cells are as the regime expects them.
  private func departures(_ rows: StandardisedRows, from regime: Int) -> Matrix {
    var rows = rows
    for j in 0..<rows.z.columns {
      let centre = centres[regime, j]
      rows.z.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] -= centre }
      }
    }
    rows.fillMissing(under: covariances[regime])
    return rows.z
  }

  // For each regime the squared distance of each row.
  private func distances(_ rows: StandardisedRows) -> [[Double]] {
    whiteners.indices.map {
      departures(rows, from: $0).timesRowStable(whiteners[$0]).squaredLengths
    }
  }

  // The regime that each row is judged under: the declared one, else the nearest.
  private func best(_ rows: Frame, _ distances: [[Double]]) -> [Int] {
    (0..<rows.count).map { i in
      if let mode, !rows.values[i, mode].isNaN { return declared(rows.values[i, mode]) }
      return distances.indices.min { distances[$0][i] < distances[$1][i] } ?? 0
    }
  }

  // The regime whose value is nearest, of two as near the first.
  private func declared(_ value: Double) -> Int {
    let value = max(min(value, values[values.count - 1]), values[0])
    return values.indices.min { abs(values[$0] - value) < abs(values[$1] - value) } ?? 0
  }

  /// Mean, scale and covariance of the tags; centres, covariances and whiteners of the regimes; the place of the declared
  /// tag and its values, both empty without one.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays
    arrays["centres"] = ModelArtifact.Array(centres)
    for (name, matrices) in [("covariances", covariances), ("whiteners", whiteners)] {
      arrays[name] = ModelArtifact.Array(
        shape: [matrices.count, tags.mean.count, tags.mean.count],
        values: matrices.flatMap { $0.transposed().elements })
    }
    arrays["values"] = ModelArtifact.Array(values)
    arrays["mode"] = ModelArtifact.Array(mode.map { [Double($0)] } ?? [])
    return ModelArtifact(kind: RegimeMahalanobis.id, arrays: arrays)
  }

  init(
    tags: GaussianTags, mode: Int?, values: [Double], centres: Matrix, covariances: [Matrix],
    whiteners: [Matrix]
  ) {
    self.tags = tags
    self.mode = mode
    self.values = values
    self.centres = centres
    self.covariances = covariances
    self.whiteners = whiteners
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let c = tags.count
    self.tags = try GaussianTags(artifact: artifact, tags: c)
    let modes = artifact.arrays["mode"]?.values.count ?? 0
    let places = try artifact.vector("mode", count: min(modes, 1))
    mode = places.first.flatMap { Int(exactly: $0) }
    guard places.count == (mode == nil ? 0 : 1), mode.map({ tags.indices.contains($0) }) ?? true
    else {
      throw Fault(
        .badData,
        "model '\(artifact.kind)': 'mode' must be the place of a tag, 0 to \(c - 1), got \(places[0])"
      )
    }
    let count = artifact.arrays["centres"]?.shape.first ?? 0
    centres = try artifact.matrix("centres", rows: count, columns: c)
    func stack(_ name: String) throws(Fault) -> [Matrix] {
      guard count > 0, let all = artifact.arrays[name], all.shape == [count, c, c] else {
        throw Fault(
          .badData,
          "model '\(artifact.kind)': array '\(name)' has shape \(artifact.arrays[name]?.shape ?? []), "
            + "expected [\(max(count, 1)), \(c), \(c)]")
      }
      return (0..<count).map { k in
        Matrix(
          rows: c, columns: c, columnMajor: Array(all.values[k * c * c..<(k + 1) * c * c])
        ).transposed()
      }
    }
    covariances = try stack("covariances")
    whiteners = try stack("whiteners")
    values = try artifact.vector("values", count: mode == nil ? 0 : count)
    guard zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Fault(.badData, "model '\(artifact.kind)': 'values' must be ascending")
    }
  }
}
