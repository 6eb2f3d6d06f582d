internal import LinearAlgebra

/// State-space models from sums over rows, by subspace identification with predictors.
///
/// 1. A long regression of yₜ on zₜ and uₜ gives the predictor's Markov parameters M₁ … Mₕ.
/// 2. Their Hankel matrix H maps the past on what it tells of the next h outputs; block (k, i) is Mₖ₊ᵢ, 0
///    beyond h. Outputs are weighted by one over the deviation of their innovations.
/// 3. H Σ_z^½ = U S Vᵀ; the states are xₜ = Sₙ⁻¹ Uₙᵀ H zₜ, of unit covariance, the strongest first.
/// 4. Regressions of yₜ on (xₜ, uₜ) and of xₜ₊₁ on (xₜ, uₜ, eₜ) give C, D and A, B, K.
///
/// Unlike N4SID it holds with inputs that answer to earlier outputs: controllers do. Inputs that answer to
/// the same row's outputs bias D. All of it is worked out from one matrix of sums, since zₜ₊₁ is made of the same
/// row's values; no pass over rows is needed per order. Source: Chiuso (2007), Automatica 43(6), "The role of vector
/// autoregressive modeling in predictor-based subspace identification" (PBSIDopt). Differences: ridge regressions
/// instead of exact ones; the weight is diagonal.
public struct SubspaceIdentification {
  private let moments: SubspaceMoments
  private let ridge: Double
  // Rows of S⁻¹ Uᵀ H: the states from z, strongest first.
  private let states: Matrix
  /// S, how much each state tells of the outputs to come, descending.
  public let strengths: [Double]

