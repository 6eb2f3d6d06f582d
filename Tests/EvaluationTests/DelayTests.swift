import Diagnostics
import Evaluation
import Foundation
import Telemetry
import Testing

@Suite("Delays")
struct DelayTests {
  @Test("mean, median, 90 % and longest of delays worked out by hand; misses are left out")
  func distribution() throws {
    // Delays of 0, 1, 2, 3 and 9 hours, and a miss.
    let windows = [10...19, 30...39, 50...59, 70...79, 90...99, 110...119]
    let alarms = [10...10, 31...31, 52...52, 73...73, 99...99]
    let run = try Runs.run(130, alarms: alarms, windows: windows)
    #expect(TimeToDetectMean()(run) == .value(3 * 3_600, support: 5))
    #expect(TimeToDetect()(run) == .value(2 * 3_600, support: 5))
    // Rank 0.9 · 4 = 3.6: 3 h + 0.6 · 6 h.
    #expect(isClose(TimeToDetectP90()(run).number, 6.6 * 3_600))
    #expect(TimeToDetectMax()(run) == .value(9 * 3_600, support: 5))
    let silent = try Runs.run(130, windows: windows)
    for metric in [TimeToDetectMean(), TimeToDetectP90(), TimeToDetectMax()] as [any Metric] {
      #expect(metric(silent) == .undefined(reason: "no labelled window was detected"))
    }
  }

  @Test("the order of the figures holds for any delays, 200 seeds")
  func order() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let delays = (0...Int(generator.uniform() * 20)).map { _ in generator.uniform() * 1e5 }
      let summary = try #require(DelaySummary(delays))
      #expect(summary.support == delays.count)
      #expect(summary.median <= summary.p90 && summary.p90 <= summary.longest)
      #expect(summary.mean <= summary.longest && summary.longest == delays.max())
    }
    #expect(DelaySummary([]) == nil)
  }

  @Test("a nightly run at 02:00 with exports 15 min late tells of an alarm at the next one")
  func schedule() {
    let nightly = ReportingSchedule(
      exportLag: TimeSpan(seconds: 900), schedule: .hours(24), offset: .hours(2))
    func wait(_ text: String) -> Double {
      nightly.wait(after: Timestamp(iso8601: text) ?? Timestamp(nanoseconds: 0))
    }
    #expect(wait("2026-06-02T01:45:00Z") == 900)
    #expect(wait("2026-06-02T01:45:01Z") == 86_399 + 900)
    #expect(wait("2026-06-02T13:00:00Z") == 13 * 3_600)
    #expect(wait("1969-12-31T13:00:00Z") == 13 * 3_600)
    let stream = ReportingSchedule(exportLag: TimeSpan(seconds: 900), schedule: .zero)
    #expect(stream.wait(after: Runs.time(7)) == 900)
    let odd = ReportingSchedule(exportLag: .hours(30), schedule: .hours(24))
    #expect(odd.wait(after: Runs.time(0)) == 48 * 3_600)
  }

  @Test("a run is never before the row is exported and never a whole period after, 500 seeds")
  func bounds() {
    for seed in 0..<500 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let period = TimeSpan(seconds: 60 + (generator.uniform() * 1e5).rounded())
      let lag = TimeSpan(seconds: (generator.uniform() * 1e5).rounded())
      let offset = TimeSpan(seconds: (generator.uniform() * 1e5).rounded())
      let schedule = ReportingSchedule(exportLag: lag, schedule: period, offset: offset)
      let time = Timestamp(
        nanoseconds: Int64(generator.uniform() * 2e18) / 1_000_000_000 * 1_000_000_000)
      let wait = schedule.wait(after: time)
      #expect(wait >= lag.seconds && wait < lag.seconds + period.seconds)
      let told = time.nanoseconds + TimeSpan(seconds: wait).nanoseconds - offset.nanoseconds
      #expect(told % period.nanoseconds == 0, "seed \(seed)")
    }
  }

  @Test("the operational delay is the detector's and the wait; without a schedule there is none")
  func operational() throws {
    let run = try Runs.run(
      130, alarms: [13...13, 40...40], windows: [10...19, 38...45, 100...110])
    let schedule = ReportingSchedule(exportLag: .hours(1), schedule: .hours(24))
    let judged = Evaluator.evaluate(run, schedule: schedule)
    // Alarms at 13 h and 40 h are told at 24 h and 48 h: 14 h and 10 h after their attacks began.
    let delays = try #require(judged.operational?.delays)
    #expect(delays.support == 2 && delays.mean == 12 * 3_600 && delays.longest == 14 * 3_600)
    #expect(judged.metrics["time-to-detect-mean"]?.number == 2.5 * 3_600)
    #expect(Evaluator.evaluate(run).operational == nil)
    let silent = try Runs.run(130, windows: [10...19])
    #expect(Evaluator.evaluate(silent, schedule: schedule).operational?.delays == nil)
  }
}
