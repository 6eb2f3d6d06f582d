import Diagnostics
import Evaluation
import Foundation
import Telemetry
import Testing

@Suite("Promises against counts")
struct PromiseCheckTests {
  private func check(_ alarms: Int, weeks: Double, promised: Double = 1) -> PromiseCheck {
    PromiseCheck(alarms: alarms, watched: .hours(168 * weeks), promisedPerWeek: promised)
  }

  @Test("verdicts by hand, with the interval's ends of Garwood's tables")
  func verdicts() {
    // 15 allowed in 10 weeks at 1.5 times; low(23) = 14.6, low(24) = 15.4.
    #expect([0, 10, 15].map { check($0, weeks: 10).verdict } == [.kept, .kept, .kept])
    #expect([16, 23].map { check($0, weeks: 10).verdict } == [.unclear, .unclear])
    #expect([24, 100].map { check($0, weeks: 10).verdict } == [.broken, .broken])
    // One a quarter on three weeks: 0.35 allowed; low(1) = 0.025, low(2) = 0.24, low(3) = 0.62.
    let quarterly = { self.check($0, weeks: 3, promised: 1.0 / 13).verdict }
    #expect(quarterly(0) == .tooShort)
    #expect([1, 2].map(quarterly) == [.unclear, .unclear])
    #expect(quarterly(3) == .broken)
    let rate = check(24, weeks: 10)
    #expect(rate.perWeek == 2.4)
    #expect(isClose(rate.lowPerWeek, 1.538, within: 1e-3))
    #expect(isClose(rate.highPerWeek, 3.571, within: 1e-3))
  }

  @Test("the time that is needed is the one from which no alarm at all shows the promise")
  func needed() {
    for promised in [0.01, 0.25, 1, 7, 1_000] {
      let needed = PromiseCheck(alarms: 0, watched: .zero, promisedPerWeek: promised).neededTime
      let least = TimeSpan(seconds: needed.seconds * 1.0001)
      let less = TimeSpan(seconds: needed.seconds * 0.9999)
      func verdict(_ watched: TimeSpan) -> PromiseCheck.Verdict {
        PromiseCheck(alarms: 0, watched: watched, promisedPerWeek: promised).verdict
      }
      #expect(verdict(least) == .kept && verdict(less) == .tooShort, "\(promised) a week")
    }
    #expect(check(0, weeks: 1).neededTime.roundedText == "17 d 5 h")
  }

  @Test(
    "a detector that keeps its promise exactly is refused about once in a thousand times, 4,000 seeds"
  )
  func chance() {
    for promised in [0.5, 2, 20] {
      var refused = 0
      for seed in 0..<4_000 {
        var generator = SeededGenerator(seed: UInt64(seed))
        // A Poisson count by exponential waits within ten weeks.
        var (time, count) = (0.0, 0)
        while true {
          time -= log(1 - generator.uniform()) / promised
          if time > 10 { break }
          count += 1
        }
        if check(count, weeks: 10, promised: promised).verdict == .broken { refused += 1 }
      }
      // low(n) > 1.5 · 5 from n = 14 on, P(X ≥ 14) = 7e-4 for a mean of 5; less for more.
      #expect(refused <= 8, "\(promised) a week: \(refused)")
    }
  }

  @Test("without time there is no rate and no verdict but too short; more alarms never look better")
  func laws() {
    let nothing = check(0, weeks: 0)
    #expect(nothing.perWeek == nil && nothing.highPerWeek == nil && nothing.verdict == .tooShort)
    let order: [PromiseCheck.Verdict] = [.tooShort, .kept, .unclear, .broken]
    for weeks in [1.0, 5, 30] {
      let places = (0..<80).compactMap { order.firstIndex(of: check($0, weeks: weeks).verdict) }
      #expect(places == places.sorted())
      #expect(places.count == 80)
    }
  }
}
