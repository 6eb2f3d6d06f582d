import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Mahalanobis distance by regime")
struct RegimeMahalanobisTests {
  /// Two ways of running, ten rows each: in one Y follows X, in the other it goes against it.
  ///
  /// MODE tells which.
  private static func modes(_ count: Int, seed: UInt64) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "modes")
    let table = (0..<count).map { i -> [Double] in
      let mode = Double(i / 10 % 2)
      let x = generator.normal()
      let y = (mode == 0 ? x : -x) + 0.1 * generator.normal()
      return [x + 4 * mode, y, mode]
    }
    return Frame(
      times: DetectionData.times(count),
      tags: [Tag(id: "X"), Tag(id: "Y"), Tag(id: "MODE", role: .status)],
      values: Matrix(rowMajor: table))
  }

  private static let floor = [0, 0, 1e-4]

  @Test(
    "what only the other way of running allows is strange, though one covariance takes it for usual"
  )
  func swapped() throws {
    let training = Self.modes(2_000, seed: 1)
    let usual = Self.modes(400, seed: 2)
    // Rows of mode 0 with the sign of mode 1.
    let attacked = usual.changing { i, j, value in j == 1 && i / 10 % 2 == 0 ? -value : value }
    func share(_ id: String, _ settings: [(String, String)]) throws -> Double {
      let model = try fit(detector(id, settings), training, floor: Self.floor)
      let limit = scores(model, usual).sorted()[395]
      let found = scores(model, attacked)
      let rows = (0..<400).filter { $0 / 10 % 2 == 0 && abs(usual.values[$0, 1]) > 0.5 }
      return Double(rows.count { found[$0] > limit }) / Double(rows.count)
    }
    #expect(try share("regime-mahalanobis", [("regimes", "2")]) > 0.95)
    #expect(try share("regime-mahalanobis", [("by", "MODE")]) > 0.95)
    #expect(try share("mahalanobis", []) < 0.1)
  }

  @Test("a declared regime judges a row though another one would fit it")
  func declared() throws {
    let training = Self.modes(2_000, seed: 1)
    let model = try fit(
      detector("regime-mahalanobis", [("by", "MODE")]), training, floor: Self.floor)
    let found = scores(
      model,
      DetectionData.frame([[0, 0, 0], [4, 0, 0], [4, 0, 1], [4, 0, .nan], [0, 0, 0.4]]))
    #expect(found[0] < 0.5 && found[2] < 0.5)
    #expect(found[1] > 2)
    // Where nobody tells the mode, the row is judged under the one that it fits best.
    #expect(found[3] < 0.5)
    // 0.4 is nearest to 0; what it is off by is a deviation of MODE's own.
    #expect(found[4] > 5)
  }

  @Test("one regime of all rows is the plain Mahalanobis distance")
  func one() throws {
    let training = DetectionData.plant(rows: 3_000, tags: 4, seed: 1)
    let test = DetectionData.plant(rows: 100, tags: 4, seed: 2)
    let one = scores(try fit(detector("regime-mahalanobis", [("regimes", "1")]), training), test)
    let plain = scores(try fit(detector("mahalanobis"), training), test)
    // A billionth of a variance is added, so that regimes without any can be inverted.
    #expect(one.relativeDistance(to: plain) < 1e-6)
  }

  @Test("a regime of few rows leans on the covariance within all of them")
  func fewRows() throws {
    var generator = SeededGenerator(root: 4, stage: "few")
    let training = DetectionData.frame(
      (0..<1_000).map { i in
        (0..<3).map { _ in generator.normal() + (i % 250 == 0 ? 100 : 0) }
      })
    let model = try fit(detector("regime-mahalanobis", [("regimes", "2")]), training)
    // Four rows tell no covariance of three tags; beside them a deviation of 1 still counts as about 1.
    let mean = (0..<3).map { j in (0..<4).reduce(0) { $0 + training.values[250 * $1, j] } / 4 }
    let found = scores(model, DetectionData.frame([mean, mean.map { $0 + 3 }]))
    #expect(found[0] < 0.01)
    #expect((1...6).contains(found[1]), "\(found[1])")
  }

  @Test("a tag that is not there, or has too many values, is refused with what to do")
  func refused() throws {
    let training = Self.modes(200, seed: 1)
    func fault(_ by: String) -> Fault? {
      #expect(throws: Fault.self) {
        try fit(detector("regime-mahalanobis", [("by", by)]), training, floor: Self.floor)
      }
    }
    #expect(
      fault("MODUS")
        == Fault(
          .configuration, "no tag 'MODUS' among those that models read",
          hint: Suggestion.hint(for: "MODUS", in: ["X", "Y", "MODE"])))
    #expect(
      fault("X")
        == Fault(
          .configuration, "tag 'X' has 200 values in normal time, at most 20 can be regimes",
          hint: "choose a tag of states, or leave out 'by' so that regimes are sought"))
  }

  @Test("an artifact whose mode is no tag is refused")
  func damaged() throws {
    let training = Self.modes(200, seed: 1)
    var artifact = try fit(
      detector("regime-mahalanobis", [("by", "MODE")]), training, floor: Self.floor
    ).artifact
    artifact.arrays["mode"] = ModelArtifact.Array([3])
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(artifact, tags: training.tags, interval: DetectionData.interval)
    }
    #expect(
      fault?.problem
        == "model 'regime-mahalanobis': 'mode' must be the place of a tag, 0 to 2, got 3.0")
  }
}
