public import LinearAlgebra

/// A linear state-space model in innovations form.
///
///     ŷₜ = C xₜ + D uₜ + c,   eₜ = yₜ − ŷₜ,   xₜ₊₁ = A xₜ + B uₜ + b + K eₜ
///
/// n states without a unit, m inputs and p outputs in theirs. Without outputs to follow (e = 0) it simulates;
/// with them it is the steady Kalman filter of the process. Source: Ljung, System Identification, 2nd edition,
/// 4.3.
public struct StateSpaceModel: Sendable, Equatable {
  /// A, *n × n*.
  public var transition: Matrix
  /// B, *n × m*.
  public var inputToState: Matrix
  /// b, n.
  public var drift: [Double]
  /// K, *n × p*.
  public var gain: Matrix
  /// C, *p × n*.
  public var stateToOutput: Matrix
  /// D, *p × m*.
  public var inputToOutput: Matrix
  /// c, p.
  public var offset: [Double]

  /// Makes a model that is known.
  public init(
    transition: Matrix, inputToState: Matrix, drift: [Double], gain: Matrix,
    stateToOutput: Matrix, inputToOutput: Matrix, offset: [Double]
  ) {
    let (n, m, p) = (transition.rows, inputToState.columns, stateToOutput.rows)
    precondition(
      transition.isSquare && inputToState.rows == n && drift.count == n && gain.rows == n
        && gain.columns == p && stateToOutput.columns == n && inputToOutput.rows == p
        && inputToOutput.columns == m && offset.count == p,
      "a state-space model of \(n) states, \(m) inputs and \(p) outputs needs matrices of these shapes"
    )
    self.transition = transition
    self.inputToState = inputToState
    self.drift = drift
    self.gain = gain
    self.stateToOutput = stateToOutput
    self.inputToOutput = inputToOutput
    self.offset = offset
  }

  /// n, how many states there are.
  public var order: Int { transition.rows }

  /// Writes ŷ of a row, p values.
  ///
  /// O((n + m) · p).
  public func expect(_ state: [Double], _ inputs: [Double], into outputs: inout [Double]) {
    // ŷ = C x + D u + c
    for j in offset.indices { outputs[j] = offset[j] }
    Self.add(stateToOutput, state, to: &outputs)
    Self.add(inputToOutput, inputs, to: &outputs)
  }

  /// Moves the state one row on; `innovations` are p values of y − ŷ, 0 where nothing is followed.
  ///
  /// `scratch` has n values; what they are counts for nothing, before and after. O(n · (n + m + p)), without an
  /// allocation.
  public func advance(
    _ state: inout [Double], _ inputs: [Double], innovations: [Double], scratch: inout [Double]
  ) {
    // x⁺ = A x + B u + b + K e
    for i in drift.indices { scratch[i] = drift[i] }
    Self.add(transition, state, to: &scratch)
    Self.add(inputToState, inputs, to: &scratch)
    Self.add(gain, innovations, to: &scratch)
    swap(&state, &scratch)
  }

  /// The state in which the model rests under inputs that stay as they are; zeros where there is none.
  ///
  /// O(n³).
  public func restingState(_ inputs: [Double]) -> [Double] {
    // (I − A) x = B u + b
    var push = drift
    Self.add(inputToState, inputs, to: &push)
    let system = Matrix.identity(order) - transition
    let rest = try? LeastSquares.solve(system, push)
    return rest ?? [Double](repeating: 0, count: order)
  }

  /// Whether a state that is left alone fades away: every eigenvalue of A lies within the unit circle.
  ///
  /// Told by powers of A: O(n³ · 20); an eigenvalue within 1e-5 of the circle counts as on it.
  public var isStable: Bool { Self.fades(transition) }

  /// Whether what a follower once believed fades away: the same of A − K C.
  public var forgetsItsStart: Bool { Self.fades(transition - gain.times(stateToOutput)) }

  private static func fades(_ matrix: Matrix) -> Bool {
    // ‖A^(2^k)‖ goes to 0 where the spectral radius is below 1, and to infinity where it is above.
    var power = matrix
    for _ in 0..<20 {
      if power.isEmpty || power.frobeniusNorm < 1e-3 { return true }
      guard power.frobeniusNorm < 1e100 else { return false }
      power = power.times(power)
    }
    return false
  }

  private static func add(_ matrix: Matrix, _ vector: [Double], to sum: inout [Double]) {
    for j in vector.indices where vector[j] != 0 {
      let factor = vector[j]
      matrix.withUnsafeColumn(j) { column in
        for i in column.indices { sum[i] += column[i] * factor }
      }
    }
  }
}
