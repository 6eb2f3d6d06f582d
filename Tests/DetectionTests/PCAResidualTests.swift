import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("PCA residual")
struct PCAResidualTests {
  private let training = DetectionData.plant(rows: 400, tags: 7, seed: 1, noise: 0.3)
  private let later = DetectionData.plant(rows: 100, tags: 7, seed: 2, noise: 0.3)

  // Standardised rows by the artifact's own mean and scale.
  private func standardised(_ frame: Frame, _ artifact: ModelArtifact) throws -> [[Double]] {
    let mean = try #require(artifact.arrays["mean"]).values
    let scale = try #require(artifact.arrays["scale"]).values
    return frame.rowLists.map { row in row.indices.map { (row[$0] - mean[$0]) / scale[$0] } }
  }

  @Test("SPE is the squared length outside the naive projector over its expectation")
  func spe() throws {
    let model = try fit(detector("pca-residual", [("variance", "0.9")]), training)
    let artifact = model.artifact
    let p = try rows(artifact, "components")
    let width = p[0].count
    #expect(width > 0 && width < 7)
    let projector = NaiveLinearAlgebra.product(p, NaiveLinearAlgebra.transposed(p))
    let again = NaiveLinearAlgebra.product(projector, projector)
    #expect(again.flatMap { $0 }.relativeDistance(to: projector.flatMap { $0 }) < 1e-12)
    // The residual's mean square over training, per direction left out.
    func outside(_ row: [Double]) -> Double {
      let inside = NaiveLinearAlgebra.product([row], projector)[0]
      return zip(row, inside).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let usual = try standardised(training, artifact).reduce(0) { $0 + outside($1) } / 400
    let oracle = try standardised(later, artifact).map { (outside($0) / usual).squareRoot() }
    #expect(scores(model, later).relativeDistance(to: oracle) < 1e-9)
  }

  @Test("T² over all components is Mahalanobis")
  func allComponents() throws {
    // Independent tags: 0.9999 of the variance needs every component.
    let training = DetectionData.noise(rows: 300, tags: 5, seed: 3)
    let later = DetectionData.noise(rows: 80, tags: 5, seed: 4).changing { i, j, value in
      i % 7 == j ? .nan : value
    }
    let t2 = try fit(
      detector("pca-residual", [("variance", "0.9999"), ("statistic", "t2")]), training)
    #expect(t2.artifact.numbers["components"] == 5)
    let complete = later.selectingRows(
      later.rowLists.indices.filter { later.rowLists[$0].allSatisfy { !$0.isNaN } })
    let distance = try fit(detector("mahalanobis"), training)
    #expect(scores(t2, complete).relativeDistance(to: scores(distance, complete)) < 1e-9)
    // With cells missing both see the same d² of the filled row, and T² divides by k, not by p.
    for (i, row) in later.rowLists.enumerated() {
      let present = Double(row.count { !$0.isNaN })
      let a = scores(t2, later)[i]
      let b = scores(distance, later)[i] * (present / 5).squareRoot()
      #expect(abs(a - b) < 1e-9 * max(1, b), "row \(i)")
    }
  }

  @Test("T² plus the energy left out is the energy of all components")
  func energy() throws {
    // z Σ⁻¹ zᵀ = Σ tₐ²/λₐ over all a: the k of T² and the rest by Mahalanobis' difference.
    let t2 = try fit(
      detector("pca-residual", [("variance", "0.8"), ("statistic", "t2")]), training)
    let artifact = t2.artifact
    let p = try rows(artifact, "components")
    let values = try #require(artifact.arrays["eigenvalues"]).values
    let z = try standardised(later, artifact)
    let t = NaiveLinearAlgebra.product(z, p)
    let oracle = t.map { row in
      (zip(row, values).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } / Double(values.count)).squareRoot()
    }
    #expect(scores(t2, later).relativeDistance(to: oracle) < 1e-9)
    let all = scores(try fit(detector("mahalanobis"), training), later)
    for i in oracle.indices {
      let inside = oracle[i] * oracle[i] * Double(values.count)
      #expect(inside <= all[i] * all[i] * 7 * (1 + 1e-9), "row \(i)")
    }
    // The eigenvalues are the variances of the training scores.
    let training = NaiveLinearAlgebra.product(try standardised(training, artifact), p)
    for (a, value) in values.enumerated() {
      let variance = training.reduce(0) { $0 + $1[a] * $1[a] } / 400
      #expect(abs(variance - value) < 1e-9 * value)
    }
  }

  @Test("it keeps the fewest components that hold the variance asked for")
  func count() throws {
    let correlation = try rows(fit(detector("mahalanobis"), training).artifact, "covariance")
    let values = NaiveLinearAlgebra.symmetricEigenvalues(correlation)
    for variance in [0.5, 0.7, 0.9, 0.95] {
      var wanted = 0
      while values[..<wanted].reduce(0, +) < variance * 7 { wanted += 1 }
      for statistic in ["spe", "t2"] {
        let model = try fit(
          detector("pca-residual", [("variance", "\(variance)"), ("statistic", statistic)]),
          training)
        #expect(model.artifact.numbers["components"] == Double(wanted), "\(variance), \(statistic)")
      }
    }
  }

  @Test("SPE keeps a direction outside, T² one inside, even of a single tag")
  func singleTag() throws {
    let training = DetectionData.noise(rows: 50, tags: 1, seed: 5)
    let later = DetectionData.noise(rows: 20, tags: 1, seed: 6)
    let distance = scores(try fit(detector("mahalanobis"), training), later)
    for statistic in ["spe", "t2"] {
      let model = try fit(detector("pca-residual", [("statistic", statistic)]), training)
      #expect(scores(model, later).relativeDistance(to: distance) < 1e-9, "\(statistic)")
    }
  }

  @Test("constant tags take no component away from the others")
  func constantTags() throws {
    let frame = DetectionData.plant(rows: 400, tags: 7, seed: 1, noise: 0.3)
    let wide = Frame(
      times: frame.times, tags: DetectionData.tags(9),
      values: frame.values.appendingColumns(of: Matrix(rows: 400, columns: 2)))
    let floor = [Double](repeating: 0, count: 7)
    let plain = try fit(detector("pca-residual"), frame, floor: floor)
    let model = try fit(detector("pca-residual"), wide, floor: floor + [1e-6, 1e-6])
    #expect(model.artifact.numbers["components"] == plain.artifact.numbers["components"])
    let p = try rows(model.artifact, "components")
    #expect(p[7].allSatisfy { abs($0) < 1e-9 } && p[8].allSatisfy { abs($0) < 1e-9 })
  }

  @Test(
    "a damaged artifact is refused with the valid range",
    arguments: [
      ("components", 7.0, "model 'pca-residual': 'components' must be from 0 to 6, got 7"),
      (
        "residual-variance", 0,
        "model 'pca-residual': every eigenvalue and the residual must be > 0"
      ),
    ])
  func damaged(_ name: String, _ value: Double, _ text: String) throws {
    var artifact = try fit(detector("pca-residual"), training).artifact
    artifact.numbers[name] = value
    if name == "components" {
      artifact.arrays["components"] = ModelArtifact.Array(Matrix(rows: 7, columns: 7))
      artifact.arrays["eigenvalues"] = ModelArtifact.Array([1, 1, 1, 1, 1, 1, 1])
    }
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(artifact, tags: training.tags, interval: DetectionData.interval)
    }
    #expect(fault?.problem == text)
  }
}
