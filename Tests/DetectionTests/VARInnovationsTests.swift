import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("VAR innovations")
struct VARInnovationsTests {
  // A stable VAR(2): A₁, A₂ with all roots inside the unit circle.
  private static let a: [[[Double]]] = [
    [[0.5, 0.2, 0], [-0.1, 0.4, 0.1], [0, 0.2, 0.3]],
    [[0.2, 0, 0.1], [0, -0.3, 0], [0.1, 0, 0.2]],
  ]

  private static func simulated(_ count: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    let innovations = (0..<count + 200).map { _ -> [Double] in
      let e = (0..<3).map { _ in generator.normal() }
      return [e[0], 2 * e[1] + e[0], 0.5 * e[2]]
    }
    return NaiveVAR.simulate(a, innovations: innovations)
  }

  // Rows less the mean over the scale, as the model sees them.
  private func standardised(_ lists: [[Double]], _ artifact: ModelArtifact) throws -> [[Double]] {
    let mean = try #require(artifact.arrays["mean"]).values
    let scale = try #require(artifact.arrays["scale"]).values
    return lists.map { row in row.indices.map { (row[$0] - mean[$0]) / scale[$0] } }
  }

  @Test("the coefficients of a known VAR(2) are recovered within 0.05 from 8,000 rows")
  func recovers() throws {
    let lists = Self.simulated(8_000, seed: 1)
    let model = try fit(
      detector("var-innovations", [("ridge", "0")]), DetectionData.frame(lists))
    let b = try rows(model.artifact, "coefficients")
    let scale = try #require(model.artifact.arrays["scale"]).values
    for lag in 0..<2 {
      for to in 0..<3 {
        for from in 0..<3 {
          // zⱼ = xⱼ / σⱼ, so B = σ_from A / σ_to; standard error about 1/√8000.
          let found = b[lag * 3 + from][to] * scale[to] / scale[from]
          let wanted = Self.a[lag][to][from]
          let tolerance = 0.05 * max(scale[to] / scale[from], 1)
          #expect(abs(found - wanted) < tolerance, "lag \(lag + 1), \(from) → \(to): \(found)")
        }
      }
    }
  }

  @Test("the innovations of rows that no fit has seen are white, and their score is near 1")
  func white() throws {
    let model = try fit(
      detector("var-innovations", [("ridge", "0")]),
      DetectionData.frame(Self.simulated(8_000, seed: 1)))
    let later = Self.simulated(3_000, seed: 2)
    let z = try standardised(later, model.artifact)
    let b = try rows(model.artifact, "coefficients")
    let residuals = NaiveVAR.residuals(z, lags: 2, b)
    for tag in 0..<3 {
      let series = residuals.map { $0[tag] }
      for lag in 1...6 {
        let r = NaiveVAR.autocorrelation(series, lag: lag)
        // Four standard errors of white noise.
        #expect(abs(r) < 4 / 3_000.0.squareRoot(), "tag \(tag), lag \(lag): \(r)")
      }
      // The rows themselves are anything but white.
      #expect(NaiveVAR.autocorrelation(z.map { $0[tag] }, lag: 1) > 0.2)
    }
    let all = scores(model, DetectionData.frame(later)).dropFirst(2)
    let mean = all.reduce(0) { $0 + $1 * $1 } / Double(all.count)
    #expect(abs(mean - 1) < 0.05)
  }

  @Test(
    "coefficients are the naive ridge regression's, Ω the residuals' second moment without a floor")
  func equalsNaive() throws {
    let lists = Self.simulated(500, seed: 3)
    for (lags, ridge) in [(1, 0.0), (2, 0.001), (3, 0.5)] {
      let model = try fit(
        detector("var-innovations", [("lags", "\(lags)"), ("ridge", "\(ridge)")]),
        DetectionData.frame(lists))
      let z = try standardised(lists, model.artifact)
      let b = NaiveVAR.coefficients(z, lags: lags, ridge: ridge)
      let found = try rows(model.artifact, "coefficients")
      #expect(found.flatMap { $0 }.relativeDistance(to: b.flatMap { $0 }) < 1e-9)
      let omega = NaiveVAR.secondMoment(NaiveVAR.residuals(z, lags: lags, b))
      let covariance = try rows(model.artifact, "innovation-covariance")
      #expect(covariance.flatMap { $0 }.relativeDistance(to: omega.flatMap { $0 }) < 1e-9)

      let oracle = NaiveGaussian(mean: [0, 0, 0], covariance: omega)
      let later = Self.simulated(100, seed: 4)
      let wanted = NaiveVAR.residuals(try standardised(later, model.artifact), lags: lags, b)
        .map { oracle.score($0) }
      let got = scores(model, DetectionData.frame(later))
      #expect(got[..<lags].allSatisfy { $0.isNaN })
      #expect(Array(got[lags...]).relativeDistance(to: wanted) < 1e-9)
    }
  }

