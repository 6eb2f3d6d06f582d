public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``WindowedKMeans`` detector; it carries the last rows from call to call.
public struct WindowedKMeansModel: DetectorModel {
  /// The last rows.
  public typealias State = LaggedRows

  let tags: GaussianTags
  let lags: Int
  /// *k × ((lags + 1) · tags)*, standardised, the row itself first.
  let centres: Matrix
  let interval: TimeSpan

  /// No rows seen.
  public func initialState() -> State { State() }

  /// A score per row; NaN where the rows before it are not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let seen = seen(rows, state: &state)
    let sums = rootMeanSquare(seen.differences, present: seen.isJudged.map { $0 ? 1 : 0 })
    return sums.map { $0 / Double(centres.columns).squareRoot() }
  }

  /// Each tag was expected to be as in the nearest centre.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let seen = seen(rows, state: &state)
    var expected = seen.standard.z
    var parts = seen.standard.z
    for j in tags.mean.indices {
      for i in 0..<rows.count {
        let difference = seen.differences[i, j]
        expected[i, j] = tags.engineering(seen.standard.z[i, j] - difference, tag: j)
        parts[i, j] = seen.isJudged[i] ? difference * difference : 0
      }
    }
    parts.clearMissing(seen.standard.missing)
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  private func seen(
    _ rows: Frame, state: inout State
  ) -> (standard: StandardisedRows, differences: Matrix, isJudged: [Bool]) {
    let standard = tags.standardised(rows)
    let past = state.past(of: standard, times: rows.times, lags: lags, interval: interval)
    var x = lags == 0 ? standard.z : standard.z.appendingColumns(of: past.values)
    let nearest = WindowCentres.nearest(of: x, centres)
    for j in 0..<x.columns {
      let own = centres.column(j)
      x.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] -= own[nearest[i]] }
      }
    }
    return (standard, x, zip(past.isComplete, standard.present).map { $0 && $1 > 0 })
  }

  /// Mean, scale, covariance and centres; the number of rows of a window.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays
    arrays["centres"] = ModelArtifact.Array(centres)
    return ModelArtifact(
      kind: WindowedKMeans.id, numbers: ["rows": Double(lags + 1)], arrays: arrays)
  }

  init(tags: GaussianTags, lags: Int, centres: Matrix, interval: TimeSpan) {
    self.tags = tags
    self.lags = lags
    self.centres = centres
    self.interval = interval
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    self.tags = try GaussianTags(artifact: artifact, tags: tags.count)
    let rows = try artifact.count("rows")
    guard (1...49).contains(rows) else {
      throw Fault(
        .badData, "model '\(artifact.kind)': 'rows' must be from 1 to 49, got \(rows)")
    }
    lags = rows - 1
    let count = artifact.arrays["centres"]?.shape.first ?? 0
    guard count > 0 else {
      throw Fault(
        .badData, "model '\(artifact.kind)': 'centres' needs at least 1 centre, got \(count)")
    }
    centres = try artifact.matrix("centres", rows: count, columns: rows * tags.count)
    self.interval = interval
  }
}
