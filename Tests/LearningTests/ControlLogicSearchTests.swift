import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The search for two-point rules")
struct ControlLogicSearchTests {
  typealias Tanks = SimulatedTanks
  static let seeds: [UInt64] = [1, 2, 3, 4, 5]
  static let sensors = Array(0...Tanks.pressure)

  @Test("recovers a filling pump's sensor and thresholds", arguments: seeds)
  func filling(seed: UInt64) throws {
    let search = HysteresisSearch(Tanks(rows: 3_000, seed: seed).record)
    let rule = try #require(search.rule(of: Tanks.pump, by: Self.sensors))
    #expect(rule.sensor == Tanks.level)
    #expect(!rule.isInverse)
    #expect((rule.off, rule.on) == (0, 1))
    // The level moves 0.1 m from row to row; some 60 switches at chance phases narrow the threshold to
    // a small part of that, which the rule itself states.
    #expect(abs(rule.onAt - Tanks.onBelow) <= rule.onUncertainty + 0.01)
    #expect(abs(rule.offAt - Tanks.offAbove) <= rule.offUncertainty + 0.01)
    #expect(rule.onUncertainty < 0.03)
    #expect(rule.offUncertainty < 0.03)
    #expect(rule.agreement > 0.95)
    #expect(rule.actuator == Tanks.pump)
  }

  @Test("a command that is recorded a row late does not move the thresholds", arguments: seeds)
  func late(seed: UInt64) throws {
    var generator = SeededGenerator(root: seed, stage: "late")
    var (level, pump) = (3.0, 0.0)
    let cells = (0..<4_000).map { _ -> [Double] in
      let row = [level, pump]
      if level < 1.5 { pump = 1 }
      if level > 3.5 { pump = 0 }
      level += pump * 0.12 - 0.05 + 0.02 * generator.uniform()
      return row
    }
    let record = ProcessRecord(
      tags: [Tag(id: "L", resolution: 0.001), Tag(id: "S", role: .status)],
      interval: DetectionData.interval, times: DetectionData.times(cells.count),
      values: Matrix(rowMajor: cells), follows: cells.indices.map { $0 > 0 })
    let rule = try #require(HysteresisSearch(record).rule(of: 1, by: [0]))
    #expect(abs(rule.onAt - 1.5) <= rule.onUncertainty)
    #expect(abs(rule.offAt - 3.5) <= rule.offUncertainty)
    #expect(rule.onUncertainty >= 0.0005 && rule.onUncertainty < 0.01)
  }

  @Test("recovers a draining pump as an inverse rule: on above, off below", arguments: seeds)
  func draining(seed: UInt64) throws {
    let search = HysteresisSearch(Tanks(rows: 3_000, seed: seed).record)
    let rule = try #require(search.rule(of: Tanks.drainPump, by: Self.sensors))
    #expect(rule.sensor == Tanks.drained)
    #expect(rule.isInverse)
    #expect(abs(rule.onAt - Tanks.onAbove) <= rule.onUncertainty + 0.01)
    #expect(abs(rule.offAt - Tanks.offBelow) <= rule.offUncertainty + 0.01)
    #expect(rule.onUncertainty < 0.03)
    #expect(rule.offUncertainty < 0.03)
  }

  @Test("finds no rule for a pump that chance switches", arguments: seeds)
  func random(seed: UInt64) {
    let search = HysteresisSearch(Tanks(rows: 3_000, seed: seed).record)
    #expect(search.rule(of: Tanks.random, by: Self.sensors) == nil)
  }

  @Test("finds no rule for a pump that never runs")
  func idle() {
    let search = HysteresisSearch(Tanks(rows: 1_000, seed: 1).record)
    #expect(search.rule(of: Tanks.idle, by: Self.sensors) == nil)
  }

  @Test("does not take what follows the pump at once for what drives it", arguments: seeds)
  func follower(seed: UInt64) {
    let search = HysteresisSearch(Tanks(rows: 3_000, seed: seed).record)
    #expect(search.rule(of: Tanks.pump, by: [Tanks.flow]) == nil)
    #expect(search.rule(of: Tanks.drainPump, by: [Tanks.drain]) == nil)
    #expect(search.rule(of: Tanks.pump, by: [Tanks.pressure]) == nil)
  }

