import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Canonical variates")
struct CVATests {
  private let training = DetectionData.plant(rows: 1_500, tags: 5, seed: 1)
  private let frame = DetectionData.plant(rows: 150, tags: 5, seed: 2)

  private func square(_ model: any DetectorModel, _ frame: Frame) -> [Double] {
    scores(model, frame).filter { !$0.isNaN }.map { $0 * $0 }
  }

  @Test("states and residual together are the whitened past: k T²ₛ + (w − k) T²ᵣ = d²")
  func together() throws {
    let lags = 2
    let settings = [("lags", "\(lags)"), ("ridge", "0")]
    let states = try fit(detector("cva", settings + [("statistic", "states")]), training)
    let residual = try fit(detector("cva", settings + [("statistic", "residual")]), training)
    // Projections: their traces tell how many directions each has, 1/k and 1/(w − k) apart.
    let both = zip(square(states, frame), square(residual, frame))
    // The past's own distance, by the covariance of blocks 2 and 3 of the moments.
    var moments = LaggedMoments(lags: 3, pilot: training.values.row(0))
    moments.accumulate(training, context: 0)
    let covariance = moments.covariance.selecting(
      rows: Array(10..<20), columns: Array(10..<20))
    let mean = moments.mean
    let inverse = try Cholesky(covariance)
    let wanted = (1..<frame.count).map { i in
      let x = [i, i - 1].flatMap { row in (0..<5).map { frame.values[row, $0] - mean[$0] } }
      return zip(x, inverse.solve(x)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // With three factors behind the tags, two to four states; whichever it is, one number fits all rows.
    let fits = (1..<10).filter { k in
      zip(both, wanted).allSatisfy { pair, d in
        abs(Double(k) * pair.0 + Double(10 - k) * pair.1 - d) < 1e-7 * max(1, d)
      }
    }
    #expect(fits.count == 1 && (2...5).contains(fits[0]), "\(fits)")
  }

  @Test("scores do not change when tags are mixed or scaled: only what they span counts")
  func invariance() throws {
    let mixing = Matrix(rowMajor: [
      [2, 0.3, 0, 0, 0.1], [0, 1, 0.5, 0, 0], [0.2, 0, 3, 0, 0], [0, 0, 0.1, 0.5, 0],
      [0, 0, 0, 1, 4],
    ])
    func mixed(_ frame: Frame) -> Frame {
      Frame(times: frame.times, tags: frame.tags, values: frame.values.times(mixing))
    }
    for statistic in ["states", "residual"] {
      let settings = [("statistic", statistic), ("ridge", "0")]
      let a = try square(fit(detector("cva", settings), training), frame)
      let b = try square(fit(detector("cva", settings), mixed(training)), mixed(frame))
      #expect(a.relativeDistance(to: b) < 1e-6, "\(statistic)")
    }
  }

  @Test("of white noise nothing is told, of tags that follow each other much")
  func correlations() throws {
    // A tag that goes on as before among white ones: its state is found, and a jump of it stands out.
    func rows(_ count: Int, seed: UInt64) -> Frame {
      var generator = SeededGenerator(root: seed, stage: "slow")
      var slow = 0.0
      return DetectionData.frame(
        (0..<count).map { _ in
          slow = 0.97 * slow + 0.24 * generator.normal()
          return [generator.normal(), slow, generator.normal()]
        })
    }
    let model = try fit(
      detector("cva", [("statistic", "states"), ("information", "0.6")]), rows(4_000, seed: 1))
    let test = rows(400, seed: 2)
    let shifted = test.changing { _, j, value in j == 1 ? value + 4 : value }
    let noisy = test.changing { _, j, value in j == 0 ? value + 4 : value }
    let usual = square(model, test).reduce(0, +)
    #expect(square(model, shifted).reduce(0, +) > 8 * usual)
    #expect(square(model, noisy).reduce(0, +) < 1.5 * usual)
  }

  @Test(
    "states learn less of chance than a full autoregression: of few rows, new ones surprise less")
  func fewRows() throws {
    let training = DetectionData.plant(rows: 150, tags: 20, seed: 3)
    let test = DetectionData.plant(rows: 2_000, tags: 20, seed: 4)
    func mean(_ id: String, _ settings: [(String, String)]) throws -> Double {
      let all = square(try fit(detector(id, settings), training), test)
      return all.reduce(0, +) / Double(all.count)
    }
    let full = try mean("var-innovations", [("lags", "2")])
    let few = try mean("subspace-innovations", [("lags", "2"), ("information", "0.3")])
    #expect(few < 0.8 * full, "\(few) against \(full)")
  }

  @Test("innovations are whitened: their mean square on training rows is 1")
  func whitened() throws {
    let model = try fit(detector("subspace-innovations"), training)
    let all = square(model, training)
    #expect(abs(all.reduce(0, +) / Double(all.count) - 1) < 0.01)
  }
}
