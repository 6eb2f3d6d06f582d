import Attacks
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import Testing
import Twin

/// Ten days of the tank's own rows as a record.
enum TankRecord {
  static let tank = TankPlant()
  static let start = newYear + .hours(48)
  static let rows = 480

  static func frame() throws -> Frame {
    var open = OpenLine()
    var generator = SeededGenerator(seed: 8)
    let trace = try tank.run(from: start, steps: rows, tap: &open, generator: &generator)
    return Frame(times: trace.times, tags: tank.tags, values: trace.truth)
  }

  static func plant(_ frame: Frame) -> RecordedPlant {
    RecordedPlant(FrameInMemory(frame), interval: tank.interval, profiles: tank.profiles)
  }
}

@Suite("Recorded telemetry as a plant")
struct RecordedPlantTests {
  @Test("untouched, all three views are the record, bit for bit")
  func untouched() throws {
    let frame = try TankRecord.frame()
    var open = OpenLine()
    var generator = SeededGenerator(seed: 1)
    let trace = try TankRecord.plant(frame).run(
      from: frame.times[48], steps: 96, tap: &open, generator: &generator)
    #expect(trace.times == Array(frame.times[48..<144]))
    for matrix in [trace.truth, trace.controller, trace.historian] {
      for row in 0..<96 { #expect(matrix.row(row) == frame.values.row(48 + row)) }
    }
  }

  @Test("rows that the record does not have are missing, those around them are there")
  func gap() throws {
    var frame = try TankRecord.frame()
    let kept = Array(0..<60) + Array(63..<TankRecord.rows)
    frame = Frame(
      times: kept.map { frame.times[$0] }, tags: frame.tags,
      values: Matrix(rowMajor: kept.map { frame.values.row($0) }))
    var open = OpenLine()
    var generator = SeededGenerator(seed: 1)
    let trace = try TankRecord.plant(frame).run(
      from: TankRecord.start, steps: 100, tap: &open, generator: &generator)
    for row in 0..<100 {
      let isMissing = trace.historian.row(row).allSatisfy { $0.isNaN }
      #expect(isMissing == (60..<63).contains(row))
    }
  }

  @Test("a stretch that begins between two rows begins at the next; one without a row is none")
  func aligned() throws {
    let frame = try TankRecord.frame()
    let plant = TankRecord.plant(frame)
    let tick = TimeSpan(nanoseconds: 1)
    let stretches = [
      TimeRange(frame.times[3] + tick, frame.times[9]), TimeRange(frame.times[20], frame.times[30]),
      TimeRange(frame.times[479] + tick, frame.times[479] + .hours(9)),
    ]
    #expect(
      try plant.beginningAtRows(stretches) == [
        TimeRange(frame.times[4], frame.times[9]), TimeRange(frame.times[20], frame.times[30]),
      ])
  }

  @Test("a run that meets no row is refused")
  func noRow() throws {
    let frame = try TankRecord.frame()
    var open = OpenLine()
    var generator = SeededGenerator(seed: 1)
    let start = frame.times[3] + TimeSpan(nanoseconds: 1)
    #expect(
      problems {
        _ = try TankRecord.plant(frame).run(
          from: start, steps: 9, tap: &open, generator: &generator)
      } == [
        """
        error: the record has no row at 2026-01-03T01:30:00.000000001Z or a whole number of 30min behind it
          hint: begin at the moment of a row
        """
      ])
  }

  @Test("whatever is told and driven, what is true stays what was recorded")
  func noAnswer() throws {
    let frame = try TankRecord.frame()
    let plant = TankRecord.plant(frame)
    let campaign = try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      scenarios:
        - technique: T0856
          start: 2026-01-03
          trigger: { at: 30h }
          lasts: 10h
          sensor: { L_T1: { use: offset, by: -0.5 } }
      """)
    let scenario = try campaign.plan(on: AttackSurface(plant)).scenarios[0]
    let trace = try ScenarioRunner(plant).run(scenario)
    #expect(trace.rows == 60..<80)
    for row in 0..<scenario.steps {
      #expect(trace.trace.truth.row(row) == frame.values.row(row))
      let moved = trace.trace.historian[row, 0] - frame.values[row, 0]
      // A sum of two numbers of a few metres, taken back: a rounding of each.
      #expect(abs(moved - ((60..<80).contains(row) ? -0.5 : 0)) < 1e-12)
    }
    #expect(trace.check.isUntouchedBefore)
    #expect(trace.check.hasEffect)
  }
}
