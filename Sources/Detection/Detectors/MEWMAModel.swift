public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``MEWMA`` detector; it carries the last rows and the mean innovation from call to call.
public struct MEWMAModel: DetectorModel {
  /// The last rows, the mean innovation and the last row's moment.
  public struct State: Codable, Sendable, Equatable {
    var rows = LaggedRows()
    var mean: [Double]
    var last: Int64?
  }

  let alpha: Double
  let bound: Double
  let autoregression: Autoregression
  let whitener: Matrix

  /// No rows seen, a mean of 0.
  public func initialState() -> State {
    State(mean: [Double](repeating: 0, count: whitener.rows))
  }

  /// A score per row; NaN where the rows before it are not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let residuals = autoregression.filledResiduals(rows, state: &state.rows)
    let means = means(of: residuals, times: rows.times, state: &state)
    // A mean remembers tags that the row lacks, so it is over all of them.
    let sums = rootMeanSquare(
      means.timesRowStable(whitener), present: residuals.present.map { $0 == 0 ? 0 : 1 })
    let factor = (2 - alpha) / (alpha * Double(whitener.rows))
    return sums.map { $0 * factor.squareRoot() }
  }

  /// What each tag was expected to be given the past and the others, and how much its mean stands out.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let residuals = autoregression.filledResiduals(rows, state: &state.rows)
    let expected = autoregression.expected(residuals, whitener: whitener).expected
    var means = means(of: residuals, times: rows.times, state: &state)
    for i in residuals.present.indices where residuals.present[i] == 0 {
      for j in 0..<means.columns { means[i, j] = 0 }
    }
    var parts = conditionalParts(means, whitener: whitener, missing: [:]).parts
    parts.clearMissing(residuals.standard.missing)
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  // The mean innovation after each row.
  private func means(
    of residuals: Autoregression.Residuals, times: [Timestamp], state: inout State
  ) -> Matrix {
    var means = Matrix(rows: times.count, columns: whitener.rows)
    let lengths = rootMeanSquare(
      residuals.rows.z.timesRowStable(whitener),
      present: residuals.present.map { $0 == 0 ? 0 : whitener.rows })
    for (i, time) in times.enumerated() {
      let follows =
        state.last.map {
          Frame.isContiguous(
            Timestamp(nanoseconds: $0), time, interval: autoregression.interval)
        } ?? true
      state.last = time.nanoseconds
      if !follows { for j in state.mean.indices { state.mean[j] = 0 } }
      // y ← (1 − α) y + α min(1, b/ℓ) r
      let weight = alpha * min(1, bound / lengths[i])
      for j in state.mean.indices {
        if residuals.present[i] > 0 {
          state.mean[j] = (1 - alpha) * state.mean[j] + weight * residuals.rows.z[i, j]
        }
        means[i, j] = state.mean[j]
      }
    }
    return means
  }

  /// The autoregression's arrays, the whitener, α and the bound.
  public var artifact: ModelArtifact {
    var arrays = autoregression.arrays
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(
      kind: MEWMA.id,
      numbers: ["alpha": alpha, "bound": bound, "lags": Double(autoregression.lags)],
      arrays: arrays)
  }

  init(alpha: Double, bound: Double, autoregression: Autoregression, whitener: Matrix) {
    self.alpha = alpha
    self.bound = bound
    self.autoregression = autoregression
    self.whitener = whitener
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    alpha = try artifact.number("alpha")
    guard (0.001...1).contains(alpha) else {
      throw Fault(.badData, "model 'mewma': 'alpha' must be from 0.001 to 1, got \(alpha)")
    }
    bound = try artifact.number("bound")
    guard (1...1e9).contains(bound) else {
      throw Fault(.badData, "model 'mewma': 'bound' must be from 1 to 1e9, got \(bound)")
    }
    autoregression = try Autoregression(artifact: artifact, tags: tags.count, interval: interval)
    whitener = try artifact.matrix("whitener", rows: tags.count, columns: tags.count)
  }
}
