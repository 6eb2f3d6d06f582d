import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Windowed k-means")
struct WindowedKMeansTests {
  /// Four ways of running, for ten rows each, with a little noise.
  private func modes(_ count: Int, seed: UInt64) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "modes")
    let places = [[0.0, 0], [10, 0], [0, 10], [10, 10]]
    return DetectionData.frame(
      (0..<count).map { i in
        let place = places[(i / 10 * 7) % 4]
        return place.map { $0 + 0.3 * generator.normal() }
      })
  }

  @Test("scores are distances from the nearest centre, in plain loops over the artifact")
  func equalsNaive() throws {
    let training = DetectionData.plant(rows: 400, tags: 4, seed: 1)
    let model = try fit(detector("windowed-k-means", [("lags", "1"), ("centres", "7")]), training)
    let centres = try rows(model.artifact, "centres")
    let mean = try #require(model.artifact.arrays["mean"]).values
    let scale = try #require(model.artifact.arrays["scale"]).values
    #expect(centres.count == 7 && centres[0].count == 8)
    let test = DetectionData.plant(rows: 60, tags: 4, seed: 2)
    let z = test.rowLists.map { row in row.indices.map { (row[$0] - mean[$0]) / scale[$0] } }
    let found = scores(model, test)
    #expect(found[0].isNaN)
    for i in 1..<60 {
      let x = z[i] + z[i - 1]
      let squares = centres.map { centre -> Double in
        var sum = 0.0
        for (a, b) in zip(x, centre) { sum += (a - b) * (a - b) }
        return sum / 8
      }
      let wanted = (squares.min() ?? .nan).squareRoot()
      #expect(abs(found[i] - wanted) < 1e-12 * max(1, wanted), "row \(i)")
    }
  }

  @Test(
    "what lies between the ways of running is strange, though one covariance takes it for usual")
  func between() throws {
    let training = modes(2_000, seed: 1)
    let usual = modes(400, seed: 2)
    let attacked = usual.changing { i, _, value in i >= 200 ? 5 : value }
    func share(_ id: String, _ settings: [(String, String)]) throws -> Double {
      let model = try fit(detector(id, settings), training)
      let limit = scores(model, usual).filter { !$0.isNaN }.sorted()[390]
      return Double(scores(model, attacked)[210...].count { $0 > limit }) / 190
    }
    #expect(try share("windowed-k-means", [("lags", "0"), ("centres", "4")]) == 1)
    #expect(try share("mahalanobis", []) == 0)
  }

  @Test("centres stand where rows crowd, and every one of them has rows")
  func centres() throws {
    let model = try fit(
      detector("windowed-k-means", [("lags", "0"), ("centres", "4")]), modes(2_000, seed: 1))
    let tags = try #require(model.artifact.arrays["mean"]).values
    let scale = try #require(model.artifact.arrays["scale"]).values
    let found = try rows(model.artifact, "centres").map { row in
      row.indices.map { ((tags[$0] + row[$0] * scale[$0]) / 10).rounded() }
    }
    #expect(Set(found) == [[0, 0], [1, 0], [0, 1], [1, 1]])
  }

  @Test("with fewer different windows than centres, each is its own centre")
  func fewWindows() throws {
    let states: [[Double]] = [[0, 1], [1, 3], [2, 5]]
    let training = DetectionData.frame((0..<120).map { states[$0 % 3] })
    let model = try fit(
      detector("windowed-k-means", [("lags", "0"), ("centres", "50")]), training,
      floor: [1e-6, 1e-6])
    #expect(try rows(model.artifact, "centres").count == 3)
    #expect(scores(model, training).allSatisfy { $0 < 1e-9 })
  }

  @Test("an artifact without centres is refused")
  func damaged() throws {
    let training = DetectionData.plant(rows: 100, tags: 2, seed: 1)
    var artifact = try fit(detector("windowed-k-means"), training).artifact
    artifact.arrays["centres"] = ModelArtifact.Array(shape: [0, 8], values: [])
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(artifact, tags: training.tags, interval: DetectionData.interval)
    }
    #expect(
      fault?.problem == "model 'windowed-k-means': 'centres' needs at least 1 centre, got 0")
  }
}