  /// Works out the states; `ridge` is λ on standardised values, > 0.
  ///
  /// - Returns: Nil with too few rows: no more than two for each value of z and u.
  /// - Throws: ``LinearAlgebraError`` where the sums are not finite.
  public init?(_ moments: SubspaceMoments, ridge: Double) throws {
    let layout = moments.layout
    guard moments.rows > 2 * (layout.pastWidth + layout.inputs) else { return nil }
    self.moments = moments
    self.ridge = ridge
    let past = Array(0..<layout.pastWidth)
    let terms = Array(0..<(layout.pastWidth + layout.inputs)) + [layout.width - 1]
    let targets = Array((layout.pastWidth + layout.inputs)..<(layout.width - 1))
    let sums = moments.sums
    let n = Double(moments.rows)
    let cross = sums.selecting(rows: terms, columns: targets)
    let weights = try LeastSquares.solve(
      gram: sums.selecting(rows: terms, columns: terms), crossProduct: cross, ridge: ridge * n)
    // E Eᵀ = Y Yᵀ − Wᵀ Z Yᵀ − …; its diagonal is what weighs the outputs.
    let expected = sums.selecting(rows: terms, columns: terms).times(weights)
    var importance = [Double](repeating: 0, count: layout.outputs)
    for j in 0..<layout.outputs {
      var left = sums[targets[j], targets[j]]
      for i in terms.indices { left += weights[i, j] * (expected[i, j] - 2 * cross[i, j]) }
      // What is foretold exactly weighs as what is foretold to 3e-5 of its deviation.
      importance[j] = (n / max(left, 1e-9 * n)).squareRoot()
    }
    var hankel = Matrix(rows: layout.past * layout.outputs, columns: layout.pastWidth)
    for k in 0..<layout.past {
      for i in 0..<(layout.past - k) {
        for a in 0..<layout.step {
          for j in 0..<layout.outputs {
            hankel[k * layout.outputs + j, i * layout.step + a] =
              weights[(i + k) * layout.step + a, j] * importance[j]
          }
        }
      }
    }
    let covariance = sums.selecting(rows: past, columns: past).scaled(by: 1 / n)
    let root = try Cholesky(covariance.addingToDiagonal(ridge)).lower
    let parts = try SVD(hankel.times(root))
    let rank = parts.rank(relativeTolerance: 1e-8)
    strengths = Array(parts.values.prefix(rank))
    var projection = parts.left.columns(0..<rank).transposeTimes(hankel)
    for j in 0..<projection.columns {
      projection.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] /= parts.values[i] }
      }
    }
    states = projection
  }

  /// The greatest order of a model.
  public var greatestOrder: Int { strengths.count }

  /// The model of the strongest `order` states, in the units of inputs and outputs.
  ///
  /// O(width² · order).
  ///
  /// - Returns: Nil where the order is not 1 to ``greatestOrder``, and where a state that is left alone, or
  ///   what a follower
  ///   once believed, would not fade away.
  public func model(order: Int) throws -> StateSpaceModel? {
    guard order >= 1, order <= greatestOrder else { return nil }
    let layout = moments.layout
    let (p, m) = (layout.outputs, layout.inputs)
    let n = Double(moments.rows)
    // Each of x, u with 1, y and x⁺ as a linear map of w.
    var now = Matrix(rows: order + m + 1, columns: layout.width)
    var next = Matrix(rows: order, columns: layout.width)
    for k in 0..<order {
      for i in 0..<layout.pastWidth { now[k, i] = states[k, i] }
      // z⁺ = [y, v, z without its oldest row]
      for a in 0..<layout.step {
        let source = a < p ? layout.pastWidth + m + a : layout.pastWidth + a - p
        next[k, source] += states[k, a]
      }
      for i in layout.step..<max(layout.pastWidth, layout.step) {
        next[k, i - layout.step] += states[k, i]
      }
    }
    for j in 0..<m { now[order + j, layout.pastWidth + j] = 1 }
    now[order + m, layout.width - 1] = 1
    var outputs = Matrix(rows: p, columns: layout.width)
    for j in 0..<p { outputs[j, layout.pastWidth + m + j] = 1 }

    let sums = moments.sums
    let seen = now.times(sums)
    // y = [C D c] · [x u 1]
    let output = try LeastSquares.solve(
      gram: seen.timesTranspose(now), crossProduct: seen.timesTranspose(outputs),
      ridge: ridge * n
    ).transposed()
    // e = y − [C D c] · [x u 1]
    let regressors = now.appendingRows(of: outputs - output.times(now))
    let all = regressors.times(sums)
    let state = try LeastSquares.solve(
      gram: all.timesTranspose(regressors), crossProduct: all.timesTranspose(next),
      ridge: ridge * n
    ).transposed()
    let model = inUnits(output: output, state: state, order: order)
    return model.isStable && model.forgetsItsStart ? model : nil
  }

  // The regressions' coefficients, of standardised values, as a model of values in their units.
  private func inUnits(output: Matrix, state: Matrix, order: Int) -> StateSpaceModel {
    let (p, m) = (moments.layout.outputs, moments.layout.inputs)
    let (inputs, outputs) = (moments.inputScales, moments.outputScales)
    var gain = Matrix(rows: order, columns: p)
    var inputToState = Matrix(rows: order, columns: m)
    var drift = state.column(order + m)
    for i in 0..<order {
      for j in 0..<p { gain[i, j] = state[i, order + m + 1 + j] * outputs[j].factor }
      for j in 0..<m {
        inputToState[i, j] = state[i, order + j] * inputs[j].factor
        drift[i] -= inputToState[i, j] * inputs[j].mean
      }
    }
    var stateToOutput = Matrix(rows: p, columns: order)
    var inputToOutput = Matrix(rows: p, columns: m)
    var offset = [Double](repeating: 0, count: p)
    for j in 0..<p {
      let deviation = outputs[j].factor > 0 ? 1 / outputs[j].factor : 0
      for k in 0..<order { stateToOutput[j, k] = output[j, k] * deviation }
      offset[j] = outputs[j].mean + output[j, order + m] * deviation
      for k in 0..<m {
        inputToOutput[j, k] = output[j, order + k] * deviation * inputs[k].factor
        offset[j] -= inputToOutput[j, k] * inputs[k].mean
      }
    }
    return StateSpaceModel(
      transition: state.columns(0..<order), inputToState: inputToState, drift: drift, gain: gain,
      stateToOutput: stateToOutput, inputToOutput: inputToOutput, offset: offset)
  }
}
