import Diagnostics
import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite("Trees that XGBoost grows")
struct XGBoostTests {
  /// Cases of four features, some missing, the first two and whether the third is missing telling the kind.
  static func cases(_ count: Int, seed: UInt64, missing: Double = 0.1) -> (Matrix, [Bool]) {
    var generator = SeededGenerator(root: seed, stage: "xgboost")
    var values = Matrix(rows: count, columns: 4)
    var kinds: [Bool] = []
    for i in 0..<count {
      let row = (0..<4).map { _ in generator.normal() }
      let isGone = (0..<4).map { _ in generator.uniform() < missing }
      kinds.append(row[0] * row[1] + (isGone[2] ? 1 : 0) + 0.3 * generator.normal() > 0.5)
      for j in 0..<4 { values[i, j] = isGone[j] ? .nan : Double(Float(row[j])) }
    }
    return (values, kinds)
  }

  /// XGBoost's own way to add up: in single precision, the base first, then tree by tree.
  private func singleSum(_ trees: TreeEnsemble, _ row: [Double]) -> Float {
    zip(trees.trees, trees.leaves(row)).reduce(trees.base) { $0 + $1.0[$1.1].value }
  }

  @Test("give what XGBoost itself gives, bit for bit, with missing values", arguments: [1, 2, 3])
  func parity(_ seed: UInt64) throws {
    let (cases, kinds) = Self.cases(600, seed: seed)
    var boosting = XGBoost()
    boosting.rounds = 80
    boosting.depth = 5
    let weights = kinds.map { $0 ? 3.0 : 0.5 }
    let (others, _) = Self.cases(800, seed: seed + 50, missing: 0.3)
    let (trees, margins) = try boosting.classifier(
      cases, isPositive: kinds, weights: weights, judging: others)
    #expect(trees.trees.count == 80 && trees.base == 0)
    #expect(margins.count == 800 && Set(margins).count > 400)
    let sums = trees.sums(others)
    for i in 0..<800 {
      #expect(singleSum(trees, others.row(i)).bitPattern == margins[i].bitPattern, "case \(i)")
      // 80 additions in single precision, each off by 2⁻²⁴ of a sum of at most 16.
      #expect(abs(sums[i] - Double(margins[i])) < 80 * 16 * 0x1p-24)
    }
  }

  @Test("a value on a threshold goes right, as with XGBoost")
  func thresholds() throws {
    let (cases, kinds) = Self.cases(300, seed: 4)
    var boosting = XGBoost()
    boosting.rounds = 20
    let grown = try boosting.classifier(cases, isPositive: kinds)
    // Every threshold of the ensemble as a value of its feature.
    var rows: [[Double]] = []
    for node in grown.trees.joined() {
      guard let feature = node.feature else { continue }
      rows.append((0..<4).map { $0 == feature ? Double(node.threshold) : 0.1 })
    }
    let (trees, margins) = try boosting.classifier(
      cases, isPositive: kinds, judging: Matrix(rowMajor: rows))
    #expect(trees == grown)
    #expect(rows.indices.allSatisfy { singleSum(trees, rows[$0]) == margins[$0] })
  }

  @Test("tell the kinds of cases that they never saw")
  func learns() throws {
    let (cases, kinds) = Self.cases(2_000, seed: 5)
    let (others, truth) = Self.cases(1_000, seed: 6)
    let sums = try XGBoost().classifier(cases, isPositive: kinds).sums(others)
    let area = try #require(ROCArea.of(sums, isPositive: truth))
    #expect(area > 0.9, "\(area)")
  }

  @Test("the same cases give the same trees; a seed decides only where cases are drawn")
  func deterministic() throws {
    let (cases, kinds) = Self.cases(500, seed: 7)
    var boosting = XGBoost()
    boosting.rounds = 30
    func grown(share: Double, seed: UInt32) throws -> TreeEnsemble {
      boosting.share = share
      boosting.seed = seed
      return try boosting.classifier(cases, isPositive: kinds)
    }
    #expect(try grown(share: 1, seed: 1) == grown(share: 1, seed: 2))
    #expect(try grown(share: 0.5, seed: 1) == grown(share: 0.5, seed: 1))
    #expect(try grown(share: 0.5, seed: 1) != grown(share: 0.5, seed: 2))
  }

  @Test("no tree is deeper than it may be, and no fit has more of them")
  func bounds() throws {
    let (cases, kinds) = Self.cases(500, seed: 8)
    var boosting = XGBoost()
    (boosting.rounds, boosting.depth) = (7, 2)
    let trees = try boosting.classifier(cases, isPositive: kinds).trees
    #expect(trees.count == 7)
    #expect(trees.allSatisfy { $0.count <= 7 } && trees.contains { $0.count == 7 })
  }

  @Test("weights count: what weighs nothing is not learned from")
  func weights() throws {
    let (cases, kinds) = Self.cases(400, seed: 9)
    var boosting = XGBoost()
    boosting.rounds = 10
    let half = Array(0..<200)
    let alone = try boosting.classifier(
      cases.selecting(rows: half, columns: [0, 1, 2, 3]), isPositive: Array(kinds[..<200]))
    let weighed = try boosting.classifier(
      cases, isPositive: kinds, weights: (0..<400).map { $0 < 200 ? 1 : 0 })
    let (others, _) = Self.cases(100, seed: 10)
    // Bins are taken from all cases by weight: close, not equal.
    let distance = weighed.sums(others).relativeDistance(to: alone.sums(others))
    #expect(distance < 0.3, "\(distance)")
  }

  @Test("what XGBoost refuses is a fault with what it says")
  func refused() throws {
    let (cases, kinds) = Self.cases(50, seed: 11)
    var boosting = XGBoost()
    boosting.rate = -1
    var fault = #expect(throws: Fault.self) { try boosting.classifier(cases, isPositive: kinds) }
    #expect(fault?.kind == .badData)
    #expect(
      fault?.problem
        == "XGBoost: value -1 for Parameter learning_rate should be greater equal to 0; "
        + "learning_rate: Learning rate(step size) of update.")
    var infinite = cases
    infinite[3, 1] = .infinity
    fault = #expect(throws: Fault.self) { try XGBoost().classifier(infinite, isPositive: kinds) }
    let problem = fault?.problem ?? ""
    #expect(problem.hasPrefix("XGBoost: ") && problem.contains("inf"), "\(problem)")
    #expect(!problem.contains("Stack trace") && !problem.hasPrefix("XGBoost: ["))
  }
}
