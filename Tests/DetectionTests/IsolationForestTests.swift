import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Isolation forest")
struct IsolationForestTests {
  private let training = DetectionData.noise(rows: 2_000, tags: 3, seed: 1)

  @Test("a row far off is parted by fewer cuts than a usual one, and its tag is blamed")
  func farOff() throws {
    let model = try fit(detector("isolation-forest"), training)
    let usual = DetectionData.noise(rows: 200, tags: 3, seed: 2)
    let attacked = usual.changing { _, j, value in j == 1 ? value + 9 : value }
    let (low, high) = (scores(model, usual), scores(model, attacked))
    // Of all pairs; scikit-learn's forests on such data part 96 to 99 % of them.
    let pairs = high.reduce(0) { sum, score in sum + low.count { $0 < score } }
    #expect(Double(pairs) > 0.94 * 40_000)
    let shares = try #require(model.scorer().explain(attacked)).shares
    let blamed = (0..<200).count { shares[$0, 1] > shares[$0, 0] && shares[$0, 1] > shares[$0, 2] }
    #expect(blamed > 190)
  }

  @Test("no leaf lies deeper than ⌈log₂ sample⌉ cuts, and every cut has rows on both sides")
  func depth() throws {
    let model = try fit(
      detector("isolation-forest", [("trees", "10"), ("sample", "64")]), training)
    let artifact = model.artifact
    let features = try #require(artifact.arrays["tree-feature"]).values
    let left = try #require(artifact.arrays["tree-left"]).values
    let right = try #require(artifact.arrays["tree-right"]).values
    let sizes = try #require(artifact.arrays["tree-nodes"]).values
    #expect(sizes.count == 10)
    var start = 0
    for size in sizes.map({ Int($0) }) {
      var depths = [Int](repeating: 0, count: size)
      for place in 0..<size where features[start + place] >= 0 {
        depths[Int(left[start + place])] = depths[place] + 1
        depths[Int(right[start + place])] = depths[place] + 1
      }
      // 2⁶ = 64; a binary tree has one leaf more than cuts.
      #expect(depths.max() ?? 0 <= 6)
      #expect((0..<size).count { features[start + $0] < 0 } == (size + 1) / 2)
      start += size
    }
  }

  @Test("rows that are all alike have trees of one leaf, and score 0")
  func alike() throws {
    let same = DetectionData.frame((0..<50).map { _ in [1, 2, 3] })
    let model = try fit(detector("isolation-forest"), same, floor: [1e-4, 1e-4, 1e-4])
    #expect(scores(model, same).allSatisfy { $0 == 0 })
  }
}
