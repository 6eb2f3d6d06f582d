import Diagnostics
import Evaluation
import Telemetry
import Testing

@Suite("Event recall at an alarm budget")
struct EventRecallAtBudgetTests {
  /// Every limit from above, alarms and outcomes made anew each time.
  private static func naive(_ run: ScoredRun, _ scores: [Double], perDay: Double) throws -> Double {
    var recall = 0.0
    for limit in Set(scores).sorted(by: >) {
      let alarmed = try run.replacing(scores: scores, alarms: scores.map { $0 >= limit })
      let outcomes = Evaluator.outcomes(alarmed)
      if Double(outcomes.falseAlarms.count) > perDay * (outcomes.normalTime.seconds / 86_400) {
        break
      }
      recall = max(recall, Double(outcomes.detected) / Double(outcomes.windows.count))
    }
    return recall
  }

  @Test("equals trying every limit from above, 200 seeds, with windows that hold no row")
  func naive() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (labels, scores) = Runs.random(&generator, rows: 20...120, events: 4)
      guard labels.contains(true), labels.contains(false) else { continue }
      let plain = try Runs.run(labels: labels, scores: scores)
      let half = TimeSpan(nanoseconds: Runs.hour / 4)
      let between = (0..<3).map { _ -> LabelledWindow in
        let row = Int(generator.uniform() * Double(labels.count - 1))
        return LabelledWindow(range: TimeRange(Runs.time(row) + half, Runs.time(row) + half))
      }
      let run = try ScoredRun(
        times: plain.times, scores: scores, alarms: plain.alarms, windows: plain.windows + between,
        sampleInterval: .hours(1))
      for perDay in [0, 0.5, 1, 3] {
        let value = EventRecallAtBudget(falseAlarmsPerDay: perDay)(run)
        let naive = try Self.naive(run, scores, perDay: perDay)
        #expect(isClose(value.number, naive, within: 1e-15), "seed \(seed), \(perDay) a day")
      }
    }
  }

  @Test("scores that separate attacks catch all at any budget; a higher budget catches no less")
  func laws() throws {
    let labels = (0..<480).map { (100..<110).contains($0) || (300..<310).contains($0) }
    let perfect = try Runs.run(labels: labels, scores: labels.map { $0 ? 2 : 1 })
    #expect(EventRecallAtBudget(falseAlarmsPerDay: 0)(perfect) == .value(1, support: 2))
    let flat = try Runs.run(labels: labels, scores: labels.map { _ in 1 })
    // All rows cross together: one alarm, which begins before any attack.
    #expect(EventRecallAtBudget()(flat).number == 0)
    // A score that begins to be high before the attacks catches none, however high it is in them.
    let early = try Runs.run(
      labels: labels, scores: labels.indices.map { (90..<310).contains($0) ? 2 : 1 })
    #expect(EventRecallAtBudget()(early).number == 0)
    for seed in 0..<30 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let run = try Runs.run(labels: labels, scores: labels.map { _ in generator.uniform() })
      let values = [0, 0.5, 1, 2, 4].compactMap {
        EventRecallAtBudget(falseAlarmsPerDay: $0)(run).number
      }
      #expect(values.count == 5 && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test("rows without a score never alarm; without scores, windows or normal time it says why")
  func undefined() throws {
    let labels = (0..<48).map { (10..<20).contains($0) }
    let blank = try Runs.run(labels: labels, scores: labels.map { _ in .nan })
    #expect(EventRecallAtBudget()(blank) == .value(0, support: 1))
    #expect(
      EventRecallAtBudget()(try Runs.run(48, windows: [3...5])) == .undefined(reason: "no scores"))
    let normal = try Runs.run(10, scores: Array(repeating: 1, count: 10))
    #expect(
      EventRecallAtBudget()(normal) == .undefined(reason: "no labelled window holds a row"))
    let attack = try Runs.run(10, windows: [0...9], scores: Array(repeating: 1, count: 10))
    #expect(
      EventRecallAtBudget()(attack)
        == .undefined(reason: "every row lies in a labelled window"))
  }
}
