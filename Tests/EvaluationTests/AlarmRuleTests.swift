import Diagnostics
import Evaluation
import Telemetry
import Testing

@Suite("Alarm rule")
struct AlarmRuleTests {
  private func alarms(_ rows: Int, above: Set<Int>, hold: Double, merge: Double) -> [Int] {
    let rule = AlarmRule(hold: .hours(hold), merge: .hours(merge))
    let alarms = rule.alarms(
      times: Runs.times(rows), exceedances: (0..<rows).map { above.contains($0) })
    return alarms.indices.filter { alarms[$0] }
  }

  @Test(
    "an alarm stays on until both hold after its start and merge after its last exceedance pass")
  func rule() {
    #expect(alarms(20, above: [3, 7], hold: 0, merge: 0) == [3, 7])
    #expect(alarms(20, above: [3], hold: 5, merge: 0) == [3, 4, 5, 6, 7])
    #expect(alarms(20, above: [3], hold: 0, merge: 5) == [3, 4, 5, 6, 7])
    // The hold runs from the start, the merge span from the last exceedance.
    #expect(alarms(20, above: [3, 6], hold: 5, merge: 0) == [3, 4, 5, 6, 7])
    #expect(alarms(20, above: [3, 6], hold: 5, merge: 4) == [3, 4, 5, 6, 7, 8, 9])
    // At row 8 the hold has passed, but the row before is on: the same alarm goes on, with its old start.
    #expect(alarms(20, above: [3, 8], hold: 5, merge: 0) == [3, 4, 5, 6, 7, 8])
    #expect(alarms(20, above: [3, 9], hold: 5, merge: 0) == [3, 4, 5, 6, 7, 9, 10, 11, 12, 13])
    #expect(alarms(20, above: [18], hold: 9, merge: 0) == [18, 19])
  }

  @Test("time counts, not rows: a gap lets hold and merge pass")
  func gaps() {
    let times = [0, 1, 2, 30, 31].map(Runs.time)
    let rule = AlarmRule(hold: .hours(12), merge: .hours(6))
    #expect(
      rule.alarms(times: times, exceedances: [false, true, false, false, false])
        == [false, true, true, false, false])
    #expect(
      rule.alarms(times: times, exceedances: [false, true, false, true, false])
        == [false, true, true, true, true])
  }

  @Test("intervals from the rows above equal the runs of true row by row, 300 seeds")
  func intervals() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var hour = 0
      let times = (0..<Int.random(in: 1...80, using: &generator)).map { _ in
        hour += generator.uniform() < 0.1 ? Int.random(in: 1...30, using: &generator) : 1
        return Runs.time(hour)
      }
      let share = generator.uniform() * 0.4
      let above = times.map { _ in generator.uniform() < share }
      let rule = AlarmRule(
        hold: .hours(Double(Int.random(in: 0...9, using: &generator))),
        merge: .hours(Double(Int.random(in: 0...9, using: &generator))))
      var alarms = times.map { _ in false }
      let intervals = rule.intervals(
        times: times, exceeding: above.indices.filter { above[$0] })
      for interval in intervals { for row in interval { alarms[row] = true } }
      #expect(alarms == rule.alarms(times: times, exceedances: above), "seed \(seed)")
      #expect(
        zip(intervals, intervals.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound },
        "seed \(seed)")
    }
  }

  @Test("times and spans at the end of their ranges do not trap")
  func extremes() {
    let times = [Int64.min, -1, 0, Int64.max].map(Timestamp.init(nanoseconds:))
    let rule = AlarmRule(
      hold: TimeSpan(nanoseconds: .max), merge: TimeSpan(nanoseconds: .min))
    #expect(
      rule.alarms(times: times, exceedances: [true, true, false, true])
        == [true, true, false, true])
  }
}
