import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Residual of the identified twin")
struct TwinResidualTests {
  /// Two tanks that two-point controllers fill and empty, with meters that the pumps' states shut.
  private static func tanks(_ rows: Int, seed: UInt64, from: Int = 0) -> Frame {
    let frame = PumpedTanks.frame(rows: rows, seed: seed, from: from)
    var generator = SeededGenerator(root: seed, stage: "meters")
    let table = frame.rowLists.map { row in
      row + [row[3] * (8 + 0.05 * generator.normal()), row[4] * (12 + 0.05 * generator.normal())]
    }
    return Frame(times: frame.times, tags: tags, values: Matrix(rowMajor: table))
  }

  private static let tags = PumpedTanks.tags + [Tag(id: "FA"), Tag(id: "FB")]
  private static let floor = [Double](repeating: 1e-8, count: tags.count)

  private static func model() throws -> any DetectorModel {
    try fit(detector("twin-residual"), tanks(3_000, seed: 1), floor: floor)
  }

  @Test(
    "it knows which sensors are stocks, which are shut by what, and which tags nothing foretells")
  func structure() throws {
    let artifact = try Self.model().artifact
    #expect(artifact.arrays["stocks"]?.values == [0, 1])
    #expect(artifact.arrays["flows"]?.values == [5, 6])
    #expect(artifact.arrays["actuators"]?.values == [3, 4])
    #expect(artifact.arrays["gate"]?.values == [-1, -1, -1, -1, -1, 3, 4])
    #expect(artifact.arrays["foretold"]?.values == [1, 1, 1, 0, 0, 1, 1])
  }

  @Test(
    "a score of normal rows is near 1: their residuals have the covariance that they were whitened by"
  )
  func calibrated() throws {
    let found = scores(try Self.model(), Self.tanks(1_000, seed: 2)).dropFirst()
    let mean = found.reduce(0) { $0 + $1 * $1 } / Double(found.count)
    // 5,000 residuals, heavy in their tails where pumps switch between rows.
    #expect(abs(mean - 1) < 0.25, "\(mean)")
  }

  @Test(
    "what a pump's meter may err when it runs is told by the rows in which it runs, however few they are"
  )
  func seldomRunning() throws {
    // A third pump beside the two, on in 3 rows of 100, whose meter errs by 0.3 when it runs.
    var generator = SeededGenerator(root: 9, stage: "seldom")
    func plant(_ rows: Int, seed: UInt64, from: Int = 0) -> Frame {
      let frame = Self.tanks(rows, seed: seed, from: from)
      let table = frame.rowLists.map { cells in
        let isOn = generator.uniform() < 0.03 ? 1.0 : 0
        return cells + [isOn, isOn * (20 + 0.3 * generator.normal())]
      }
      let tags = Self.tags + [Tag(id: "PC", role: .status), Tag(id: "FC")]
      return Frame(times: frame.times, tags: tags, values: Matrix(rowMajor: table))
    }
    let training = plant(8_000, seed: 1)
    let model = try fit(
      detector("twin-residual"), training, floor: [Double](repeating: 1e-8, count: 9))
    #expect(model.artifact.arrays["gate"]?.values.last == 7)
    let later = plant(4_000, seed: 2, from: 8_000)
    let found = scores(model, later)
    let running = (1..<4_000).filter { later.values[$0, 7] == 1 }.map { found[$0] }
    let others = (1..<4_000).filter { later.values[$0, 7] == 0 }.map { found[$0] }
    func usual(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    // By the mean over all rows its error would count as 1 / √0.03 = 6 deviations: a score of √(36 / 7) = 2.3.
    #expect(usual(running) < 2 * usual(others), "\(usual(running)) against \(usual(others))")
    // And a flow behind it while it stands is seen all the same.
    let row = try #require((3_000..<4_000).first { later.values[$0, 7] == 0 })
    let forged = later.changing { i, j, value in i == row && j == 8 ? 20 : value }
    #expect(scores(model, forged)[row] > 10 * found[row])
  }

  @Test("a meter that shows flow behind a pump that stands is seen, though both values are usual")
  func contradiction() throws {
    let usual = Self.tanks(600, seed: 3)
    let row = try #require((100..<500).first { usual.values[$0, 3] == 0 })
    let forged = usual.changing { i, j, value in i == row && j == 5 ? 8 : value }
    let model = try Self.model()
    let (before, after) = (scores(model, usual)[row], scores(model, forged)[row])
    #expect(after > 20 * before)
    let shares = try #require(model.explain(forged)).shares.row(row)
    #expect(shares[5] > 0.5, "\(shares)")
    let expected = try #require(model.explain(forged)).expected
    #expect(abs(expected[row, 5]) < 0.5)
  }

  @Test(
    "a day of training says nothing of how another day of the week goes: scores stay usual there")
  func shortTraining() throws {
    // 25 hours of 10 minutes; later days of the same plant, which knows no week.
    let model = try fit(detector("twin-residual"), Self.tanks(150, seed: 6), floor: Self.floor)
    let later = scores(model, Self.tanks(600, seed: 7, from: 432)).dropFirst().sorted()
    // Harmonics of the week that were fitted to a seventh of it go to thousands of deviations.
    #expect(later[later.count / 2] < 3, "\(later[later.count / 2])")
  }

  @Test("a level that leaps within its usual range, its pump off, departs and is named")
  func leap() throws {
    let usual = Self.tanks(600, seed: 4)
    let row = try #require(
      (100..<500).first { usual.values[$0, 0] < 2.6 && usual.values[$0, 3] == 0 })
    let forged = usual.changing { i, j, value in i == row && j == 0 ? value + 1.3 : value }
    let model = try Self.model()
    #expect(scores(model, forged)[row] > scores(model, usual)[row] + 0.5)
    let shares = try #require(model.explain(forged)).shares.row(row)
    #expect(shares.indices.max { shares[$0] < shares[$1] } == 0, "\(shares)")
  }

