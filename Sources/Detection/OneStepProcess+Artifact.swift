internal import Diagnostics
internal import Learning
internal import LinearAlgebra

extension OneStepProcess {
  /// The equations and what they read; tags stand by their place, a gate of −1 is none.
  var arrays: [String: ModelArtifact.Array] {
    func places(_ tags: [Int]) -> ModelArtifact.Array { ModelArtifact.Array(tags.map(Double.init)) }
    return [
      "stocks": places(terms.stocks), "flows": places(terms.flows), "driven": places(terms.driven),
      "actuators": places(terms.actuators), "off": ModelArtifact.Array(terms.offStates),
      "weights": ModelArtifact.Array(weights), "intercepts": ModelArtifact.Array(intercepts),
      "foretold": ModelArtifact.Array(isForetold.map { $0 ? 1 : 0 }),
      "gate": ModelArtifact.Array(gates.map { Double($0?.actuator ?? -1) }),
      "gate-off": ModelArtifact.Array(gates.map { $0?.off ?? 0 }),
    ]
  }

  /// Restores the equations of a plant with so many tags.
  ///
  /// - Throws: ``Fault`` of kind `badData` where an array is missing, has another shape or names no tag.
  init(artifact: ModelArtifact, tags count: Int) throws(Fault) {
    func places(_ name: String, from low: Int = 0, count wanted: Int? = nil) throws(Fault) -> [Int]
    {
      var places: [Int] = []
      let size = wanted ?? artifact.arrays[name]?.values.count ?? 0
      for value in try artifact.vector(name, count: size) {
        guard let place = Int(exactly: value), place >= low, place < count else {
          throw Fault(
            .badData,
            "model '\(artifact.kind)': '\(name)' must be the places of tags, \(low) to \(count - 1), "
              + "got \(value)")
        }
        places.append(place)
      }
      return places
    }
    let actuators = try places("actuators")
    let terms = OneStepTerms(
      stocks: try places("stocks"), flows: try places("flows"), driven: try places("driven"),
      actuators: actuators, offStates: try artifact.vector("off", count: actuators.count))
    let gate = try places("gate", from: -1, count: count)
    let gateOff = try artifact.vector("gate-off", count: count)
    let foretold = try artifact.vector("foretold", count: count)
    if let bad = foretold.first(where: { $0 != 0 && $0 != 1 }) {
      throw Fault(.badData, "model '\(artifact.kind)': 'foretold' must be 0 or 1, got \(bad)")
    }
    self.init(
      terms: terms,
      weights: try artifact.matrix("weights", rows: terms.count, columns: count),
      intercepts: try artifact.vector("intercepts", count: count),
      gates: zip(gate, gateOff).map {
        $0 < 0 ? nil : ProcessStructure.Gate(actuator: $0, off: $1)
      }, isForetold: foretold.map { $0 == 1 })
  }
}
