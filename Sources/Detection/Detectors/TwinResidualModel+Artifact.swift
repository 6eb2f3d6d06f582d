public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

extension TwinResidualModel {
  /// Mean, scale and covariance of the tags; the equations and what they read; the residuals' whitener.
  ///
  /// Tags stand by their place; a gate of −1 is none.
  public var artifact: ModelArtifact {
    func places(_ tags: [Int]) -> ModelArtifact.Array { ModelArtifact.Array(tags.map(Double.init)) }
    var arrays = tags.arrays
    arrays["stocks"] = places(process.terms.stocks)
    arrays["flows"] = places(process.terms.flows)
    arrays["driven"] = places(process.terms.driven)
    arrays["actuators"] = places(process.terms.actuators)
    arrays["off"] = ModelArtifact.Array(process.terms.offStates)
    arrays["weights"] = ModelArtifact.Array(process.weights)
    arrays["intercepts"] = ModelArtifact.Array(process.intercepts)
    arrays["foretold"] = ModelArtifact.Array(process.isForetold.map { $0 ? 1 : 0 })
    arrays["gate"] = ModelArtifact.Array(process.gates.map { Double($0?.actuator ?? -1) })
    arrays["gate-off"] = ModelArtifact.Array(process.gates.map { $0?.off ?? 0 })
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(kind: TwinResidual.id, arrays: arrays)
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let count = tags.count
    func places(_ name: String, from low: Int = 0, count wanted: Int? = nil) throws(Fault) -> [Int]
    {
      var places: [Int] = []
      let size = wanted ?? artifact.arrays[name]?.values.count ?? 0
      for value in try artifact.vector(name, count: size) {
        guard let place = Int(exactly: value), place >= low, place < count else {
          throw Fault(
            .badData,
            "model 'twin-residual': '\(name)' must be the places of tags, \(low) to \(count - 1), "
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
      throw Fault(.badData, "model 'twin-residual': 'foretold' must be 0 or 1, got \(bad)")
    }
    self.init(
      tags: try GaussianTags(artifact: artifact, tags: count),
      process: OneStepProcess(
        terms: terms,
        weights: try artifact.matrix("weights", rows: terms.count, columns: count),
        intercepts: try artifact.vector("intercepts", count: count),
        gates: zip(gate, gateOff).map {
          $0 < 0 ? nil : ProcessStructure.Gate(actuator: $0, off: $1)
        }, isForetold: foretold.map { $0 == 1 }),
      whitener: try artifact.matrix("whitener", rows: count, columns: count), interval: interval)
  }
}
