import Diagnostics
import Evaluation
import Telemetry
import Testing

@Suite("Alarms shifted in time")
struct ShiftedControlTests {
  @Test(
    "one alarm of any length catches a window in as many shifts as the window has rows, and one")
  func byHand() throws {
    for alarm in [30...30, 30...60, 0...40] {
      let run = try Runs.run(100, alarms: [alarm], windows: [25...44])
      let result = try #require(ShiftedControl.result(of: run))
      #expect(result.shifts == 100)
      #expect(isClose(result.eventRecall, 0.21))
    }
    // Two windows, and an alarm that begins in the first: only 7 of 100 shifts catch as many as one.
    let run = try Runs.run(100, alarms: [26...90], windows: [25...27, 50...51])
    let result = try #require(ShiftedControl.result(of: run))
    #expect(isClose(result.eventRecall, 0.035))
    #expect(isClose(result.shareAsGood, 0.07))
  }

  @Test("equals moving the alarms row by row and judging them anew, 50 seeds")
  func naive() throws {
    for seed in 0..<50 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (labels, scores) = Runs.random(&generator, rows: 20...80, events: 3)
      guard labels.contains(true) else { continue }
      // The first row is off, so that no beginning hangs on where the round is cut.
      let alarms = scores.indices.map { $0 > 0 && scores[$0] > 10 }
      let run = try Runs.run(labels: labels, scores: nil, alarms: alarms)
      let result = try #require(ShiftedControl.result(of: run))
      var (sum, asGood) = (0, 0)
      let own = Evaluator.outcomes(run).detected
      for shift in labels.indices {
        let begins = labels.indices.map { row in
          let from = (row - shift + labels.count) % labels.count
          return alarms[from] && (from == 0 || !alarms[from - 1])
        }
        let caught = run.windows.count { window in
          (max(0, window.rows.lowerBound - 1)..<window.rows.upperBound).contains { begins[$0] }
        }
        sum += caught
        if caught >= own { asGood += 1 }
      }
      let shifts = Double(labels.count)
      #expect(isClose(result.eventRecall, Double(sum) / shifts / Double(run.windows.count)))
      #expect(isClose(result.shareAsGood, Double(asGood) / shifts))
    }
  }

  @Test("silence catches nothing at any time; without a window there is no control")
  func ends() throws {
    let silent = try #require(ShiftedControl.result(of: try Runs.run(40, windows: [3...9])))
    #expect(silent.eventRecall == 0 && silent.shareAsGood == 1)
    #expect(ShiftedControl.result(of: try Runs.run(40, alarms: [2...9])) == nil)
  }

  @Test("a long run takes steps, and stays near what all shifts give")
  func steps() throws {
    let windows = (0..<150).map { ($0 * 4_000 + 500)...($0 * 4_000 + 900) }
    let alarms = (0..<40).map { ($0 * 14_321 + 77)...($0 * 14_321 + 99) }
    let run = try Runs.run(600_000, alarms: [], windows: windows)
    var isOn = [Bool](repeating: false, count: 600_000)
    for alarm in alarms { for row in alarm { isOn[row] = true } }
    let result = try #require(
      ShiftedControl.result(of: try run.replacing(scores: nil, alarms: isOn)))
    // 90 million looks would be needed: every fourth shift is taken.
    #expect(result.shifts == 150_000)
    // 40 beginnings, windows of 401 rows and the one before: each beginning lies in a given one in 402 of 600,000 shifts, in
    // 100 or 101 of every fourth.
    #expect(isClose(result.eventRecall, 40 * 402 / 600_000, within: 40 * 1.0 / 150_000))
  }
}
