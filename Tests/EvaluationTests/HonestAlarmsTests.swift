import Diagnostics
import Evaluation
import Telemetry
import Testing

/// Ways to look good without having seen anything, and what they come to.
@Suite("Alarms that would game the figures")
struct HonestAlarmsTests {
  /// A way to alarm, and its figures on 200 hourly rows with attacks at 50…59 and 120…139.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let alarms: @Sendable (Int) -> Bool
    /// Attacks detected, delays in hours, and false alarms.
    let detected: Int
    let delays: [Int]
    let falseAlarms: Int
    /// Rows of normal time under an alarm, of 170.
    let falseRows: Int
    /// Attacks that only an alarm from before stood in.
    let covered: Int

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "always on", alarms: { _ in true }, detected: 0, delays: [], falseAlarms: 1,
      falseRows: 170, covered: 2),
    Case(
      name: "always off", alarms: { _ in false }, detected: 0, delays: [], falseAlarms: 0,
      falseRows: 0, covered: 0),
    // Every other row: it begins in both at once, and 85 times outside.
    Case(
      name: "one alarm a row", alarms: { $0 % 2 == 0 }, detected: 2, delays: [0, 0],
      falseAlarms: 85, falseRows: 85, covered: 0),
    Case(
      name: "begins before the attack and lasts through it", alarms: { (48...70).contains($0) },
      detected: 0, delays: [], falseAlarms: 1, falseRows: 13, covered: 1),
    // Labels are known to a row.
    Case(
      name: "begins in the row before the attack", alarms: { (49...70).contains($0) }, detected: 1,
      delays: [0], falseAlarms: 0, falseRows: 12, covered: 0),
    Case(
      name: "ends before the attack", alarms: { (40...49).contains($0) }, detected: 0, delays: [],
      falseAlarms: 1, falseRows: 10, covered: 0),
    Case(
      name: "from one attack into the next", alarms: { (52...125).contains($0) }, detected: 1,
      delays: [2], falseAlarms: 0, falseRows: 60, covered: 1),
    Case(
      name: "from the first attack to the end", alarms: { $0 >= 50 }, detected: 1, delays: [0],
      falseAlarms: 0, falseRows: 120, covered: 1),
    Case(
      name: "as it should be", alarms: { (51...60).contains($0) || (123...139).contains($0) },
      detected: 2, delays: [1, 3], falseAlarms: 0, falseRows: 1, covered: 0),
    Case(
      name: "stood from before, ended and began anew",
      alarms: { (45...52).contains($0) || (55...59).contains($0) }, detected: 1, delays: [5],
      falseAlarms: 1, falseRows: 5, covered: 0),
  ]

  @Test(
    "an alarm detects the attack it begins in and is false where it begins in none",
    arguments: cases)
  func table(_ way: Case) throws {
    let plain = try Runs.run(200, windows: [50...59, 120...139])
    let run = try plain.replacing(scores: nil, alarms: (0..<200).map(way.alarms))
    let outcomes = Evaluator.outcomes(run)
    #expect(outcomes.detected == way.detected)
    #expect(outcomes.windows.compactMap(\.rowsToDetect) == way.delays)
    #expect(outcomes.falseAlarms.count == way.falseAlarms)
    #expect(outcomes.falsePositiveRows == way.falseRows)
    #expect(outcomes.windows.count(where: \.isCovered) == way.covered)
    // The metrics say the same.
    #expect(EventRecall()(run) == .value(Double(way.detected) / 2, support: 2))
    #expect(isClose(FalseAlarmsPerDay()(run).number, 24 * Double(way.falseAlarms) / 170))
    #expect(isClose(FalseAlarmRate()(run).number, Double(way.falseRows) / 170))
  }

  @Test(
    "no score that does not depend on the truth beats what its own alarms catch at other times, 100 seeds"
  )
  func blind() throws {
    var (own, shifted) = (0.0, 0.0)
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var alarms: [Bool] = []
      while alarms.count < 600 {
        let isOn = generator.uniform() < 0.3
        alarms += Array(repeating: isOn, count: Int.random(in: 1...40, using: &generator))
      }
      let plain = try Runs.run(600, windows: [60...89, 200...219, 333...390, 500...509])
      let run = try plain.replacing(scores: nil, alarms: Array(alarms[..<600]))
      own += try #require(EventRecall()(run).number)
      shifted += try #require(ShiftedControl.result(of: run)).eventRecall
    }
    // Shares of 400 windows: a standard error of .025.
    #expect(abs(own - shifted) / 100 < 0.075)
  }
}
