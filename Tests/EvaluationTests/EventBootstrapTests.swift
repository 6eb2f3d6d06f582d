import Diagnostics
import Evaluation
import Foundation
import Telemetry
import Testing

@Suite("Intervals by event")
struct EventBootstrapTests {
  private func run(seed: UInt64, caught: [Bool]) throws -> ScoredRun {
    var generator = SeededGenerator(seed: seed)
    let windows = caught.indices.map { 50 + 100 * $0...69 + 100 * $0 }
    let labels = (0..<caught.count * 100 + 20).map { row in windows.contains { $0.contains(row) } }
    let scores = labels.indices.map { row -> Double in
      let event = windows.firstIndex { $0.contains(row) }
      return generator.uniform() + (event.map { caught[$0] ? 1 : 0 } ?? 0)
    }
    return try Runs.run(labels: labels, scores: scores, alarms: scores.map { $0 > 1 })
  }

  @Test("the same seed gives the same bits, another one other intervals")
  func deterministic() throws {
    let run = try run(seed: 1, caught: [true, false, true, true, false, true])
    let one = EventBootstrap(draws: 60, seed: 7)(run)
    #expect(one == EventBootstrap(draws: 60, seed: 7)(run))
    #expect(one != EventBootstrap(draws: 60, seed: 8)(run))
    #expect(one.draws == 60 && one.events == 6 && one.confidence == 0.95)
  }

  @Test("every metric with a value has an interval; low ≤ high; most hold the value itself")
  func holds() throws {
    var held = 0
    var all = 0
    for seed in 0..<10 {
      let run = try run(seed: UInt64(seed), caught: (0..<8).map { ($0 + seed) % 3 != 0 })
      let table = EventBootstrap(draws: 80, seed: 3)(run)
      for metric in Metrics.all {
        let id = type(of: metric).id
        guard let number = metric(run).number else {
          #expect(table.values[id] == nil, "\(id)")
          continue
        }
        guard case .interval(let low, let high)? = table.values[id] else {
          Issue.record("no interval of \(id)")
          continue
        }
        #expect(low <= high, "\(id)")
        all += 1
        if low <= number, number <= high { held += 1 }
      }
    }
    #expect(Double(held) > 0.9 * Double(all), "\(held) of \(all)")
  }

  @Test("shares of events bring Wilson's interval: seven of seven is no certainty")
  func wilson() throws {
    let run = try run(seed: 2, caught: Array(repeating: true, count: 7))
    let table = EventBootstrap(draws: 40, seed: 1)(run)
    guard case .interval(let low, let high)? = table.values["event-recall"] else {
      Issue.record("no interval")
      return
    }
    #expect(high == 1 && low < 0.7)
  }

  @Test("no false alarm in 30 days is no certainty: at most 3.7 in as many days, exactly")
  func poisson() throws {
    let windows = [100...109, 400...409]
    let run = try Runs.run(740, alarms: [102...103], windows: windows)
    guard
      case .interval(let low, let high)? = EventBootstrap(draws: 5, seed: 1)(run).values[
        "false-alarms-per-day"]
    else {
      Issue.record("no interval")
      return
    }
    // 720 normal hours; −ln 0.025 events.
    #expect(low == 0 && isClose(high * 30, 3.688_879, within: 1e-5))
  }

  @Test("wider where attacks differ than where they are alike")
  func width() throws {
    func width(_ run: ScoredRun) throws -> Double {
      guard
        case .interval(let low, let high)? = EventBootstrap(draws: 100, seed: 5)(run).values[
          "auc-pr"]
      else { throw Fault(.ourBug, "no interval") }
      return high - low
    }
    let alike = try width(run(seed: 3, caught: Array(repeating: true, count: 8)))
    let mixed = try width(run(seed: 3, caught: (0..<8).map { $0 % 2 == 0 }))
    #expect(mixed > 3 * alike)
  }

  @Test("one event tells no interval, and overlapping windows are one event")
  func reasons() throws {
    let one = try Runs.run(60, alarms: [12...14], windows: [10...19])
    let table = EventBootstrap(draws: 10, seed: 1)(one)
    #expect(
      table.values["precision"] == .undefined(reason: "one event; drawing anew needs two at least"))
    let overlapping = try Runs.run(60, alarms: [12...14], windows: [10...19, 15...25, 40...44])
    #expect(EventBootstrap(draws: 10, seed: 1)(overlapping).events == 2)
    let normal = try Runs.run(60, alarms: [12...14])
    #expect(
      EventBootstrap(draws: 10, seed: 1)(normal).values["alarm-time-share"]
        == .undefined(reason: "no labelled window holds a row"))
    // The only detected attack is drawn in about half of the draws at most.
    let rare = try Runs.run(
      700, alarms: [61...62], windows: (0..<7).map { 60 + 90 * $0...69 + 90 * $0 })
    let values = EventBootstrap(draws: 200, seed: 1)(rare).values
    #expect(values["time-to-detect"] != nil)
  }
}
