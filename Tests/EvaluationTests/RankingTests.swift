import Diagnostics
import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("Metrics on scores")
struct RankingTests {
  @Test("VUS-PR, VUS-ROC and AUC-PR equal TSB-AD's on 200 cases to 1e-12")
  func reference() throws {
    let file = try ReferenceCases.file()
    #expect(file.versions["tsb-ad"] == "1.5")
    #expect(file.cases.count == 200)
    #expect(file.cases.count { $0.vusPR != nil } >= 180)
    for (number, expected) in file.cases.enumerated() {
      let (labels, scores) = ReferenceCases.make(number)
      #expect(labels.count == expected.rows && scores.last == expected.lastScore)
      #expect(labels.count { $0 } == expected.attackRows)
      let run = try Runs.run(labels: labels, scores: scores)
      let vus = VUSPR()(run).number
      let roc = VUSROC()(run).number
      let auc = AUCPR()(run).number
      #expect(
        expected.vusPR == nil ? vus == nil : isClose(vus, expected.vusPR, within: 1e-12),
        "case \(number): VUS-PR \(String(describing: vus))")
      #expect(
        expected.vusROC == nil ? roc == nil : isClose(roc, expected.vusROC, within: 1e-12),
        "case \(number): VUS-ROC \(String(describing: roc))")
      #expect(
        expected.aucPR == nil ? auc == nil : isClose(auc, expected.aucPR, within: 1e-12),
        "case \(number): AUC-PR \(String(describing: auc))")
    }
  }

  @Test("the fast volumes equal the naive ones for any window and number of limits, 300 seeds")
  func naive() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (labels, scores) = Runs.random(&generator, rows: 2...90, events: 6)
      let window = Int.random(in: 0...16, using: &generator)
      let thresholds = Int.random(in: 2...40, using: &generator)
      let fast = RangeVolume(
        labels: labels, scores: scores, window: window, thresholds: thresholds)?.volumes()
      let naive = NaiveVUS.volumes(
        labels: labels, scores: scores, window: window, thresholds: thresholds)
      #expect((fast == nil) == (naive == nil))
      guard let fast, let naive else { continue }
      #expect(
        isClose(fast.precisionRecall, naive.precisionRecall, within: 1e-12)
          && isClose(fast.roc, naive.roc, within: 1e-12),
        "seed \(seed): \(fast) against \(naive)")
    }
  }

  @Test("a strictly increasing transform of the scores changes no metric on them by a bit")
  func monotone() throws {
    for seed in 0..<30 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (labels, scores) = Runs.random(&generator, rows: 30...200, events: 4)
      let run = try Runs.run(labels: labels, scores: scores)
      let other = try Runs.run(labels: labels, scores: scores.map { exp($0 / 10) - 7 })
      for metric in Self.rankings { #expect(metric(run) == metric(other)) }
    }
  }

  /// The metrics that look at scores only through their order.
  private static let rankings: [any Metric] = [
    VUSPR(), VUSROC(), AUCPR(), EventRecallAtBudget(), PointAdjustedF1(),
  ]

  @Test("scores that separate attack from normal rows have AUC-PR 1, constant ones the base rate")
  func extremes() throws {
    let labels = (0..<400).map { (100..<140).contains($0) || $0 == 300 }
    let perfect = try Runs.run(labels: labels, scores: labels.map { $0 ? 2 : 1 })
    #expect(AUCPR()(perfect) == .value(1, support: 41))
    let constant = try Runs.run(labels: labels, scores: labels.map { _ in 3 })
    #expect(isClose(AUCPR()(constant).number, 41.0 / 400))
    let inverse = try Runs.run(labels: labels, scores: labels.map { $0 ? 1 : 2 })
    let values = [perfect, constant, inverse].compactMap { VUSPR()($0).number }
    #expect(values.count == 3 && values[0] > values[1] && values[1] > values[2])
  }

  @Test("a row without a score ranks lowest, and the run counts it")
  func unscored() throws {
    let labels = (0..<60).map { (20..<30).contains($0) }
    var scores = labels.indices.map { Double(($0 * 37) % 61) }
    scores[25] = .nan
    scores[50] = .nan
    let run = try Runs.run(labels: labels, scores: scores)
    let lowest = try Runs.run(labels: labels, scores: scores.map { $0.isNaN ? -1e300 : $0 })
    #expect(run.unscoredRows == 2)
    #expect(VUSPR()(run) == VUSPR()(lowest))
    #expect(AUCPR()(run) == AUCPR()(lowest))
    let blank = try Runs.run(labels: labels, scores: labels.map { _ in .nan })
    let constant = try Runs.run(labels: labels, scores: labels.map { _ in 0 })
    #expect(VUSPR()(blank) == VUSPR()(constant))
    #expect(
      run.notices.map(\.text) == ["2 of 60 rows have no score; they rank as the least suspicious"])
  }

  @Test("50,000 rows take less than 5 s even in a debug build")
  func large() throws {
    var generator = SeededGenerator(seed: 5)
    let labels = (0..<50_000).map { $0 % 5_000 > 4_800 }
    let run = try Runs.run(labels: labels, scores: labels.map { _ in generator.uniform() })
    let clock = ContinuousClock()
    let start = clock.now
    #expect(VUSPR()(run).number != nil)
    #expect(clock.now - start < .seconds(5))
  }
}
