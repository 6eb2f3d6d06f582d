import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// A tank that a pump fills between two levels, simulated in twentieths of a row.
private struct FilledTank {
  var onAt = 2.0
  var offAt = 4.0
  /// Whether the controller acts only where a row is taken, or in between.
  var actsOnRows = false
  /// Whether it empties the tank: on above, off below.
  var isInverse = false

  /// Columns: the level, a bystander that wanders by itself, the pump.
  func record(rows: Int, seed: UInt64) -> ProcessRecord {
    var generator = SeededGenerator(root: seed, stage: "tank")
    let rule = HysteresisRule(
      actuator: 2, sensor: 0, off: 0, on: 1, onAt: onAt, offAt: offAt, isInverse: isInverse)
    var level = 3.0
    var pump = 0.0
    var bystander = 0.0
    var cells: [[Double]] = []
    for _ in 0..<rows {
      let demand = 0.012 + 0.008 * generator.uniform()
      for part in 0..<20 {
        let inflow = isInverse ? 0.03 - pump * 0.05 : pump * 0.04
        level += inflow - (isInverse ? 0.5 : 1) * demand
        if !actsOnRows || part == 19 { pump = rule.next(after: pump, reading: level) }
      }
      bystander = 0.95 * bystander + generator.gaussian()
      cells.append([level, bystander, pump])
    }
    return Self.record(cells)
  }

  static func record(_ cells: [[Double]]) -> ProcessRecord {
    ProcessRecord(
      tags: (0..<3).map { Tag(id: "T\($0)", role: $0 == 2 ? .status : .sensor) },
      interval: DetectionData.interval, times: DetectionData.times(cells.count),
      values: Matrix(rowMajor: cells), follows: cells.indices.map { $0 > 0 })
  }
}

@Suite("Two-point rules recovered from switching")
struct ControlLogicTests {
  @Test(
    "thresholds of a controller that acts between two rows are found to a fifth of a row's change",
    arguments: 1...4 as ClosedRange<UInt64>)
  func betweenRows(seed: UInt64) throws {
    let record = FilledTank().record(rows: 3_000, seed: seed)
    let rule = try #require(HysteresisSearch(record).rule(of: 2, by: [0, 1]))
    #expect(rule.sensor == 0 && !rule.isInverse && rule.off == 0 && rule.on == 1)
    // The tank turns anywhere within a row; the median of a hundred turns is far nearer than one row's change.
    #expect(abs(rule.onAt - 2) < 0.2 * rule.usualChange, "\(rule.onAt)")
    #expect(abs(rule.offAt - 4) < 0.2 * rule.usualChange, "\(rule.offAt)")
    #expect(abs(rule.onAt - 2) <= rule.onUncertainty && abs(rule.offAt - 4) <= rule.offUncertainty)
    #expect(rule.switches > 100 && rule.agreement >= HysteresisSearch.leastCrossings)
  }

  @Test(
    "thresholds of a controller that acts on the rows lie within the stated uncertainty",
    arguments: 1...4 as ClosedRange<UInt64>)
  func onRows(seed: UInt64) throws {
    let record = FilledTank(actsOnRows: true).record(rows: 3_000, seed: seed)
    let rule = try #require(HysteresisSearch(record).rule(of: 2, by: [0, 1]))
    // Every pair of rows encloses the threshold, so their overlap must.
    #expect(abs(rule.onAt - 2) <= rule.onUncertainty, "\(rule.onAt) ± \(rule.onUncertainty)")
    #expect(abs(rule.offAt - 4) <= rule.offUncertainty, "\(rule.offAt) ± \(rule.offUncertainty)")
    #expect(rule.agreement == 1)
  }

