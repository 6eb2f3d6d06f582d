import Diagnostics
import Foundation
import Learning
import ModelFiles
import TestSupport
import Testing

@Suite("What cannot be written as ONNX")
struct ONNXFaultTests {
  private let artifact = RandomSuite(seed: 1, tags: 3, rows: 1).artifact

  private func fault(_ change: (inout ModelArtifact) -> Void) throws -> Fault {
    var changed = artifact
    changed.parts = [artifact.parts[0]]
    change(&changed)
    return try #require(throws: Fault.self) { try SampleModel.onnx(of: changed) }
  }

  @Test("an unknown detector is named with the known ones")
  func unknownDetector() throws {
    let fault = try fault { $0.parts[0].parts[0].kind = "mahalanobi" }
    #expect(
      fault
        == Fault(
          .badData, "no ONNX graph is known for detector 'mahalanobi'",
          at: Place(path: "chain mahalanobis+ewma"),
          hint: "did you mean 'mahalanobis'? known: actuator-rules, attack-classifier, cva, "
            + "dynamic-pca, ecod, frozen-values, gaussian-tails, hbos, invariants, isolation-forest, "
            + "mahalanobis, mewma, missing-data, pca-residual, regime-mahalanobis, replay, "
            + "robust-mahalanobis, sub-pca, subspace-innovations, twin-free-run, twin-residual, "
            + "var-innovations, windowed-k-means"))
  }

  @Test("an unknown accumulator is named with the known ones")
  func unknownAccumulator() throws {
    let fault = try fault { $0.parts[0].parts[1].kind = "kalman" }
    #expect(fault.problem == "no ONNX graph is known for accumulator 'kalman'")
    #expect(fault.hint == "known: causal-mean, cusum, ewma, multiscale-mean, plain")
  }

  @Test("an unknown model is named with the known ones")
  func unknownModel() throws {
    let fault = try fault { $0.kind = "forest" }
    #expect(fault.problem == "no ONNX graph is known for model 'forest'")
    #expect(fault.hint == "known: fourier-ridge, suite")
  }

  @Test("a wrong shape, a number out of range and a value that is no number say what is expected")
  func wrongValues() throws {
    #expect(
      try fault { $0.parts[0].parts[0].arrays["mean"] = .init([1, 2]) }.problem
        == "model 'mahalanobis': array 'mean' has shape [2], expected [3]")
    #expect(
      try fault { $0.parts[0].parts[0].arrays["scale"] = .init([1, 0, 1]) }.problem
        == "model 'mahalanobis': array 'scale' must be above 0.0, got 0.0 at 1")
    #expect(
      try fault { $0.parts[0].parts[0].arrays["mean"] = .init([1, 2, .nan]) }.problem
        == "model 'mahalanobis': array 'mean' must be finite, got nan at 2")
    #expect(
      try fault { $0.parts[0].parts[1].numbers["alpha"] = 1.5 }.problem
        == "model 'ewma': 'alpha' must be above 0.0 and at most 1.0, got 1.5")
    #expect(
      try fault { $0.parts[0].numbers["limit"] = 0 }.problem
        == "model 'chain': 'limit' must be above 0.0, got 0.0")
    #expect(
      try fault { $0.numbers["interval-ns"] = 0.5 }.problem
        == "model 'suite': 'interval-ns' must be a whole number from 1 to 9007199254740992, got 0.5"
    )
    #expect(
      try fault { $0.parts[0].parts.removeLast() }.problem
        == "model 'chain' has 1 parts, expected 2: a detector and an accumulator")
    #expect(
      try fault { $0.parts = [] }.problem
        == "model 'suite' has 3 tags and 0 chains, at least 1 of each is needed")
  }

  @Test("a covariance that is not positive definite is refused")
  func notPositiveDefinite() throws {
    let fault = try fault {
      $0.parts[0].parts[0].arrays["covariance"] = .init(
        shape: [3, 3], values: [1, 2, 0, 2, 1, 0, 0, 0, 1])
    }
    #expect(
      fault.problem
        == "model 'mahalanobis': Cholesky failed: leading minor 2 of 3 is not positive definite")
  }

  @Test("the same artifact gives the same bytes")
  func deterministic() throws {
    #expect(try SampleModel.onnx(of: artifact) == SampleModel.onnx(of: artifact))
  }

  @Test("states have plain names of their own, whatever the chains are called")
  func stateNames() throws {
    var changed = artifact
    let chain = try #require(artifact.parts.first { $0.parts[1].kind == "ewma" })
    changed.parts = ["suite", "a b\n\u{202e}", "a b\n\u{202e}", ""].map { name in
      var copy = chain
      copy.texts["name"] = name
      return copy
    }
    let input = ExportInput(
      artifacts: [.detector: changed], manifest: try SampleModel.manifest(of: changed))
    let states = try #require(try ONNX().export(input).graphs.first).states
    #expect(
      states.map(\.name).filter { $0.hasSuffix(".average") } == [
        "state.suite-2.average", "state.a_b__.average", "state.a_b__-2.average", "state._.average",
      ])
    #expect(states.allSatisfy { $0.next == "next." + $0.name.dropFirst(6) })
    let center = try #require(chain.numbers["center"])
    #expect(states.first { $0.name == "state.a_b__.average" }?.initial == [center])
  }

  @Test("a failure model without a graph is left out with a notice")
  func failureWithoutGraph() throws {
    let weibull = ModelArtifact(kind: "weibull", numbers: ["shape": 2])
    let input = ExportInput(
      artifacts: [.detector: artifact, .failure: weibull],
      manifest: try SampleModel.manifest(of: artifact))
    let exported = try ONNX().export(input)
    #expect(exported.files.map(\.name) == ["detector.onnx"])
    #expect(
      exported.notices == [
        Notice(
          "failure.onnx is not written: no ONNX graph is known for model 'weibull'; "
            + "tocsin scores it from failure.safetensors")
      ])
  }
}
