import Detection
import Diagnostics
import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("Exceedances become alarms")
struct AlarmLatchTests {
  private struct Case {
    let latch: AlarmLatch
    let times: [Timestamp]
    let exceeds: [Bool]

    init(seed: UInt64) {
      var generator = SeededGenerator(root: seed, stage: "latch")
      latch = AlarmLatch(
        hold: DetectionData.interval * generator.integer(in: 0...8),
        merge: DetectionData.interval * generator.integer(in: 0...8))
      var now: Int64 = 0
      let rate = 0.02 + 0.3 * generator.uniform()
      var times: [Timestamp] = []
      for _ in 0..<120 {
        times.append(Timestamp(nanoseconds: now))
        let half = DetectionData.interval.nanoseconds / 2
        now += half * Int64(generator.integer(in: 0...generator.integer(in: 2...20)))
      }
      self.times = times
      exceeds = times.map { _ in generator.uniform() < rate }
    }

    var alarms: [Bool] {
      var latch = latch
      return zip(times, exceeds).map { latch.next($0, exceeds: $1) }
    }

    /// By the rule's words, each row decided from all rows before it.
    var naive: [Bool] {
      var on: [Bool] = []
      for i in times.indices {
        if exceeds[i] {
          on.append(true)
          continue
        }
        guard i > 0, on[i - 1], let last = (0..<i).last(where: { exceeds[$0] }) else {
          on.append(false)
          continue
        }
        let begin = (0..<i).last { !on[$0] }.map { $0 + 1 } ?? 0
        on.append(
          times[i] - times[begin] < latch.hold || times[i] - times[last] < latch.merge)
      }
      return on
    }
  }

  @Test("the latch says what the rule's words say, on 300 random histories")
  func equalsNaive() {
    for seed in UInt64(0)..<300 {
      let chosen = Case(seed: seed)
      #expect(chosen.alarms == chosen.naive, "seed \(seed)")
    }
  }

  @Test("it is on at every exceedance, begins only at one, and lasts at least hold")
  func laws() {
    for seed in UInt64(0)..<300 {
      let chosen = Case(seed: seed)
      let on = chosen.alarms
      var begin = 0
      for i in on.indices {
        if chosen.exceeds[i] { #expect(on[i], "seed \(seed), row \(i)") }
        if on[i], i == 0 || !on[i - 1] {
          #expect(chosen.exceeds[i], "seed \(seed), row \(i)")
          begin = i
        }
        if !on[i], i > 0, on[i - 1] {
          #expect(chosen.times[i] - chosen.times[begin] >= chosen.latch.hold, "seed \(seed)")
        }
      }
    }
  }

  @Test("without hold and merge the alarm is the exceedance")
  func nothingHeld() {
    var latch = AlarmLatch(hold: .zero, merge: .zero)
    let exceeds = [false, true, false, true, true, false]
    let on = zip(DetectionData.times(6), exceeds).map { latch.next($0, exceeds: $1) }
    #expect(on == exceeds)
  }

  @Test("its state written out and read back goes on alike")
  func travels() throws {
    for seed in UInt64(0)..<20 {
      let chosen = Case(seed: seed)
      var latch = chosen.latch
      var on: [Bool] = []
      for (time, exceeds) in zip(chosen.times, chosen.exceeds) {
        latch = try JSONDecoder().decode(AlarmLatch.self, from: JSONEncoder().encode(latch))
        on.append(latch.next(time, exceeds: exceeds))
      }
      #expect(on == chosen.alarms, "seed \(seed)")
    }
  }

  @Test("hysteresis: a row above the lower limit keeps an alarm on and begins none")
  func hysteresis() {
    var latch = AlarmLatch(hold: .zero, merge: .zero, clear: 0.8)
    let scores = [0.9, 1.1, 0.9, 0.85, 0.8, 0.9, .nan, 1.2, .nan, 0.9]
    let on = zip(DetectionData.times(10), scores).map { latch.next($0, score: $1, limit: 1) }
    #expect(on == [false, true, true, true, false, false, false, true, false, false])
    // Of a limit of 2 it is 1.6.
    var other = AlarmLatch(hold: .zero, merge: .zero, clear: 0.8)
    let doubled = zip(DetectionData.times(10), scores).map {
      other.next($0, score: 2 * $1, limit: 2)
    }
    #expect(doubled == on)
  }

  @Test("with hysteresis more rows are alarmed, never fewer; what begins an alarm is the same")
  func hysteresisOnlyAdds() {
    for seed in UInt64(0)..<100 {
      var generator = SeededGenerator(seed: seed)
      let scores = (0..<200).map { _ in 1.3 * generator.uniform() }
      func alarms(_ clear: Double) -> [Bool] {
        var latch = AlarmLatch(hold: .zero, merge: .zero, clear: clear)
        return zip(DetectionData.times(200), scores).map { latch.next($0, score: $1, limit: 1) }
      }
      let (plain, lasting) = (alarms(1), alarms(0.7))
      #expect(zip(plain, lasting).allSatisfy { !$0 || $1 }, "seed \(seed)")
      #expect(lasting.risingEdges <= plain.risingEdges)
      for i in scores.indices where lasting[i] && (i == 0 || !lasting[i - 1]) { #expect(plain[i]) }
    }
  }

  @Test(
    "cooldown: none begins for so long after the last row of nothing began, and what still exceeds then begins one"
  )
  func cooldown() {
    let step = DetectionData.interval
    var latch = AlarmLatch(hold: .zero, merge: .zero, cooldown: step * 3)
    let exceeds = [true, false, true, true, true, true, false, true]
    let on = zip(DetectionData.times(8), exceeds).map { latch.next($0, exceeds: $1) }
    // It ends in row 1; rows 2 and 3 are within the cooldown.
    #expect(on == [true, false, false, false, true, true, false, false])
  }

  @Test("rising edges count how often an alarm begins")
  func risingEdges() {
    #expect([Bool]().risingEdges == 0)
    #expect([true, true, false, true, false, false, true].risingEdges == 3)
    #expect([false, false].risingEdges == 0)
  }
}
