import Detection
import Diagnostics
import Foundation
import Learning
import Telemetry
import TestSupport
import Testing

/// What PyOD gives for ECOD and HBOS (`Tests/References/ecod_hbos_reference.py`).
struct PyODReference: Decodable {
  let rows: Int
  let columns: Int
  let test: Int
  let bins: Int
  let seed: Int
  /// Scores of the test rows, each judged alone.
  let ecod: [Double]
  /// Scores of the standardised test rows.
  let hbos: [Double]
  /// The least score that PyOD's HBOS can give.
  let least: Double

  static func all() throws -> [PyODReference] {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("ecod_hbos_reference.json")))
    return try JSONDecoder().decode([PyODReference].self, from: data)
  }

  /// The values that the script has: skewed and rounded columns, some of the last rows far off.
  var values: Frame {
    var state = seed
    return DetectionData.frame(
      (0..<rows + test).map { i in
        (0..<columns).map { j in
          state = (1_103_515_245 * state + 12_345) % (1 << 31)
          let u = Double(state) / Double(1 << 31)
          let cell = j % 2 == 1 ? (10 * u * u).rounded(.toNearestOrEven) / 10 : u * u * u
          let late = i - rows
          guard late >= 0, late % 5 == 0 else { return cell }
          return cell + (Double(late) / 20 - 1) * (j % 2 == 1 ? 1 : -1)
        }
      })
  }

  var training: Frame { values.rows(0..<rows) }
  var unseen: Frame { values.rows(rows..<rows + test) }
}

@Suite("ECOD")
struct ECODTests {
  @Test("scores are those that PyOD gives each row alone")
  func equalsPyOD() throws {
    for reference in try PyODReference.all() {
      let found = scores(try fit(detector("ecod"), reference.training), reference.unseen)
      #expect(found.relativeDistance(to: reference.ecod) < 1e-12, "seed \(reference.seed)")
    }
  }

  @Test("beyond all values seen a score is that of the rarest, ln(n + 1) a tag")
  func bounded() throws {
    let training = DetectionData.noise(rows: 199, tags: 3, seed: 1)
    let model = try fit(detector("ecod"), training)
    let found = scores(
      model,
      DetectionData.frame([[1e300, -1e300, .infinity], [.nan, 99, .nan], [.nan, .nan, .nan]]))
    #expect(abs(found[0] - 3 * log(200)) < 1e-12)
    // What is missing is taken to be as far out as what is there.
    #expect(abs(found[1] - 3 * log(200)) < 1e-12)
    #expect(found[2].isNaN)
  }

  @Test("of more rows than it may keep, it keeps as many, whatever came first")
  func sampled() throws {
    let training = DetectionData.noise(rows: 3_000, tags: 2, seed: 1)
    let artifact = try fit(detector("ecod", [("rows", "250")]), training).artifact
    #expect(artifact.arrays["sorted"]?.shape == [2, 250])
  }

  @Test("values that do not ascend are refused")
  func damaged() throws {
    let training = DetectionData.noise(rows: 20, tags: 2, seed: 1)
    var artifact = try fit(detector("ecod"), training).artifact
    artifact.arrays["sorted"] = ModelArtifact.Array(shape: [2, 2], values: [1, 2, 4, 3])
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(artifact, tags: training.tags, interval: DetectionData.interval)
    }
    #expect(
      fault?.problem == "model 'ecod': the values of tag 1 must be finite and ascending")
  }
}
