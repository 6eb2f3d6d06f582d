internal import Diagnostics
internal import Learning
internal import LinearAlgebra

extension SensorDynamics {
  /// The kind in artifacts.
  static let artifactKind = "sensor-dynamics"

  /// The neutral form; numbers keep their bits.
  var artifact: ModelArtifact {
    ModelArtifact(
      kind: Self.artifactKind, numbers: ["order": Double(model.order)],
      arrays: [
        "tags": .init(tags.map(Double.init)), "low": .init(low),
        "transition": .init(model.transition), "input-to-state": .init(model.inputToState),
        "drift": .init(model.drift), "gain": .init(model.gain),
        "state-to-output": .init(model.stateToOutput),
        "input-to-output": .init(model.inputToOutput), "offset": .init(model.offset),
      ])
  }

  /// Restores dynamics beside the equations whose terms they read.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing, has another shape or names no tag, or
  ///   where a
  ///   state would not fade away.
  init(artifact: ModelArtifact, flows: FlowModel, tags count: Int) throws(Fault) {
    let inputs = SensorInputs(flows)
    let order = try artifact.count("order")
    let listed = artifact.arrays["tags"]?.values.count ?? 0
    let tags = try artifact.vector("tags", count: listed).map { (value) throws(Fault) in
      try TwinArtifactReader.index(value, tags: count)
    }
    guard order >= 1, !tags.isEmpty else {
      throw Fault(
        .badData,
        "the dynamics of \(tags.count) sensors have \(order) states, both must be above 0",
        hint: "the file is damaged or was written by another version")
    }
    let model = StateSpaceModel(
      transition: try artifact.matrix("transition", rows: order, columns: order),
      inputToState: try artifact.matrix("input-to-state", rows: order, columns: inputs.count),
      drift: try artifact.vector("drift", count: order),
      gain: try artifact.matrix("gain", rows: order, columns: tags.count),
      stateToOutput: try artifact.matrix("state-to-output", rows: tags.count, columns: order),
      inputToOutput: try artifact.matrix(
        "input-to-output", rows: tags.count, columns: inputs.count),
      offset: try artifact.vector("offset", count: tags.count))
    guard model.isStable, model.forgetsItsStart else {
      throw Fault(
        .badData, "the dynamics of \(tags.count) sensors do not come to rest",
        hint: "the file is damaged or was written by another version")
    }
    self.init(
      tags: tags, inputs: inputs, model: model,
      low: try artifact.vector("low", count: tags.count))
  }
}
