public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``VARInnovations`` detector; it carries the last rows from call to call.
public struct VARInnovationsModel: DetectorModel {
  /// The last rows, standardised and filled, oldest first.
  public struct State: Codable, Sendable, Equatable {
    var rows: [[Double]] = []
    var times: [Int64] = []
    var usable: [Bool] = []
  }

  let tags: GaussianTags
  let lags: Int
  let coefficients: Matrix
  let innovations: Matrix
  let whitener: Matrix
  let interval: TimeSpan

  /// No rows seen.
  public func initialState() -> State { State() }

  /// A score per row; NaN where the rows before it are not there or not contiguous.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let (residuals, present) = residuals(rows, state: &state)
    return rootMeanSquare(residuals.z.timesRowStable(whitener), present: present)
  }

  /// What each tag was expected to be given the past and the other tags.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let standard = tags.standardised(rows)
    let (residuals, _) = residuals(rows, state: &state)
    let (expectedResidual, parts) = conditionalParts(
      residuals.z, whitener: whitener, missing: standard.missing)
    var expected = expectedResidual
    for j in 0..<expected.columns {
      for i in 0..<expected.rows {
        let prediction = standard.z[i, j] - residuals.z[i, j]
        expected[i, j] = tags.engineering(prediction + expectedResidual[i, j], tag: j)
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  // Residuals of all rows (zero rows where they cannot be had) and the present counts (0 there).
  private func residuals(
    _ rows: Frame, state: inout State
  ) -> (StandardisedRows, present: [Int]) {
    let standard = tags.standardised(rows)
    let count = tags.mean.count
    let before = state.rows.count
    let total = before + rows.count
    var extended = Matrix(rows: total, columns: count)
    for j in 0..<count {
      extended.withUnsafeMutableColumn(j) { target in
        for i in 0..<before { target[i] = state.rows[i][j] }
        standard.z.withUnsafeColumn(j) { source in
          for i in source.indices { target[before + i] = source[i] }
        }
      }
    }
    let times = state.times + rows.times.map(\.nanoseconds)
    let usable = state.usable + standard.present.map { $0 > 0 }
    // Row i may be scored where the `lags` rows before it are there, usable and without a gap.
    var contiguous = 0
    var scorable = [Bool](repeating: false, count: total)
    for i in 0..<total {
      let follows =
        i > 0
        && Frame.isContiguous(
          Timestamp(nanoseconds: times[i - 1]), Timestamp(nanoseconds: times[i]),
          interval: interval)
      contiguous = follows && usable[i - 1] ? contiguous + 1 : 0
      scorable[i] = contiguous >= lags
    }
    var lagged = Matrix(rows: rows.count, columns: count * lags)
    for lag in 1...lags {
      for j in 0..<count {
        lagged.withUnsafeMutableColumn((lag - 1) * count + j) { target in
          extended.withUnsafeColumn(j) { source in
            for i in target.indices where before + i - lag >= 0 {
              target[i] = source[before + i - lag]
            }
          }
        }
      }
    }
    var difference = standard.z - lagged.timesRowStable(coefficients)
    var present = standard.present
    for i in 0..<rows.count where !scorable[before + i] {
      present[i] = 0
      for j in 0..<count { difference[i, j] = 0 }
    }
    var residuals = StandardisedRows(
      z: difference, present: present, missing: standard.missing)
    residuals.fillMissing(under: innovations)

    let kept = max(0, total - lags)
    state.rows = (kept..<total).map { extended.row($0) }
    state.times = Array(times[kept...])
    state.usable = Array(usable[kept...])
    return (residuals, present)
  }

  /// Mean, scale, covariance, coefficients, innovation covariance and whitener.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays
    arrays["coefficients"] = ModelArtifact.Array(coefficients)
    arrays["innovation-covariance"] = ModelArtifact.Array(innovations)
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(
      kind: VARInnovations.id, numbers: ["lags": Double(lags)], arrays: arrays)
  }

  init(
    tags: GaussianTags, lags: Int, coefficients: Matrix, innovations: Matrix, whitener: Matrix,
    interval: TimeSpan
  ) {
    self.tags = tags
    self.lags = lags
    self.coefficients = coefficients
    self.innovations = innovations
    self.whitener = whitener
    self.interval = interval
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let count = tags.count
    self.tags = try GaussianTags(artifact: artifact, tags: count)
    lags = try artifact.count("lags")
    guard (1...48).contains(lags) else {
      throw Fault(.badData, "model 'var-innovations': 'lags' must be from 1 to 48, got \(lags)")
    }
    coefficients = try artifact.matrix("coefficients", rows: count * lags, columns: count)
    innovations = try artifact.matrix("innovation-covariance", rows: count, columns: count)
    whitener = try artifact.matrix("whitener", rows: count, columns: count)
    self.interval = interval
  }
}
