import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Mahalanobis")
struct MahalanobisTests {
  private let training = DetectionData.plant(rows: 400, tags: 6, seed: 1)
  private let floor = [0.2, 0.1, 0.05, 0.3, 0.1, 0.2]

  @Test(
    "scores are √(d²/c) of the naive inverse, and of the present tags' marginal with cells missing")
  func equalsNaive() throws {
    let model = try fit(detector("mahalanobis"), training, floor: floor)
    let oracle = NaiveGaussian(training.rowLists, floor: floor)
    for share in [0.0, 0.1, 0.5, 0.9] {
      var generator = SeededGenerator(seed: UInt64(share * 10))
      let frame = DetectionData.plant(rows: 200, tags: 6, seed: 2).changing { _, _, value in
        generator.uniform() < share ? .nan : value
      }
      for (i, score) in scores(model, frame).enumerated() {
        let wanted = oracle.score(frame.values.row(i))
        #expect(
          wanted.isNaN ? score.isNaN : abs(score - wanted) <= 1e-9 * max(1, wanted),
          "row \(i), \(share) missing: \(score), naive \(wanted)")
      }
    }
  }

  @Test("the mean square of training scores is 1 without a floor, whatever the number of tags")
  func meanSquare() throws {
    for tags in [1, 3, 8] {
      let frame = DetectionData.plant(rows: 300, tags: tags, seed: 3)
      let all = scores(try fit(detector("mahalanobis"), frame), frame)
      let mean = all.reduce(0) { $0 + $1 * $1 } / 300
      #expect(abs(mean - 1) < 1e-9, "\(tags) tags: \(mean)")
    }
  }

  @Test("each tag's expectation is its conditional mean given the row's others")
  func expected() throws {
    let model = try fit(detector("mahalanobis"), training, floor: floor)
    let oracle = NaiveGaussian(training.rowLists, floor: floor)
    var frame = DetectionData.plant(rows: 30, tags: 6, seed: 4)
    for (i, j) in [(3, 2), (5, 0), (5, 4), (6, 0), (6, 4)] { frame.values[i, j] = .nan }
    let explanation = try #require(model.scorer().explain(frame))
    for i in 0..<frame.count {
      for j in 0..<6 {
        let wanted = oracle.expected(frame.values.row(i), tag: j)
        #expect(abs(explanation.expected[i, j] - wanted) < 1e-7, "row \(i), tag \(j)")
      }
    }
  }

  @Test("tags that depend exactly on each other, without any floor, are a fault with a way out")
  func dependent() throws {
    var frame = DetectionData.plant(rows: 60, tags: 3, seed: 5)
    for i in 0..<60 { frame.values[i, 2] = 2 * frame.values[i, 1] }
    let fault = #expect(throws: Fault.self) { try fit(detector("mahalanobis"), frame) }
    #expect(fault?.kind == .badData)
    #expect(fault?.problem.hasPrefix("the tags' covariance cannot be inverted: ") == true)
    #expect(
      fault?.hint
        == "declare a resolution for tags that depend exactly on each other, or drop one of them")
    #expect(throws: Never.self) {
      try fit(detector("mahalanobis"), frame, floor: [1e-6, 1e-6, 1e-6])
    }
  }
}
