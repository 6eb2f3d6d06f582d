internal import Learning

/// The state of sensors' dynamics as a record is followed row by row.
struct FollowedSensors {
  private let dynamics: SensorDynamics
  /// The state before the row to come.
  private(set) var state: [Double]
  private var scratch: [Double]
  private var inputs: [Double]
  private var expected: [Double]
  private var innovations: [Double]

  /// A follower that has seen nothing, or one that goes on from a state.
  init(_ dynamics: SensorDynamics, state: [Double]? = nil) {
    self.dynamics = dynamics
    self.state = state ?? [Double](repeating: 0, count: dynamics.model.order)
    scratch = self.state
    inputs = [Double](repeating: 0, count: dynamics.inputs.count)
    expected = [Double](repeating: 0, count: dynamics.tags.count)
    innovations = expected
  }

  /// Begins anew before a row that follows none: at rest under the row's inputs.
  mutating func begin(_ filled: [Double], terms: [Double]) {
    read(filled, terms)
    state = dynamics.model.restingState(inputs)
  }

  /// Takes a row in: what each sensor showed beyond what was expected; a missing cell tells nothing.
  ///
  /// - Parameters:
  ///   - raw: The row's cells, NaN = missing.
  ///   - filled: The same with the last values.
  ///   - terms: The shared terms of ``FlowModel``.
  mutating func follow(
    _ raw: [Double], filled: [Double], terms: [Double]
  ) -> [(tag: Int, innovation: Double)] {
    read(filled, terms)
    dynamics.model.expect(state, inputs, into: &expected)
    var surprises: [(tag: Int, innovation: Double)] = []
    for (j, tag) in dynamics.tags.enumerated() {
      let surprise = raw[tag] - dynamics.held(expected[j], output: j)
      innovations[j] = surprise.isFinite ? surprise : 0
      if surprise.isFinite { surprises.append((tag, surprise)) }
    }
    dynamics.model.advance(
      &state, inputs, innovations: innovations, scratch: &scratch)
    return surprises
  }

  private mutating func read(_ filled: [Double], _ terms: [Double]) {
    dynamics.inputs.write(filled, terms: terms, into: &inputs)
    // An input that was never there moves nothing.
    for j in inputs.indices where !inputs[j].isFinite { inputs[j] = 0 }
  }
}
