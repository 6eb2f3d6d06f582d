internal import Diagnostics
internal import Learning

extension TagProfile {
  var artifact: ModelArtifact {
    ModelArtifact(
      kind: "profile",
      numbers: [
        "low": low, "high": high, "mean": mean, "deviation": deviation,
        "driven": isDriven ? 1 : 0, "controlling": isControlling ? 1 : 0,
        "variable": isVariable ? 1 : 0,
      ], arrays: ["states": .init(states)])
  }

  init(artifact: ModelArtifact) throws(Fault) {
    self.init(
      low: try artifact.number("low"), high: try artifact.number("high"),
      mean: try artifact.number("mean"), deviation: try artifact.number("deviation"),
      states: try artifact.vector(
        "states", count: artifact.arrays["states"]?.values.count ?? 0),
      isDriven: try artifact.number("driven") == 1,
      isControlling: try artifact.number("controlling") == 1,
      isVariable: try artifact.number("variable") == 1)
  }
}
