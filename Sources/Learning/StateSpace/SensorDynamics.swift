internal import LinearAlgebra

/// Sensors that nothing shuts and nothing fills, moved by a common state: temperatures, pressures, qualities
/// behind volumes that nobody measures.
///
/// A ``StateSpaceModel`` of some tags with ``SensorInputs``.
public struct SensorDynamics: Sendable, Equatable {
  /// The outputs, by tag.
  public var tags: [Int]
  /// What moves them.
  public var inputs: SensorInputs
  /// How they move.
  public var model: StateSpaceModel
  /// The least value seen of each.
  public var low: [Double]

  /// Makes dynamics that are known.
  public init(tags: [Int], inputs: SensorInputs, model: StateSpaceModel, low: [Double]) {
    precondition(
      tags.count == low.count && model.offset.count == tags.count
        && model.inputToState.columns == inputs.count,
      "dynamics of \(tags.count) sensors need a model of as many outputs and \(inputs.count) inputs"
    )
    self.tags = tags
    self.inputs = inputs
    self.model = model
    self.low = low
  }

  /// A sensor's value kept at 0 where it never was below.
  public func held(_ value: Double, output: Int) -> Double {
    low[output] >= 0 ? max(value, 0) : value
  }
}
