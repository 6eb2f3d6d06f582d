import Diagnostics
import Evaluation
import Foundation
import Testing

@Suite("Metrics on remaining life")
struct LifeMetricTests {
  struct File: Decodable { let cases: [Case] }
  struct Case: Decodable {
    let truth: [Double]
    let told: [Double]
    let low: [Double]
    let high: [Double]
    let cap: Double?
    let rmse: Double
    let mae: Double
    let nasaScore: Double
    let coverage: Double
    let intervalWidth: Double
    let wilsonLow: Double
    let wilsonHigh: Double
  }

  private func cases() throws -> [Case] {
    let json = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/life_reference.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: json)).cases
  }

  @Test(
    "all metrics and Wilson's interval equal those of scikit-learn, SciPy and the published score")
  func references() throws {
    let cases = try cases()
    #expect(cases.count == 20)
    for one in cases {
      let run = try LifeRun(
        truth: one.truth, told: one.told,
        intervals: zip(one.low, one.high).map { LifeRun.Interval(low: $0, high: $1) }, cap: one.cap)
      let result = LifeResult(run)
      #expect(result.units == one.truth.count && result.cap == one.cap)
      let wilson = try #require(result.coverageInterval)
      let pairs: [(MetricValue?, Double)] = [
        (result.metrics["rmse"], one.rmse), (result.metrics["mae"], one.mae),
        (result.metrics["nasa-score"], one.nasaScore), (result.metrics["coverage"], one.coverage),
        (result.metrics["interval-width"], one.intervalWidth),
        (.value(wilson.low, support: 0), one.wilsonLow),
        (.value(wilson.high, support: 0), one.wilsonHigh),
      ]
      for (value, reference) in pairs {
        let number = try #require(value?.number)
        // Sums of up to 120 terms in another order.
        #expect(isClose(number, reference, within: 1e-12 * max(1, reference)))
      }
      #expect(result.metrics["rmse"]?.support == one.truth.count)
    }
  }

  @Test("the score of an early and a late life worked out by hand: late is heavier")
  func score() throws {
    let early = try LifeRun(truth: [50], told: [37])
    let late = try LifeRun(truth: [50], told: [63])
    #expect(NASAScore()(early).number == exp(1) - 1)
    #expect(NASAScore()(late).number == exp(1.3) - 1)
    #expect(NASAScore()(try LifeRun(truth: [50], told: [50])) == .value(0, support: 1))
    #expect(
      NASAScore()(try LifeRun(truth: [0], told: [1e5]))
        == .undefined(reason: "the value is beyond all numbers"))
  }

  @Test("a cap cuts truth, told life and interval; an open end holds every longer life")
  func cap() throws {
    let intervals = [
      LifeRun.Interval(low: 100, high: 130, isOpen: true), .init(low: 10, high: 20),
      .init(low: 0, high: 5),
    ]
    let free = try LifeRun(truth: [180, 20, 9], told: [130, 15, 3], intervals: intervals)
    #expect(Coverage()(free) == .value(2.0 / 3, support: 3))
    #expect(MAE()(free) == .value(61.0 / 3, support: 3))
    let cut = try LifeRun(truth: [180, 20, 9], told: [130, 15, 3], intervals: intervals, cap: 125)
    #expect(cut.truth == [125, 20, 9] && cut.told == [125, 15, 3])
    #expect(IntervalWidth()(cut) == .value(40.0 / 3, support: 3))
    #expect(MAE()(cut) == .value(11.0 / 3, support: 3))
  }

  @Test("units of which nothing was told do not count, and are counted")
  func untold() throws {
    let run = try LifeRun(
      truth: [10, 20, 30], told: [.nan, 21, 33],
      intervals: [.init(low: .nan, high: .nan), .init(low: 19, high: 22), .init(low: 31, high: 34)])
    #expect(run.untold == 1 && run.count == 2)
    #expect(RMSE()(run) == .value(5.0.squareRoot(), support: 2))
    #expect(Coverage()(run) == .value(0.5, support: 2))
    let none = try LifeRun(truth: [1], told: [.nan])
    for metric in LifeMetrics.all {
      #expect(metric(none) == .undefined(reason: "no unit's life was told"))
    }
    let bare = try LifeRun(truth: [1], told: [1])
    #expect(Coverage()(bare) == .undefined(reason: "no intervals were told"))
    #expect(IntervalWidth()(bare) == .undefined(reason: "no intervals were told"))
    #expect(LifeResult(bare).coverageInterval == nil)
  }

  @Test("everything that is wrong with a run is told at once")
  func faults() {
    do {
      _ = try LifeRun(
        truth: [1, .infinity], told: [1, -.infinity, 3],
        intervals: [.init(low: 2, high: 1)], cap: 0)
      Issue.record("not refused")
    } catch {
      #expect(
        error.all.map(\.problem) == [
          "2 true lives but 3 told; each unit needs one",
          "2 true lives but 1 intervals; each unit needs one",
          "the true life of unit 2 must be a finite number, got inf",
          "the told life of unit 2 must be a finite number or NaN, got -inf",
          "the cap must be above 0, got 0.0",
          "the interval of unit 1 must ascend, got 2.0 to 1.0",
        ])
    }
  }

  @Test(
    "the catalog's ids without hyphens are the type names in lower case, and results are Codable")
  func catalog() throws {
    for metric in LifeMetrics.all {
      let name = "\(type(of: metric))".lowercased()
      #expect(type(of: metric).id.replacingOccurrences(of: "-", with: "") == name)
      #expect(type(of: metric).summary.hasSuffix("."))
    }
    #expect(
      LifeMetrics.catalog.entries.map(\.id) == [
        "rmse", "mae", "nasa-score", "coverage", "interval-width",
      ])
    let result = LifeResult(
      try LifeRun(truth: [3], told: [4], intervals: [.init(low: 1, high: 5)], cap: 9))
    let data = try JSONEncoder().encode(result)
    #expect(try JSONDecoder().decode(LifeResult.self, from: data) == result)
  }
}