  @Test("a pump that empties a tank is on above and off below")
  func inverse() throws {
    let tank = FilledTank(onAt: 4, offAt: 2, isInverse: true)
    let rule = try #require(
      HysteresisSearch(tank.record(rows: 3_000, seed: 1)).rule(of: 2, by: [0, 1]))
    #expect(rule.isInverse && rule.sensor == 0)
    #expect(abs(rule.onAt - 4) < 0.2 * rule.usualChange)
    #expect(abs(rule.offAt - 2) < 0.2 * rule.usualChange)
  }

  @Test("no rule is found where the actuator follows none, never switches, or has three states")
  func noRule() {
    var generator = SeededGenerator(root: 3, stage: "noise")
    var pump = 0.0
    let base = FilledTank().record(rows: 2_000, seed: 1).values
    func search(_ state: (Int) -> Double) -> HysteresisRule? {
      let cells = (0..<2_000).map { [base[$0, 0], base[$0, 1], state($0)] }
      return HysteresisSearch(FilledTank.record(cells)).rule(of: 2, by: [0, 1])
    }
    let chance = search { _ in
      if generator.uniform() < 0.1 { pump = 1 - pump }
      return pump
    }
    #expect(chance == nil)
    #expect(search { _ in 1 } == nil)
    #expect(search { Double($0 % 3) } == nil)
    #expect(search { $0 < 1_000 ? 0 : 1 } == nil)
    #expect(search { _ in .nan } == nil)
  }

  @Test("missing cells and gaps cost switches, not the rule")
  func gaps() throws {
    let whole = FilledTank().record(rows: 4_000, seed: 2)
    var generator = SeededGenerator(root: 4, stage: "gaps")
    var values = whole.values
    for row in 0..<whole.count where generator.uniform() < 0.05 {
      values[row, generator.index(below: 3)] = .nan
    }
    let record = ProcessRecord(
      tags: whole.tags, interval: whole.interval, times: whole.times, values: values,
      follows: whole.follows.indices.map { whole.follows[$0] && $0 % 97 != 0 })
    let rule = try #require(HysteresisSearch(record).rule(of: 2, by: [0, 1]))
    let full = try #require(HysteresisSearch(whole).rule(of: 2, by: [0, 1]))
    #expect(rule.sensor == 0 && rule.switches < full.switches)
    #expect(abs(rule.onAt - 2) < 0.2 * rule.usualChange)
    #expect(abs(rule.offAt - 4) < 0.2 * rule.usualChange)
  }

  @Test("a rule goes on below, off above, stays in between, and stays where nothing is read")
  func next() {
    var rule = HysteresisRule(
      actuator: 0, sensor: 1, off: 0, on: 1, onAt: 2, offAt: 4, isInverse: false)
    #expect(rule.next(after: 0, reading: 1.9) == 1)
    #expect(rule.next(after: 1, reading: 4.1) == 0)
    for last in [0.0, 1] {
      for reading in [2, 3, 4, Double.nan] {
        #expect(rule.next(after: last, reading: reading) == last)
      }
    }
    rule.isInverse = true
    (rule.onAt, rule.offAt) = (4, 2)
    #expect(rule.next(after: 0, reading: 4.1) == 1)
    #expect(rule.next(after: 1, reading: 1.9) == 0)
    #expect(rule.next(after: 1, reading: 3) == 1)
  }

  @Test("an actuator on a timetable is told by regression; one that chance drives by nothing")
  func regression() throws {
    var generator = SeededGenerator(root: 5, stage: "regression")
    func record(_ state: (Int) -> Double) -> ProcessRecord {
      let cells = (0..<2_000).map { [generator.gaussian(), generator.gaussian(), state($0)] }
      return ProcessRecord(
        tags: FilledTank().record(rows: 2, seed: 1).tags, interval: .hours(1),
        times: cells.indices.map { DetectionData.time(6 * $0) }, values: Matrix(rowMajor: cells),
        follows: cells.indices.map { $0 > 0 })
    }
    // On from 06:00 to 18:00, hour by hour.
    let timed = record { (6..<18).contains($0 % 24) ? 1 : 0 }
    let learned = StatusRegression.learn(timed, actuator: 2, sensors: [0, 1], ridge: 1e-4)
    let accuracy = try #require(learned?.accuracy)
    let persistence = try #require(learned?.persistence)
    #expect(accuracy > 0.99 && persistence < 0.95)
    var last = 0.0
    let walk = record { _ in
      if generator.uniform() < 0.05 { last = 1 - last }
      return last
    }
    let nothing = StatusRegression.learn(walk, actuator: 2, sensors: [0, 1], ridge: 1e-4)
    #expect(nothing == nil)
  }
}
