import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Dynamic PCA")
struct DynamicPCATests {
  private let training = DetectionData.plant(rows: 400, tags: 4, seed: 1)

  @Test(
    "SPE and T² are those of the stacked rows' eigenvectors, in plain loops",
    arguments: ["spe", "t2"])
  func equalsNaive(_ statistic: String) throws {
    let model = try fit(
      detector("dynamic-pca", [("lags", "1"), ("variance", "0.8"), ("statistic", statistic)]),
      training)
    let frame = DetectionData.plant(rows: 60, tags: 4, seed: 2)
    let rows = training.rowLists
    let used = Array(rows[1...])
    let mean = (0..<4).map { j -> Double in
      var sum = 0.0
      for row in used { sum += row[j] }
      return sum / 399
    }
    let deviation = (0..<4).map { j -> Double in
      var sum = 0.0
      for row in used { sum += (row[j] - mean[j]) * (row[j] - mean[j]) }
      return (sum / 399).squareRoot()
    }
    func standard(_ row: [Double]) -> [Double] {
      row.indices.map { (row[$0] - mean[$0]) / deviation[$0] }
    }
    func stacked(_ now: [Double], _ before: [Double]) -> [Double] {
      standard(now) + standard(before)
    }
    var sums = Matrix(rows: 8, columns: 8)
    for i in 1..<400 {
      let x = stacked(rows[i], rows[i - 1])
      for a in 0..<8 { for b in 0..<8 { sums[a, b] += x[a] * x[b] / 399 } }
    }
    let eigen = try SymmetricEigen(sums)
    var (k, held) = (0, 0.0)
    let total = eigen.values.reduce(0, +)
    while held < 0.8 * total {
      held += eigen.values[k]
      k += 1
    }
    let rest = eigen.values[k...].reduce(0, +)
    let found = scores(model, frame)
    #expect(found[0].isNaN)
    let cells = frame.rowLists
    for i in 1..<60 {
      let x = stacked(cells[i], cells[i - 1])
      var square = 0.0
      for a in 0..<8 {
        var t = 0.0
        for b in 0..<8 { t += x[b] * eigen.vectors[b, a] }
        if statistic == "spe" {
          square += a < k ? 0 : t * t / rest
        } else {
          square += a < k ? t * t / eigen.values[a] / Double(k) : 0
        }
      }
      #expect(abs(found[i] - square.squareRoot()) < 1e-8, "row \(i)")
    }
  }

  @Test("a relation over time that breaks is seen, which a row alone does not show")
  func timeRelations() throws {
    // The second tag is the first one a row before.
    func rows(_ count: Int, seed: UInt64, broken: Bool) -> Frame {
      var generator = SeededGenerator(root: seed, stage: "delay")
      var before = 0.0
      return DetectionData.frame(
        (0..<count).map { _ in
          let now = generator.normal()
          let late = broken ? generator.normal() : before
          before = now
          return [now, late + 0.1 * generator.normal(), generator.normal()]
        })
    }
    let training = rows(2_000, seed: 1, broken: false)
    func share(_ id: String) throws -> Double {
      let model = try fit(detector(id, [("variance", "0.9")]), training)
      let usual = scores(model, rows(2_000, seed: 2, broken: false)).filter { !$0.isNaN }.sorted()
      let limit = usual[usual.count * 99 / 100]
      return Double(scores(model, rows(1_000, seed: 3, broken: true)).count { $0 > limit }) / 1_000
    }
    #expect(try share("dynamic-pca") > 0.8)
    #expect(try share("pca-residual") < 0.05)
  }

  @Test("an artifact without directions, or of no row, is refused with the number")
  func damaged() throws {
    let artifact = try fit(detector("dynamic-pca"), training).artifact
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var damaged = artifact
      change(&damaged)
      return #expect(throws: Fault.self) {
        try Detectors.restore(damaged, tags: training.tags, interval: DetectionData.interval)
      }?.problem
    }
    #expect(
      problem { $0.numbers["rows"] = 50 }
        == "model 'dynamic-pca': 'rows' must be from 1 to 49, got 50")
    #expect(
      problem { $0.arrays["projection"] = ModelArtifact.Array(shape: [12, 0], values: []) }
        == "model 'dynamic-pca': 'projection' needs at least 1 direction, got 0")
  }
}
