import Detection
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("The tail of excesses")
struct ParetoTailTests {
  // y = σ/ξ (u^−ξ − 1) of a uniform u has the distribution.
  private static func draws(_ count: Int, shape: Double, scale: Double, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(root: seed, stage: "pareto")
    return (0..<count).map { _ in
      let u = max(generator.uniform(), 1e-300)
      return shape == 0 ? -scale * log(u) : scale / shape * (pow(u, -shape) - 1)
    }
  }

  @Test("shape and scale come back from many excesses", arguments: [-0.3, -0.1, 0, 0.1, 0.25])
  func recovers(shape: Double) {
    let tail = ParetoTail(excesses: Self.draws(40_000, shape: shape, scale: 2, seed: 1))
    // Hosking & Wallis, table 2: n · var(k) is below 4 for these shapes; three standard errors.
    #expect(abs(tail.shape - shape) < 0.03, "\(tail)")
    #expect(abs(tail.scale - 2) < 0.06, "\(tail)")
  }

  @Test("a level and the share that passes it fit the distribution", arguments: [-0.2, 0, 0.2])
  func level(shape: Double) {
    let tail = ParetoTail(shape: shape, scale: 1.5)
    for share in [0.5, 0.1, 0.001] {
      let y = tail.level(exceededBy: share)
      let passes =
        shape == 0 ? exp(-y / 1.5) : pow(1 + shape * y / 1.5, -1 / shape)
      #expect(abs(passes - share) < 1e-12)
    }
    #expect(tail.level(exceededBy: 1) == 0)
  }

  @Test("multiplied excesses have multiplied levels, and the order of excesses does not matter")
  func laws() {
    let excesses = Self.draws(200, shape: 0.1, scale: 1, seed: 4)
    let tail = ParetoTail(excesses: excesses)
    let tenfold = ParetoTail(excesses: excesses.map { 10 * $0 })
    #expect(abs(tenfold.shape - tail.shape) < 1e-9)
    #expect(abs(tenfold.scale - 10 * tail.scale) < 1e-9)
    #expect(ParetoTail(excesses: excesses.reversed()) == tail)
    #expect(tail.level(exceededBy: 0.01) > tail.level(exceededBy: 0.02))
  }

  @Test("excesses that are all alike have no tail: their level is themselves")
  func alike() {
    let tail = ParetoTail(excesses: [Double](repeating: 0.7, count: 12))
    #expect(tail.scale == 0)
    #expect(tail.level(exceededBy: 0.001) == 0.7)
  }
}
