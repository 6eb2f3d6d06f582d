import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite("Boosted trees")
struct BoostedTreesTests {
  @Test("give the probabilities of scikit-learn's defaults", arguments: 0..<3)
  func scikitLearn(index: Int) throws {
    let reference = try FidelityReference.read().boosting[index]
    let known = reference.kinds.count
    let trees = BoostedTrees(
      reference.cases(0..<known), isPositive: reference.kinds.map { $0 == 1 })
    let own = trees.probabilities(
      reference.cases(known..<known + reference.probabilities.count))
    // Sums of gradients are exact on both sides, so the trees are the same; what is left is the last digit of exp.
    for (a, b) in zip(own, reference.probabilities) { #expect(abs(a - b) < 1e-9, "\(a) \(b)") }
    // Too few cases for two leaves: everybody gets the share of positives.
    if known < 40 {
      let share = Double(reference.kinds.reduce(0, +)) / Double(known)
      #expect(own.allSatisfy { abs($0 - share) < 1e-12 })
    } else {
      #expect(Set(own).count > own.count / 2)
    }
  }

  // Cases whose kind one feature decides, beside others that say nothing.
  private func cases(_ count: Int, seed: UInt64) -> (values: Matrix, kinds: [Bool]) {
    var chance = SeededGenerator(seed: seed)
    var values = Matrix(rows: count, columns: 3)
    for j in 0..<3 { for i in 0..<count { values[i, j] = chance.uniform() } }
    return (values, (0..<count).map { values[$0, 1] > 0.4 })
  }

  @Test("find the one feature that decides, and its limit", arguments: 1...3)
  func decides(seed: UInt64) {
    let (values, kinds) = cases(400, seed: seed)
    let trees = BoostedTrees(values, isPositive: kinds)
    let (others, truth) = cases(300, seed: seed + 100)
    let told = trees.probabilities(others)
    #expect(ROCArea.of(told, isPositive: truth) ?? 0 > 0.99)
    for (i, probability) in told.enumerated() where abs(others[i, 1] - 0.4) > 0.02 {
      #expect((probability > 0.9) == truth[i] && (probability < 0.1) == !truth[i])
    }
  }

  @Test("say nothing of kinds that no feature tells", arguments: 1...3)
  func chance(seed: UInt64) {
    let values = cases(400, seed: seed).values
    var chance = SeededGenerator(seed: seed + 50)
    let kinds = (0..<400).map { _ in chance.uniform() < 0.5 }
    let trees = BoostedTrees(values, isPositive: kinds)
    let others = cases(400, seed: seed + 100).values
    let truth = (0..<400).map { _ in chance.uniform() < 0.5 }
    // Standard error of the area of 200 and 200 cases: 0.029.
    #expect(
      abs((ROCArea.of(trees.probabilities(others), isPositive: truth) ?? 0) - 0.5) < 0.12)
  }

  @Test("do not see the order of cases, nor a feature that never changes")
  func order() {
    let (values, kinds) = cases(150, seed: 7)
    let back = Array((0..<150).reversed())
    var turned = Matrix(rows: 150, columns: 4)
    for i in back.indices {
      for j in 0..<3 { turned[i, j] = values[back[i], j] }
      turned[i, 3] = 4.2
    }
    let others = cases(50, seed: 8).values
    var wider = Matrix(rows: 50, columns: 4)
    for i in 0..<50 { for j in 0..<3 { wider[i, j] = others[i, j] } }
    let one = BoostedTrees(values, isPositive: kinds).probabilities(others)
    let other = BoostedTrees(turned, isPositive: back.map { kinds[$0] }).probabilities(wider)
    #expect(one == other)
  }
}
