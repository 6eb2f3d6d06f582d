import Diagnostics
import Prognostics
import TestSupport
import Testing

@Suite("Quantiles that units vote for")
struct VotedQuantilesTests {
  @Test("with one number per unit the level is the conformal one of n + 1 cases")
  func conformal() {
    // The smallest k of n = 39 with k / 40 ≥ 0.9 is 36; leave-one-out needs no more here.
    let cells = (1...39).map { (value: Double($0), unit: $0, share: 1.0) }
    let quantiles = VotedQuantiles(cells)
    #expect(quantiles.votes == 39)
    #expect(quantiles.honestQuantile(0.9) == 36)
    #expect(quantiles.honestQuantile(0.1) == 4)
    #expect(quantiles.honestQuantile(0.5) == 20)
  }

  @Test("a new unit's rows lie beyond it as often as said, however alike a unit's rows are")
  func holds() {
    // 15 units of 10 rows; `alike` 1 makes all rows of a unit one number.
    for alike in [0.0, 0.7, 1.0] {
      var held = 0.0
      let trials = 600
      for trial in 0..<trials {
        var generator = SeededGenerator(root: UInt64(trial), stage: "votes \(alike)")
        func unit(_ index: Int) -> [(value: Double, unit: Int, share: Double)] {
          let common = generator.gaussian()
          return (0..<10).map { _ in
            let own = (1 - alike * alike).squareRoot() * generator.gaussian()
            return (alike * common + own, index, 0.1)
          }
        }
        let cells = (0..<15).flatMap(unit).sorted { $0.value < $1.value }
        let edge = VotedQuantiles(cells).honestQuantile(0.8)
        held += Double(unit(99).count { $0.value <= edge }) / 10
      }
      let share = held / Double(trials)
      // Standard error at most √(0.16 / 600) = 0.016, three are allowed below; steps of ¼ of the
      // widening of 0.8/15 may hold 0.054 more at most.
      #expect(share > 0.8 - 0.05 && share < 0.8 + 0.054 + 0.05, "alike \(alike): \(share)")
    }
  }

  @Test("without votes there is no quantile")
  func empty() {
    #expect(VotedQuantiles([]).honestQuantile(0.9) == 0)
    #expect(VotedQuantiles([(3, 1, 0.5)]).honestQuantile(0.95) == 3)
  }
}