  @Test("a floor F enters the regressors, and Ω is R + F + BᵀFB")
  func floor() throws {
    let lists = Self.simulated(400, seed: 5)
    let floor = [0.5, 1.0, 0.1]
    let model = try fit(
      detector("var-innovations", [("ridge", "0")]), DetectionData.frame(lists), floor: floor)
    let z = try standardised(lists, model.artifact)
    let scale = try #require(model.artifact.arrays["scale"]).values
    let f = (0..<3).map { floor[$0] / (scale[$0] * scale[$0]) }
    let b = try rows(model.artifact, "coefficients")
    // (XᵀX/n + F) B = XᵀY/n
    let x = NaiveVAR.lagged(z, lags: 2)
    let n = Double(x.count)
    for i in 0..<6 {
      for k in 0..<3 {
        let left = (0..<6).reduce(f[i % 3] * b[i][k]) { sum, j in
          sum + x.reduce(0) { $0 + $1[i] * $1[j] } / n * b[j][k]
        }
        let right = zip(x, z[2...]).reduce(0) { $0 + $1.0[i] * $1.1[k] } / n
        #expect(abs(left - right) < 1e-9)
      }
    }
    let r = NaiveVAR.secondMoment(NaiveVAR.residuals(z, lags: 2, b))
    let omega = try rows(model.artifact, "innovation-covariance")
    for i in 0..<3 {
      for k in 0..<3 {
        let passed = (0..<6).reduce(0) { $0 + b[$1][i] * f[$1 % 3] * b[$1][k] }
        let wanted = r[i][k] + (i == k ? f[i] : 0) + passed
        #expect(abs(omega[i][k] - wanted) < 1e-9)
      }
    }
  }

  @Test("rows after a gap or an empty row wait for their lags; other missing cells do not stop it")
  func waits() throws {
    let model = try fit(
      detector("var-innovations"), DetectionData.frame(Self.simulated(400, seed: 6)))
    var frame = DetectionData.frame(Self.simulated(40, seed: 7)).changing { i, j, value in
      i == 20 || (i == 30 && j == 1) ? .nan : value
    }
    for i in 10..<40 { frame.times[i] = frame.times[i] + DetectionData.interval }
    let unscored = scores(model, frame).enumerated().filter { $0.element.isNaN }.map(\.offset)
    #expect(unscored == [0, 1, 10, 11, 20, 21, 22])
  }

  @Test("with cells missing the score is the marginal one of the present tags' innovations")
  func marginal() throws {
    let lists = Self.simulated(400, seed: 8)
    let model = try fit(detector("var-innovations"), DetectionData.frame(lists))
    let omega = try rows(model.artifact, "innovation-covariance")
    let b = try rows(model.artifact, "coefficients")
    let oracle = NaiveGaussian(mean: [0, 0, 0], covariance: omega)
    let later = Self.simulated(10, seed: 9)
    let residual = NaiveVAR.residuals(try standardised(later, model.artifact), lags: 2, b)[7]
    for mask in 0..<7 {
      let frame = DetectionData.frame(later).changing { i, j, value in
        i == 9 && mask >> j & 1 == 1 ? .nan : value
      }
      let wanted = oracle.score((0..<3).map { mask >> $0 & 1 == 1 ? .nan : residual[$0] })
      #expect(abs(scores(model, frame)[9] - wanted) < 1e-9 * max(1, wanted), "pattern \(mask)")
    }
  }
}
