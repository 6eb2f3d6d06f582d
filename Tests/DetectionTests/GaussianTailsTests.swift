import Detection
import Diagnostics
import Foundation
import Learning
import Telemetry
import TestSupport
import Testing

@Suite("Gaussian tails")
struct GaussianTailsTests {
  /// Scores by SciPy (`Tests/References/gaussian_tail_reference.py`).
  private struct Reference: Decodable {
    var values: [[Double]]
    var scores: [Double]
  }

  /// The training rows of the script: uniform noise, each tag with its own level and size.
  private static func training() -> Frame {
    var state = 1
    return DetectionData.frame(
      (0..<400).map { _ in
        (0..<3).map { tag in
          state = (1_103_515_245 * state + 12_345) % (1 << 31)
          return Double(tag) + Double(1 + tag) * (Double(state) / Double(1 << 31) - 0.5)
        }
      })
  }

  @Test("scores are those of SciPy's filters and tails while the level moves and the noise grows")
  func equalsSciPy() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("gaussian_tail_reference.json")))
    let reference = try JSONDecoder().decode(Reference.self, from: data)
    let model = try fit(
      detector("gaussian-tails", [("lags", "0"), ("memory", "40"), ("least", "0.01")]),
      Self.training())
    let found = scores(model, DetectionData.frame(reference.values))
    #expect(found.count == 300)
    for (i, wanted) in reference.scores.enumerated() {
      // The reference has its variance as a difference of means of squares.
      #expect(abs(found[i] - wanted) <= 1e-10 * max(1, wanted), "row \(i)")
    }
  }

  @Test("with lags, a row is judged by its innovations, in plain loops over the artifact")
  func innovations() throws {
    let model = try fit(
      detector("gaussian-tails", [("lags", "2"), ("memory", "30")]),
      DetectionData.plant(rows: 500, tags: 4, seed: 1))
    let test = DetectionData.plant(rows: 80, tags: 4, seed: 2)
    let artifact = model.artifact
    let mean = try #require(artifact.arrays["mean"]).values
    let scale = try #require(artifact.arrays["scale"]).values
    let weights = try rows(artifact, "coefficients")
    let covariance = try rows(artifact, "innovation-covariance")
    let reach = try #require(artifact.arrays["reach"]).values
    let z = test.rowLists.map { row in row.indices.map { (row[$0] - mean[$0]) / scale[$0] } }
    var (level, variance) = ([Double](repeating: 0, count: 4), [Double](repeating: 1, count: 4))
    let found = scores(model, test)
    #expect(found[0].isNaN && found[1].isNaN)
    for i in 2..<80 {
      let past = z[i - 1] + z[i - 2]
      var sum = 0.0
      for j in 0..<4 {
        let foretold = past.indices.reduce(0) { $0 + past[$1] * weights[$1][j] }
        let residual = (z[i][j] - foretold) / covariance[j][j].squareRoot()
        let deviation = max(variance[j], 0.25).squareRoot()
        let difference = residual - level[j]
        sum += -log10(erfc(abs(difference) / deviation / reach[j] / 2.0.squareRoot()))
        let learned = min(max(difference, -3 * deviation), 3 * deviation)
        level[j] += learned / 30
        variance[j] = (1 - 1.0 / 30) * (variance[j] + learned * learned / 30)
      }
      #expect(abs(found[i] - sum / 4) <= 1e-9 * max(1, sum / 4), "row \(i)")
    }
  }

  @Test("a tag whose noise has doubled for good is usual again after some memories of rows")
  func adapts() throws {
    let training = DetectionData.noise(rows: 2_000, tags: 3, seed: 1)
    let later = DetectionData.noise(rows: 3_000, tags: 3, seed: 2).changing { _, j, value in
      j == 1 ? 2 * value : value
    }
    let model = try fit(
      detector("gaussian-tails", [("lags", "0"), ("memory", "100")]), training)
    let found = scores(model, later)
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    // Of uniform p-values, −log₁₀ p has the mean log₁₀ e = 0.434; the fifth largest of 2,000 residuals lies a few
    // percent farther or nearer than its expectation, and digits go by squares.
    #expect(abs(mean(found[2_000...]) - 0.434) < 0.05)
    #expect(mean(found[..<50]) > 0.55)
  }

  @Test(
    "a tag that seldom leaps counts, when it does, as many digits as its rows can tell of; one without leaps its own"
  )
  func reach() throws {
    var generator = SeededGenerator(root: 1, stage: "leaps")
    // The second tag leaps in 20 of 4,000 rows, by 40 deviations of all others.
    let table = (0..<4_000).map { row in
      [generator.normal(), generator.normal() + (row % 200 == 77 ? 40 : 0)]
    }
    let model = try fit(
      detector("gaussian-tails", [("lags", "0"), ("least", "1")]), DetectionData.frame(table))
    let reach = try #require(model.artifact.arrays["reach"]).values
    #expect(reach[0] < 1.15 && reach[1] > 3, "\(reach)")
    let found = scores(model, DetectionData.frame(table))
    let leaps = (0..<4_000).filter { $0 % 200 == 77 }.map { found[$0] }
    // The fifth largest has log₁₀(4,001 / 5) = 2.9 digits, halved by the mean over two tags.
    let most = try #require(leaps.max())
    #expect(most > 1.4 && most < 2.2, "\(most)")
    // An attack on the tag that never leaps counts as it did.
    let hit = scores(model, DetectionData.frame([[8, 0]]))[0]
    #expect(hit > 5 && hit > 2 * most, "\(hit)")
  }

  @Test("a glitch of any size leaves the judgement of the rows after it nearly as it was")
  func glitch() throws {
    let training = DetectionData.noise(rows: 1_000, tags: 2, seed: 1)
    let model = try fit(detector("gaussian-tails", [("lags", "0")]), training)
    let clean = DetectionData.noise(rows: 60, tags: 2, seed: 2)
    let hit = clean.changing { i, j, value in i == 10 && j == 0 ? 1e300 : value }
    let (usual, found) = (scores(model, clean), scores(model, hit))
    #expect(found[10] > 1e9)
    // What row 10 taught is at most 3 of 500 deviations of mean and 9 of 500 of variance.
    for i in 11..<60 { #expect(abs(found[i] - usual[i]) < 0.05, "row \(i)") }
  }

  @Test("a missing cell neither adds to the score nor moves its tag's moments")
  func missing() throws {
    let training = DetectionData.noise(rows: 1_000, tags: 2, seed: 1)
    let model = try fit(detector("gaussian-tails", [("lags", "0"), ("memory", "10")]), training)
    let rows: [[Double]] = [[5, .nan], [5, .nan], [5, .nan], [0, 2]]
    let alone: [[Double]] = [[.nan, 2]]
    let found = scores(model, DetectionData.frame(rows))
    let tagZero = scores(model, DetectionData.frame([[5], [5], [5], [0]].map { $0 + [.nan] }))
    let tagOne = scores(model, DetectionData.frame(alone))
    #expect(Array(found[..<3]) == Array(tagZero[..<3]))
    #expect(abs(found[3] - (tagZero[3] + tagOne[0]) / 2) < 1e-12)
  }

  @Test("damaged artifacts are told with the valid range")
  func damaged() throws {
    let training = DetectionData.plant(rows: 100, tags: 2, seed: 1)
    let artifact = try fit(detector("gaussian-tails"), training).artifact
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var changed = artifact
      change(&changed)
      return #expect(throws: Fault.self) {
        try Detectors.restore(changed, tags: training.tags, interval: DetectionData.interval)
      }?.problem
    }
    #expect(
      problem { $0.numbers["memory"] = 0 }
        == "model 'gaussian-tails': 'memory' must be at least 1, got 0.0")
    #expect(
      problem { $0.numbers["least"] = 2 }
        == "model 'gaussian-tails': 'least' must be above 0 and at most 1, got 2.0")
    #expect(
      problem { $0.arrays["reach"] = ModelArtifact.Array([1, 0.5]) }
        == "model 'gaussian-tails': 'reach' must be finite and at least 1, got 0.5")
    #expect(
      problem {
        $0.arrays["innovation-covariance"] = ModelArtifact.Array(
          shape: [2, 2], values: [1, 0, 0, -1])
      } == "model 'gaussian-tails': variances of innovations must be finite and > 0, got -1.0")
  }
}
