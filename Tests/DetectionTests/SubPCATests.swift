import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Sub-PCA")
struct SubPCATests {
  /// Two rhythms, out of step with each other.
  private func rows(_ count: Int, seed: UInt64, from: Int = 0) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "rhythms")
    return DetectionData.frame(
      (0..<count).map { i in
        let t = Double(i + from)
        return [
          Rhythm.value(t, period: 40) + 0.05 * generator.normal(),
          3 * Rhythm.value(t, period: 25) + 0.15 * generator.normal(),
        ]
      })
  }

  /// A triangle, without any function of the system's.
  private enum Rhythm {
    static func value(_ t: Double, period: Double) -> Double {
      let phase = (t / period).truncatingRemainder(dividingBy: 1)
      return 4 * abs(phase - 0.5) - 1
    }
  }

  @Test("the mean square of training scores is 1")
  func meanSquare() throws {
    let training = rows(3_000, seed: 1)
    let all = try scores(fit(detector("sub-pca"), training), training).filter { !$0.isNaN }
    let mean = all.reduce(0) { $0 + $1 * $1 } / Double(all.count)
    #expect(all.count == 2_995)
    #expect(abs(mean - 1) < 0.02, "\(mean)")
  }

  @Test("a tag's own jump is seen within its usual span, however the tags go together")
  func jumps() throws {
    let model = try fit(detector("sub-pca"), rows(3_000, seed: 1))
    let usual = rows(400, seed: 2)
    let limit = scores(model, usual).filter { !$0.isNaN }.max() ?? .nan
    // A step of 0.6 in a tag that spans 2.
    let jumped = usual.changing { i, j, value in i >= 200 && j == 0 ? value + 0.6 : value }
    #expect(scores(model, jumped)[200..<206].contains { $0 > limit })
    let blamed = try #require(model.scorer().explain(jumped)).shares[200, 0]
    #expect(blamed > 0.9)
  }

  @Test("tags are judged one by one: what one tag does leaves the others' parts alone")
  func separate() throws {
    let model = try fit(detector("sub-pca"), rows(3_000, seed: 1))
    let usual = rows(100, seed: 3)
    func alone(_ tag: Int) throws -> [Double] {
      // The other tag at its mean has no part but that of standing still.
      let other = 1 - tag
      let mean = try #require(model.artifact.arrays["mean"]).values[other]
      return scores(
        model, usual.changing { _, j, value in j == other ? mean : value }
      ).filter { !$0.isNaN }.map { $0 * $0 }
    }
    let both = scores(model, usual).filter { !$0.isNaN }.map { $0 * $0 }
    let sum = try zip(alone(0), alone(1)).map { $0 + $1 }
    #expect(both.relativeDistance(to: sum) < 1e-9)
  }
}
