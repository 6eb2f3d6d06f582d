import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("MEWMA")
struct MEWMATests {
  private let training = DetectionData.plant(rows: 500, tags: 5, seed: 1)
  private let floor = [0.2, 0.1, 0.05, 0.3, 0.1]

  @Test(
    "without lags: √(yᵀΣ⁻¹y (2 − α)/α / c) of the mean y, in plain loops; a gap restarts it, an empty row waits"
  )
  func equalsNaive() throws {
    let alpha = 0.15
    // So low that some rows are longer.
    let bound = 1.2
    let model = try fit(
      detector("mewma", [("alpha", "\(alpha)"), ("lags", "0"), ("bound", "\(bound)")]), training,
      floor: floor)
    let oracle = NaiveGaussian(training.rowLists, floor: floor)
    var frame = DetectionData.plant(rows: 120, tags: 5, seed: 2).changing { i, _, value in
      i == 30 || i == 31 ? .nan : value
    }
    frame = frame.selectingRows(Array(0..<60) + Array(65..<120))
    var y = [Double](repeating: 0, count: 5)
    #expect((0..<frame.count).contains { oracle.score(frame.values.row($0)) > bound })
    for (i, score) in scores(model, frame).enumerated() {
      if i == 60 { y = y.map { _ in 0 } }
      let row = frame.values.row(i)
      if row[0].isNaN {
        #expect(score.isNaN)
        continue
      }
      // The Gaussian's own score of a row is its length.
      let weight = alpha * min(1, bound / oracle.score(row))
      for j in y.indices { y[j] = (1 - alpha) * y[j] + weight * (row[j] - oracle.mean[j]) }
      // The Gaussian's own score of mean + y is √(yᵀΣ⁻¹y / c).
      let length = oracle.score(zip(oracle.mean, y).map { $0 + $1 })
      let wanted = length * ((2 - alpha) / alpha).squareRoot()
      #expect(abs(score - wanted) <= 1e-9 * max(1, wanted), "row \(i): \(score), naive \(wanted)")
    }
  }

  @Test("with α = 1 it is the detector of innovations, and without lags that of rows")
  func withoutMemory() throws {
    let frame = DetectionData.plant(rows: 200, tags: 5, seed: 3)
    for (lags, other) in [("2", "var-innovations"), ("0", "mahalanobis")] {
      let model = try fit(
        detector("mewma", [("alpha", "1"), ("lags", lags)]), training, floor: floor)
      let plain = try fit(detector(other), training, floor: floor)
      let (a, b) = (scores(model, frame), scores(plain, frame))
      #expect(zip(a, b).allSatisfy { $0.isNaN == $1.isNaN })
      let distance = a.filter { !$0.isNaN }.relativeDistance(to: b.filter { !$0.isNaN })
      #expect(distance < 1e-12, "\(other): \(distance)")
    }
  }

  @Test(
    "one row, however far off, is forgotten within a score of rows and adds at most b √(α (2 − α))")
  func glitches() throws {
    let training = DetectionData.noise(rows: 2_000, tags: 6, seed: 7)
    let usual = DetectionData.noise(rows: 120, tags: 6, seed: 8)
    for far in [65_535.0, -9_999, 1e308] {
      let glitch = usual.changing { i, j, value in i == 40 && j == 2 ? far : value }
      let model = try fit(detector("mewma", [("lags", "0")]), training)
      let (a, b) = (scores(model, glitch), scores(model, usual))
      // What a row adds, √(α (2 − α)) b with α = 0.1 and b = 5, in the first row and in the 30th after it.
      let most = 5 * (0.1 * 1.9).squareRoot()
      #expect(a[40] > 1.5)
      #expect(zip(a, b).dropFirst(40).allSatisfy { $0 <= $1 + most + 1 })
      // 0.9³⁰ of it; 1 is more than the row itself added, which is not there now.
      #expect(zip(a, b).dropFirst(70).allSatisfy { abs($0 - $1) <= (most + 1) * 0.0424 })
    }
  }

  @Test("a shift of one deviation that lasts stands out, which it does in no single row")
  func smallShifts() throws {
    let training = DetectionData.noise(rows: 2_000, tags: 8, seed: 4)
    let usual = DetectionData.noise(rows: 2_000, tags: 8, seed: 5)
    let moved = usual.changing { _, j, value in j == 2 ? value + 1 : value }
    func share(_ id: String, _ settings: [(String, String)]) throws -> Double {
      let model = try fit(detector(id, settings), training)
      let limit = scores(model, usual).filter { !$0.isNaN }.sorted()[1_980]
      return Double(scores(model, moved).count { $0 > limit }) / 2_000
    }
    // At 1 % of usual rows: 1 σ is 6.2 deviations of a mean with α = 0.05, in 8 directions.
    #expect(try share("mewma", [("alpha", "0.05"), ("lags", "0")]) > 0.9)
    #expect(try share("mahalanobis", []) < 0.1)
  }

  @Test("scores of independent rows have mean square 1 in the long run")
  func meanSquare() throws {
    let frame = DetectionData.noise(rows: 20_000, tags: 4, seed: 6)
    let model = try fit(detector("mewma", [("lags", "0"), ("alpha", "0.2")]), frame)
    let all = scores(model, frame)
    let mean = all.reduce(0) { $0 + $1 * $1 } / Double(all.count)
    // 20,000 rows of about 10 in a row alike: a deviation of about 0.02.
    #expect(abs(mean - 1) < 0.08)
  }

  @Test("a damaged artifact is refused with the range")
  func damaged() throws {
    var artifact = try fit(detector("mewma"), training).artifact
    artifact.numbers["alpha"] = 1.5
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(
        artifact, tags: training.tags, interval: DetectionData.interval)
    }
    #expect(fault?.problem == "model 'mewma': 'alpha' must be from 0.001 to 1, got 1.5")
  }
}
