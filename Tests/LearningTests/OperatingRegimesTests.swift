import Diagnostics
import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite("Regimes of operation that no tag shows")
struct OperatingRegimesTests {
  /// Surprises of three tags, of which two have another mean in every second stretch of some rows.
  private func surprises(
    rows: Int, stretch: Int, jump: Double, seed: UInt64
  ) -> (surprises: Matrix, truth: [Int]) {
    var generator = SeededGenerator(root: seed, stage: "regimes")
    var (truth, lines) = ([Int](), [[Double]]())
    var (regime, left) = (0, stretch)
    for _ in 0..<rows {
      if left == 0 { (regime, left) = (1 - regime, stretch / 2 + generator.index(below: stretch)) }
      left -= 1
      truth.append(regime)
      let shift = regime == 0 ? -jump / 2 : jump / 2
      lines.append([
        shift + generator.gaussian(), generator.gaussian(), 3 * shift + 3 * generator.gaussian(),
      ])
    }
    return (Matrix(columns: lines), truth)
  }

  @Test("two means that take turns are found again, and when each holds", arguments: [1, 2, 3])
  func found(seed: UInt64) throws {
    let (surprises, truth) = surprises(rows: 6_000, stretch: 150, jump: 1.5, seed: seed)
    let follows = truth.indices.map { $0 > 0 }
    let regimes = try #require(
      OperatingRegimes.fit(surprises, follows: follows, tags: [0, 1, 2], longest: 12))
    #expect(regimes.count == 2)
    let path = regimes.path(surprises, follows: follows)
    let same = zip(path, truth).count { $0 == $1 }
    // Rows of blocks in which the regime changes are told by halves: 6 rows of each 150.
    #expect(Double(max(same, truth.count - same)) > 0.93 * Double(truth.count))
  }

  @Test("what is only chance, and what only drifts, is no regime", arguments: [1, 2, 3, 4, 5])
  func none(seed: UInt64) {
    let (chance, _) = surprises(rows: 6_000, stretch: 150, jump: 0, seed: seed)
    let follows = (0..<6_000).map { $0 > 0 }
    #expect(
      OperatingRegimes.fit(chance, follows: follows, tags: [0, 1, 2], longest: 12) == nil)
    var generator = SeededGenerator(root: seed, stage: "drift")
    var mood = 0.0
    let drift = Matrix(
      columns: (0..<6_000).map { _ -> [Double] in
        mood = 0.995 * mood + 0.1 * generator.gaussian()
        return [mood + generator.gaussian()]
      })
    #expect(OperatingRegimes.fit(drift, follows: follows, tags: [0], longest: 12) == nil)
  }

  @Test("blocks end at gaps, and every row has a regime")
  func gaps() throws {
    let (surprises, truth) = surprises(rows: 6_000, stretch: 150, jump: 2, seed: 9)
    var follows = truth.indices.map { $0 > 0 }
    for row in [5, 6, 100, 1_234, 5_999] { follows[row] = false }
    let regimes = try #require(
      OperatingRegimes.fit(surprises, follows: follows, tags: [0, 2], longest: 12))
    #expect(regimes.path(surprises, follows: follows).count == 6_000)
    #expect(regimes.path(Matrix(rows: 3, columns: 0), follows: []).isEmpty)
  }

  @Test("tags that never surprise, and too few rows, tell nothing")
  func nothing() {
    let follows = (0..<3_000).map { $0 > 0 }
    #expect(
      OperatingRegimes.fit(
        Matrix(rows: 2, columns: 3_000), follows: follows, tags: [0, 1], longest: 12) == nil)
    let (surprises, _) = surprises(rows: 400, stretch: 50, jump: 3, seed: 1)
    #expect(
      OperatingRegimes.fit(
        surprises, follows: (0..<400).map { $0 > 0 }, tags: [0], longest: 12) == nil)
  }
}
