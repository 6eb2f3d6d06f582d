import Diagnostics
import Learning
import Testing

@Suite("Area under the operating curve")
struct ROCAreaTests {
  @Test("equals scikit-learn's, ties among the scores")
  func scikitLearn() throws {
    let reference = try FidelityReference.read().distances
    let scores = reference.b.map { ($0 * 10).rounded(.toNearestOrEven) / 10 }
    let area = ROCArea.of(scores, isPositive: reference.a.map { $0 > 0.2 })
    #expect(abs((area ?? .nan) - reference.auroc) < 1e-12)
  }

  @Test("is the share of pairs in order, ties half", arguments: 1...5)
  func naive(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let scores = (0..<60).map { _ in (chance.uniform() * 8).rounded() }
    let kinds = (0..<60).map { _ in chance.uniform() < 0.4 }
    var (wins, pairs) = (0.0, 0.0)
    for i in scores.indices where kinds[i] {
      for j in scores.indices where !kinds[j] {
        pairs += 1
        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    #expect(abs((ROCArea.of(scores, isPositive: kinds) ?? .nan) - wins / pairs) < 1e-12)
  }

  @Test("is 1, 0 or 0.5 at its ends, and none without both kinds")
  func ends() {
    #expect(ROCArea.of([1, 2, 3], isPositive: [false, false, true]) == 1)
    #expect(ROCArea.of([1, 2, 3], isPositive: [true, false, false]) == 0)
    #expect(ROCArea.of([2, 2, 2], isPositive: [true, false, false]) == 0.5)
    #expect(ROCArea.of([1, 2], isPositive: [true, true]) == nil)
    #expect(ROCArea.of([], isPositive: []) == nil)
  }
}
