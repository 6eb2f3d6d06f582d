public import Diagnostics
internal import Foundation
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``GaussianTails`` detector; it carries the last rows and each tag's mean and variance.
public struct GaussianTailsModel: DetectorModel {
  /// The last rows, and mean and variance of each tag's residual in units of training.
  public struct State: Codable, Sendable, Equatable {
    var rows = LaggedRows()
    var mean: [Double]
    var variance: [Double]
  }

  let autoregression: Autoregression
  let memory: Double
  let least: Double
  /// κ, how many times farther than a normal distribution would each tag's normal residuals reach; ≥ 1.
  let reach: [Double]
  /// The standard deviation of each tag's innovation in training, standardised.
  private let deviation: [Double]

  /// No rows seen; mean and variance are those of training.
  public func initialState() -> State {
    State(
      mean: [Double](repeating: 0, count: deviation.count),
      variance: [Double](repeating: 1, count: deviation.count))
  }

  /// A score per row; NaN where the rows before it are not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let judged = judged(rows, state: &state)
    return (0..<rows.count).map { i in
      let present = judged.residuals.present[i]
      var sum = 0.0
      for j in deviation.indices { sum += judged.digits[i, j] }
      return present > 0 ? sum / Double(present) : .nan
    }
  }

  /// Each tag was expected where its past and its running mean put it, and has the share of its digits.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let judged = judged(rows, state: &state)
    let residuals = judged.residuals
    var expected = judged.means
    for j in deviation.indices {
      for i in 0..<rows.count {
        let foretold = residuals.standard.z[i, j] - residuals.rows.z[i, j]
        expected[i, j] = autoregression.tags.engineering(
          foretold + judged.means[i, j] * deviation[j], tag: j)
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(judged.digits))
  }

  private struct JudgedRows {
    let residuals: Autoregression.Residuals
    /// Digits of each cell; 0 where it is missing or the row cannot be judged.
    var digits: Matrix
    /// The mean of each tag's residual before the row, in units of training.
    var means: Matrix
    /// How many running deviations each cell lies off, without κ; 0 where there are no digits.
    var distances: Matrix
  }

  private func judged(_ rows: Frame, state: inout State) -> JudgedRows {
    let residuals = autoregression.residuals(rows, state: &state.rows)
    let empty = Matrix(rows: rows.count, columns: deviation.count)
    var result = JudgedRows(
      residuals: residuals, digits: empty, means: empty, distances: empty)
    let alpha = 1 / memory
    for i in 0..<rows.count {
      let mask = residuals.standard.missing[i]
      for j in deviation.indices {
        let mean = state.mean[j]
        result.means[i, j] = mean
        guard residuals.present[i] > 0, mask?[j] != true else { continue }
        let scale = max(state.variance[j], least).squareRoot()
        let difference = residuals.rows.z[i, j] / deviation[j] - mean
        result.distances[i, j] = difference / scale
        result.digits[i, j] = GaussianTail.digits(difference / scale / reach[j])
        let most = GaussianTails.held * scale
        let learned = max(min(difference, most), -most)
        state.mean[j] = mean + alpha * learned
        state.variance[j] = (1 - alpha) * (state.variance[j] + alpha * (learned * learned))
      }
    }
    return result
  }

  /// The autoregression's arrays, how far each tag reaches, the memory in rows and the least variance.
  public var artifact: ModelArtifact {
    var arrays = autoregression.arrays
    arrays["reach"] = ModelArtifact.Array(reach)
    return ModelArtifact(
      kind: GaussianTails.id,
      numbers: ["lags": Double(autoregression.lags), "memory": memory, "least": least],
      arrays: arrays)
  }

  /// A model that finds how far tags reach on the normal rows of a record.
  init(autoregression: Autoregression, memory: Double, least: Double, record: ProcessRecord) {
    let unscaled = GaussianTailsModel(
      autoregression: autoregression, memory: memory, least: least,
      reach: autoregression.tags.mean.map { _ in 1 })
    var state = unscaled.initialState()
    let judged = unscaled.judged(record.frame, state: &state)
    let reach = autoregression.tags.mean.indices.map { j -> Double in
      let sizes = record.times.indices.compactMap { i -> Double? in
        let isJudged = judged.residuals.present[i] > 0 && !record.values[i, j].isNaN
        return isJudged ? abs(judged.distances[i, j]) : nil
      }.sorted(by: >)
      let place = GaussianTails.reaching
      guard sizes.count >= place else { return 1 }
      // −log₁₀ of the share of rows that lie as far.
      let digits = log10(Double(sizes.count + 1) / Double(place))
      let usual = GaussianTail.deviation(ofDigits: digits)
      return usual > 0 ? max(1, sizes[place - 1] / usual) : 1
    }
    self.init(autoregression: autoregression, memory: memory, least: least, reach: reach)
  }

  init(autoregression: Autoregression, memory: Double, least: Double, reach: [Double]) {
    self.autoregression = autoregression
    self.memory = memory
    self.least = least
    self.reach = reach
    deviation = autoregression.innovations.diagonal.map { $0.squareRoot() }
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let memory = try artifact.number("memory")
    guard memory >= 1, memory.isFinite else {
      throw Fault(.badData, "model 'gaussian-tails': 'memory' must be at least 1, got \(memory)")
    }
    let least = try artifact.number("least")
    guard least > 0, least <= 1 else {
      throw Fault(
        .badData, "model 'gaussian-tails': 'least' must be above 0 and at most 1, got \(least)")
    }
    let autoregression = try Autoregression(
      artifact: artifact, tags: tags.count, interval: interval)
    let variances = autoregression.innovations.diagonal
    if let bad = variances.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw Fault(
        .badData,
        "model 'gaussian-tails': variances of innovations must be finite and > 0, got \(bad)")
    }
    let reach = try artifact.vector("reach", count: tags.count)
    if let bad = reach.first(where: { !($0 >= 1 && $0.isFinite) }) {
      throw Fault(
        .badData, "model 'gaussian-tails': 'reach' must be finite and at least 1, got \(bad)")
    }
    self.init(autoregression: autoregression, memory: memory, least: least, reach: reach)
  }
}
