import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Calibration")
struct CalibrationTests {
  typealias Tanks = SimulatedTanks

  static func changing(
    _ record: ProcessRecord, _ change: (inout Matrix) -> Void
  ) -> ProcessRecord {
    var values = record.values
    change(&values)
    return ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
  }

  @Test("gives the same bits on one thread and on two", arguments: 1...2)
  func threads(seed: UInt64) throws {
    let record = Tanks(rows: 2_000, seed: seed).record
    let (one, first) = try defaultProcess().calibrate(
      record, seed: 4, threads: 1, progress: NoProgress())
    let (two, second) = try defaultProcess().calibrate(
      record, seed: 4, threads: 2, progress: NoProgress())
    #expect(one.artifact == two.artifact)
    #expect(first == second)
    #expect(first.starts > 0)
    #expect(!first.stocks.isEmpty)
  }

  @Test("recovers the rules of a plant, over seeds", arguments: 1...5)
  func rules(seed: UInt64) throws {
    let twin = try tankTwin(rows: 3_000, seed: seed)
    #expect(twin.rules.map(\.actuator) == [Tanks.pump, Tanks.drainPump])
    #expect(twin.rules.map(\.sensor) == [Tanks.level, Tanks.drained])
    #expect(twin.rules.map(\.isInverse) == [false, true])
    #expect(twin.logic[2] == .recorded)
    #expect(twin.logic[3] == .constant(0))
    let profiles = twin.profiles
    #expect(profiles[Tanks.level].isControlling)
    #expect(!profiles[Tanks.bystander].isControlling)
    #expect(profiles[Tanks.pump].isDriven)
    #expect(profiles[Tanks.pump].states == [0, 1])
    // What never moved cannot be driven.
    #expect(!profiles[Tanks.idle].isDriven)
  }

  @Test("foresees a plant's stocks and switches on unseen time", arguments: 1...3)
  func fidelity(seed: UInt64) throws {
    let record = Tanks(rows: 3_000, seed: seed).record
    let (_, fidelity) = try defaultProcess().calibrate(
      record, seed: 4, threads: 1, progress: NoProgress())
    #expect(fidelity.fittedRows == 2_100)
    #expect(fidelity.unseenRows == 900)
    // A week is 336 rows and twice that fits; starts every week on 900 rows: two.
    #expect(fidelity.horizonHours == [1, 24, 168])
    #expect(fidelity.starts == 2)
    let level = try #require(fidelity.stocks.first { $0.tag == "L_T1" })
    // The level is the sum of a measured flow and a demand that follows the day but for a part in six.
    #expect(level.oneStepR2 ?? 0 > 0.9)
    #expect(level.openLoop.count == 3)
    #expect(level.openLoop[0] ?? 9 < 0.1)
    let pump = try #require(fidelity.actuators.first { $0.tag == "S_PU1" })
    #expect(pump.logic == "on below, off above")
    #expect(pump.sensor == "L_T1")
    let drain = try #require(fidelity.actuators.first { $0.tag == "S_PU2" })
    #expect(drain.logic == "on above, off below")
    #expect(fidelity.actuators.map(\.tag) == ["S_PU1", "S_PU2", "S_PU3", "S_PU4"])
    // Unseen time holds some 10 cycles, and a simulated month as many: a tenth of the time is chance.
    for actuator in [pump, drain] {
      let (recorded, simulated) = (
        try #require(actuator.dutyRecorded), try #require(actuator.dutySimulated)
      )
      #expect(abs(recorded - simulated) < 0.1)
    }
  }

  @Test("goes on where a tag is never there, and gives it as missing")
  func allMissing() throws {
    for tag in [Tanks.bystander, Tanks.random, Tanks.flow] {
      let record = Self.changing(Tanks(rows: 1_500, seed: 1).record) { values in
        for i in 0..<values.rows { values[i, tag] = .nan }
      }
      let (twin, fidelity) = try defaultProcess().calibrate(
        record, seed: 1, threads: 1, progress: NoProgress())
      #expect(twin.structure.constant.contains(tag))
      #expect(twin.profiles[tag] == TagProfile(low: 0, high: 0, mean: 0, deviation: 0))
      let trace = twin.run(100, OpenLine())
      for j in twin.tags.indices {
        #expect(trace.truth.column(j).allSatisfy { $0.isNaN == (j == tag) }, "\(twin.tags[j].id)")
      }
      #expect(fidelity.actuators.allSatisfy { $0.tag != twin.tags[tag].id })
    }
  }

