public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A row and those before it, seen from some directions: what ``DynamicPCA`` and ``CVA`` come to.
///
///     x = [zₜ, zₜ₋₁, …, zₜ₋ₗ],   score = ‖x P‖
///
/// P is scaled so that the mean square is 1 on normal rows. Missing cells are what the row's others lead one
/// to expect. With M = P Pᵀ a tag of the row itself was expected to be zⱼ − (Mx)ⱼ/Mⱼⱼ, and its part is
/// (Mx)ⱼ²/Mⱼⱼ: by how much the square would fall if it were so. Reference of the parts: Alcala & Qin (2009),
/// Automatica 45(7), reconstruction-based contributions.
public struct LaggedProjectionModel: DetectorModel {
  /// The last rows.
  public typealias State = LaggedRows

  /// The detector's id.
  let kind: String
  let tags: GaussianTags
  /// How many earlier rows are looked at, 0 or more.
  let lags: Int
  /// P, *((lags + 1) · tags) × directions*.
  let projection: Matrix
  let interval: TimeSpan

  /// No rows seen.
  public func initialState() -> State { State() }

  /// A score per row; NaN where the rows before it are not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let seen = seen(rows, state: &state)
    return rootMeanSquare(seen.variates, present: seen.isJudged.map { $0 ? 1 : 0 })
  }

  /// What each tag was expected to be given the row's others and the rows before.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let seen = seen(rows, state: &state)
    let own = projection.rows(0..<tags.mean.count)
    let pulled = seen.variates.timesTranspose(own)
    var expected = seen.standard.z
    var parts = pulled
    for j in tags.mean.indices {
      let weight = own.row(j).reduce(0) { $0 + $1 * $1 }
      for i in 0..<rows.count {
        // Directions that do not see a tag expect nothing of it but its mean.
        let isSeen = weight > 1e-12
        let z = isSeen ? seen.standard.z[i, j] - pulled[i, j] / weight : 0
        expected[i, j] = tags.engineering(z, tag: j)
        parts[i, j] = isSeen && seen.isJudged[i] ? pulled[i, j] * pulled[i, j] / weight : 0
      }
    }
    parts.clearMissing(seen.standard.missing)
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  /// What the directions see of the next rows, and which rows can be judged.
  func seen(
    _ rows: Frame, state: inout State
  ) -> (standard: StandardisedRows, variates: Matrix, isJudged: [Bool]) {
    let standard = tags.standardised(rows)
    let past = state.past(of: standard, times: rows.times, lags: lags, interval: interval)
    let x = lags == 0 ? standard.z : standard.z.appendingColumns(of: past.values)
    return (
      standard, x.timesRowStable(projection),
      zip(past.isComplete, standard.present).map { $0 && $1 > 0 }
    )
  }

  /// Mean, scale, covariance and projection; the number of rows looked at.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays
    arrays["projection"] = ModelArtifact.Array(projection)
    return ModelArtifact(kind: kind, numbers: ["rows": Double(lags + 1)], arrays: arrays)
  }

  init(kind: String, tags: GaussianTags, lags: Int, projection: Matrix, interval: TimeSpan) {
    self.kind = kind
    self.tags = tags
    self.lags = lags
    self.projection = projection
    self.interval = interval
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    kind = artifact.kind
    self.tags = try GaussianTags(artifact: artifact, tags: tags.count)
    let rows = try artifact.count("rows")
    guard (1...49).contains(rows) else {
      throw Fault(.badData, "model '\(kind)': 'rows' must be from 1 to 49, got \(rows)")
    }
    lags = rows - 1
    let width = artifact.arrays["projection"]?.shape.last ?? 0
    guard width > 0 else {
      throw Fault(
        .badData, "model '\(kind)': 'projection' needs at least 1 direction, got \(width)")
    }
    projection = try artifact.matrix("projection", rows: rows * tags.count, columns: width)
    self.interval = interval
  }
}