  @Test("a sensor that lacks what its equation reads has no part; without any the row scores 0")
  func missing() throws {
    let rows = Self.tanks(50, seed: 5)
    let model = try Self.model()
    // Nothing is known of pumps: of seven tags only the bystander may be judged, if its equation reads no pump.
    let blind = rows.changing { i, j, value in i == 20 && j != 3 ? .nan : value }
    #expect(scores(model, blind)[20] == 0)
    let whole = rows.changing { i, _, value in i == 20 ? .nan : value }
    let found = scores(model, whole)
    #expect(found[20].isNaN && found[22].isFinite)
    #expect(scores(model, rows)[0].isNaN)
  }

  @Test("scores are the whitened departures from the equations, in plain loops over the artifact")
  func equalsNaive() throws {
    let training = DetectionData.plant(rows: 900, tags: 3, seed: 1)
    let model = try fit(detector("twin-residual"), training, floor: [1e-6, 1e-6, 1e-6])
    let artifact = model.artifact
    let scale = try #require(artifact.arrays["scale"]).values
    let intercepts = try #require(artifact.arrays["intercepts"]).values
    let weights = try rows(artifact, "weights")
    let whitener = try rows(artifact, "whitener")
    let driven = try #require(artifact.arrays["driven"]).values.map { Int($0) }
    #expect(driven == [0, 1, 2] && weights.count == 3 + TimeOfWeek.count)
    let test = DetectionData.plant(rows: 30, tags: 3, seed: 2, from: 900)
    let found = scores(model, test)
    for i in 1..<30 {
      var week = [Double](repeating: 0, count: TimeOfWeek.count)
      TimeOfWeek.write(test.times[i], into: &week, at: 0)
      let terms = test.values.row(i - 1) + week
      let residual = (0..<3).map { j in
        let expected = terms.indices.reduce(intercepts[j]) { $0 + terms[$1] * weights[$1][j] }
        return (test.values[i, j] - expected) / scale[j]
      }
      let sum = (0..<3).reduce(0.0) { sum, k in
        let w = (0..<3).reduce(0) { $0 + residual[$1] * whitener[$1][k] }
        return sum + w * w
      }
      #expect(abs(found[i] - (sum / 3).squareRoot()) < 1e-9 * max(1, found[i]), "row \(i)")
    }
  }

  @Test("an artifact that names tags that are not there is refused")
  func damaged() throws {
    let artifact = try Self.model().artifact
    func problem(_ name: String, _ values: [Double]) -> String? {
      var changed = artifact
      changed.arrays[name] = ModelArtifact.Array(values)
      return #expect(throws: Fault.self) {
        try Detectors.restore(changed, tags: Self.tags, interval: DetectionData.interval)
      }?.problem
    }
    #expect(
      problem("stocks", [0, 7])
        == "model 'twin-residual': 'stocks' must be the places of tags, 0 to 6, got 7.0")
    #expect(
      problem("foretold", [1, 1, 1, 0, 0, 1, 2])
        == "model 'twin-residual': 'foretold' must be 0 or 1, got 2.0")
  }
}

extension DetectorModel {
  fileprivate func explain(_ rows: Frame) -> Explanation? { explain(rows, state: initialState()) }
}