  @Test("goes on where cells are missing at random", arguments: 1...3)
  func gaps(seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed)
    let record = Self.changing(Tanks(rows: 3_000, seed: seed).record) { values in
      for j in 0..<values.columns {
        for i in 0..<values.rows where chance.uniform() < 0.03 { values[i, j] = .nan }
      }
    }
    let (twin, fidelity) = try defaultProcess().calibrate(
      record, seed: 1, threads: 2, progress: NoProgress())
    #expect(twin.rules.map(\.sensor) == [Tanks.level, Tanks.drained])
    #expect(twin.run(500, OpenLine()).truth.elements.allSatisfy { $0.isFinite })
    let level = try #require(fidelity.stocks.first { $0.tag == "L_T1" })
    #expect(level.openLoop.allSatisfy { $0 != nil })
  }

  @Test("refuses too few rows, with both numbers", arguments: [0, 1, 2, 60])
  func tooFew(rows: Int) throws {
    let record = Tanks(rows: max(rows, 1), seed: 1).record.rows(0..<rows)
    let found = fault { try identified(record) }
    #expect(found?.kind == .badData)
    // Few rows: all tags but the levels look constant, so the terms are stocks, flows and the week's 31.
    let terms = ProcessStructure(
      record, actuators: ProcessStructure.discreteTags(record), controlling: [])
    let count = terms.stocks.count + 3 * terms.flows.count + TimeOfWeek.count
    #expect(
      found?.problem
        == "\(max(rows - 1, 0)) complete rows are too few for \(count) terms of a stock, "
        + "\(2 * count + 1) are needed")
    #expect(found?.hint == "give the twin more normal time, or fewer tags")
    let whole = fault {
      try defaultProcess().calibrate(record, seed: 1, threads: 1, progress: NoProgress())
    }
    #expect(whole?.kind == .badData)
  }

  @Test("works for a plant without actuators")
  func noActuators() throws {
    let all = Tanks(rows: 1_500, seed: 1).record
    let kept = Array(0...Tanks.full)
    let record = ProcessRecord(
      tags: kept.map { all.tags[$0] }, interval: all.interval, times: all.times,
      values: all.values.selecting(columns: kept), follows: all.follows)
    let (twin, fidelity) = try defaultProcess().calibrate(
      record, seed: 1, threads: 1, progress: NoProgress())
    #expect(twin.logic.isEmpty)
    #expect(fidelity.actuators.isEmpty)
    #expect(twin.run(300, OpenLine()).truth.elements.allSatisfy { $0.isFinite })
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.run(300, OpenLine()).agrees(with: twin.run(300, OpenLine()), on: 0..<300))
  }

  @Test("works for a plant without stocks")
  func noStocks() throws {
    let all = Tanks(rows: 1_500, seed: 1).record
    let kept = [Tanks.flow, Tanks.pump, Tanks.idle]
    let record = ProcessRecord(
      tags: kept.map { all.tags[$0] }, interval: all.interval, times: all.times,
      values: all.values.selecting(columns: kept), follows: all.follows)
    let (twin, fidelity) = try defaultProcess().calibrate(
      record, seed: 1, threads: 1, progress: NoProgress())
    #expect(twin.structure.stocks.isEmpty)
    #expect(fidelity.stocks.isEmpty)
    #expect(fidelity.starts == 0)
    let trace = twin.run(300, OpenLine())
    #expect(zip(trace.truth.column(0), trace.truth.column(1)).allSatisfy { ($0 > 0) == ($1 == 1) })
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.run(300, OpenLine()).agrees(with: trace, on: 0..<300))
  }

  @Test("refuses rows none of which follows another, in words")
  func scattered() {
    let all = Tanks(rows: 1_500, seed: 1).record
    let record = ProcessRecord(
      tags: all.tags, interval: all.interval, times: all.times, values: all.values,
      follows: all.follows.map { _ in false })
    #expect(fault { try identified(record) }?.kind == .badData)
  }
}
