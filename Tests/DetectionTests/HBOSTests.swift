import Detection
import Diagnostics
import Foundation
import Learning
import Telemetry
import TestSupport
import Testing

@Suite("HBOS")
struct HBOSTests {
  @Test("scores are PyOD's of standardised rows, less the least that there can be")
  func equalsPyOD() throws {
    for reference in try PyODReference.all() {
      let model = try fit(detector("hbos", [("bins", "\(reference.bins)")]), reference.training)
      let wanted = reference.hbos.map { $0 - reference.least }
      #expect(
        scores(model, reference.unseen).relativeDistance(to: wanted) < 1e-12,
        "seed \(reference.seed)")
    }
  }

  @Test("up to half a bin outside counts to the outermost bin, farther as the emptiest")
  func outside() throws {
    // Tag 0 has 100 values in each of its bins but one, which has 10; tag 1 goes with it.
    let training = DetectionData.frame(
      (0..<910).map { i in
        let x = i < 900 ? Double(i / 100) + Double(i % 100) / 100 : 9 + Double(i - 900) / 9
        return [x, Double(i % 7)]
      })
    let model = try fit(detector("hbos"), training)
    func score(_ x: Double) -> Double { scores(model, DetectionData.frame([[x, 3]]))[0] }
    #expect(score(-0.49) == score(0.5))
    #expect(score(-0.51) == score(9.5))
    #expect(score(9.5) > score(0.5))
    #expect(score(1e9) == score(-1e9))
  }

  @Test("a tag that stands still scores nothing until it moves, then as the emptiest bin")
  func constant() throws {
    let training = DetectionData.frame((0..<50).map { [Double($0), 5] })
    let model = try fit(detector("hbos"), training, floor: [0, 1e-6])
    let found = scores(model, DetectionData.frame([[20, 5], [20, 5.1]]))
    #expect(found[1] > found[0] + 3)
  }

  @Test("cuts that do not ascend and levels below 0 are refused")
  func damaged() throws {
    let training = DetectionData.noise(rows: 50, tags: 1, seed: 1)
    let artifact = try fit(detector("hbos", [("bins", "2")]), training).artifact
    func problem(_ name: String, _ values: [Double]) -> String? {
      var changed = artifact
      changed.arrays[name] = ModelArtifact.Array(shape: [1, values.count], values: values)
      return #expect(throws: Fault.self) {
        try Detectors.restore(changed, tags: training.tags, interval: DetectionData.interval)
      }?.problem
    }
    #expect(
      problem("cuts", [0, 0, 1]) == "model 'hbos': the cuts of tag 0 must be finite and ascending")
    #expect(
      problem("levels", [0, 1, -1, 2])
        == "model 'hbos': the levels of tag 0 must be finite and ≥ 0, got -1.0")
  }
}
