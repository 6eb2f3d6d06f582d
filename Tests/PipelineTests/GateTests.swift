import Evaluation
import Pipeline
import Telemetry
import Testing

@Suite("Gate on promises")
struct GateTests {
  private func promise(_ alarms: Int, weeks: Double, promised: Double = 1) -> PromiseCheck {
    PromiseCheck(alarms: alarms, watched: .hours(168 * weeks), promisedPerWeek: promised)
  }

  @Test("refuses only where even the lower end is beyond the tolerance, and says both numbers")
  func falseAlarms() {
    let kept = Gate.falseAlarms(promise(12, weeks: 10))
    #expect(kept.passed)
    #expect(
      kept.reason
        == "12 false alarms in 70 d of held-back normal time: 1.2 a week (95 %: 0.62 to 2.1), 1 promised"
    )
    let unclear = Gate.falseAlarms(promise(20, weeks: 10))
    #expect(unclear.passed)
    #expect(
      unclear.reason.hasSuffix(
        "2 a week (95 %: 1.22 to 3.09), 1 promised; more than 1.5 times the promise, but no more than chance "
          + "may give"))
    let broken = Gate.falseAlarms(promise(24, weeks: 10))
    #expect(!broken.passed)
    #expect(
      broken.reason
        == "24 false alarms in 70 d of held-back normal time: 2.4 a week (95 %: 1.54 to 3.57), 1 promised; "
        + "even the lower end is more than 1.5 times the promise")
    let short = Gate.falseAlarms(promise(0, weeks: 3, promised: 1.0 / 13))
    #expect(short.passed)
    #expect(
      short.reason
        == "0 false alarms in 21 d of held-back normal time: 0 a week (95 %: 0 to 1.23), 0.077 promised; too "
        + "short a time to tell: it takes 223 d 19 h")
  }

  @Test("a promise that the time is too short to check is warned of, one that it can check is not")
  func notice() {
    #expect(
      promise(0, weeks: 3, promised: 1.0 / 13).notice
        == "the promise of 0.077 false alarms a week cannot be checked: even without one in 21 d of held-back "
        + "normal time 1.23 a week would be possible (95 %); it takes 223 d 19 h")
    #expect(promise(10, weeks: 10).notice == nil)
    #expect(promise(20, weeks: 10).notice == nil)
    #expect(promise(24, weeks: 10).notice == nil)
  }

  @Test("an alarm that stands for most of held-back time is one event, and refused by its length")
  func alarmTime() {
    func check(_ share: Double, perWeek: Double = 1, hold: TimeSpan = .hours(12))
      -> GateResult.Check
    {
      Gate.alarmTime(share: share, promisedPerWeek: perWeek, hold: hold, factor: 1.5)
    }
    // 1.5 alarms of 12 h a week are 10.7 % of the time.
    #expect(check(0.107).passed)
    #expect(!check(0.108).passed)
    #expect(check(0.1, hold: .zero).passed && !check(0.101, hold: .zero).passed)
    #expect(check(1, perWeek: 50).passed)
    #expect(
      check(1).reason
        == "alarms stand for 100 % of held-back normal time, at most 10.7 % is allowed")
  }
}