  @Test("takes neither a bystander nor a tank that is full at the switch", arguments: seeds)
  func others(seed: UInt64) {
    let search = HysteresisSearch(Tanks(rows: 3_000, seed: seed).record)
    #expect(search.rule(of: Tanks.pump, by: [Tanks.bystander, Tanks.drained]) == nil)
    #expect(search.rule(of: Tanks.pump, by: [Tanks.full]) == nil)
  }

  @Test("gives nil without sensors, and never an actuator as its own sensor")
  func none() {
    let search = HysteresisSearch(Tanks(rows: 1_000, seed: 1).record)
    #expect(search.rule(of: Tanks.pump, by: []) == nil)
    #expect(search.rule(of: Tanks.pump, by: [Tanks.pump]) == nil)
  }

  @Test("needs four switches in either direction")
  func few() {
    let record = Tanks(rows: 3_000, seed: 1).record
    let states = record.column(Tanks.pump)
    let ons = (1..<record.count).filter { states[$0] > states[$0 - 1] }
    let offs = (1..<record.count).filter { states[$0] < states[$0 - 1] }
    let fourth = max(ons[3], offs[3])
    let enough = HysteresisSearch(record.rows(0..<fourth + 1))
    let tooFew = HysteresisSearch(record.rows(0..<fourth))
    #expect(HysteresisSearch.fewestSwitches == 4)
    #expect(enough.rule(of: Tanks.pump, by: Self.sensors) != nil)
    #expect(tooFew.rule(of: Tanks.pump, by: Self.sensors) == nil)
  }

  @Test("is not misled by missing cells", arguments: seeds)
  func gaps(seed: UInt64) throws {
    let record = Tanks(rows: 3_000, seed: seed).record
    var chance = SeededGenerator(seed: seed)
    var values = record.values
    for j in 0..<values.columns {
      for i in 0..<values.rows where chance.uniform() < 0.1 { values[i, j] = .nan }
    }
    let search = HysteresisSearch(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows))
    let rule = try #require(search.rule(of: Tanks.pump, by: Self.sensors))
    #expect(rule.sensor == Tanks.level)
    // A fifth of the switches are left out where a cell is missing: a little less is known.
    #expect(abs(rule.onAt - Tanks.onBelow) <= rule.onUncertainty + 0.02)
    #expect(abs(rule.offAt - Tanks.offAbove) <= rule.offUncertainty + 0.02)
    #expect(search.rule(of: Tanks.random, by: Self.sensors) == nil)
  }

  @Test("gives nil where a sensor is never there")
  func missing() {
    let record = Tanks(rows: 1_000, seed: 1).record
    var values = record.values
    for i in 0..<values.rows { values[i, Tanks.level] = .nan }
    let search = HysteresisSearch(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows))
    #expect(search.rule(of: Tanks.pump, by: [Tanks.level]) == nil)
  }

  @Test("does not look at a step across a gap in time")
  func contiguous() throws {
    let record = Tanks(rows: 3_000, seed: 2).record
    // Every switch lies behind a gap: none can be used.
    let states = record.column(Tanks.pump)
    let follows = record.follows.indices.map {
      $0 > 0 && states[$0] == states[$0 - 1]
    }
    let search = HysteresisSearch(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: record.values,
        follows: follows))
    #expect(search.rule(of: Tanks.pump, by: Self.sensors) == nil)
  }

  @Test("keeps off and on as the record writes them, whatever the numbers")
  func numbers() throws {
    let record = Tanks(rows: 3_000, seed: 1).record
    var values = record.values
    for i in 0..<values.rows { values[i, Tanks.pump] = values[i, Tanks.pump] == 0 ? -7 : 2.5 }
    let search = HysteresisSearch(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows))
    let rule = try #require(search.rule(of: Tanks.pump, by: Self.sensors))
    #expect((rule.off, rule.on) == (-7, 2.5))
    #expect(!rule.isInverse)
  }
}
