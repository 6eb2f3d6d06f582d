import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Triggers see what programs keep: modes, alarms, memories")
struct ProgramSignalTests {
  private func trace(
    _ trigger: String, in plant: some ClosedLoop, seed: UInt64 = 3
  ) throws -> AttackTrace {
    let plan = try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      length: 10d
      scenarios:
        - { technique: unknown, seed: \(seed), trigger: \(trigger), historian: { L_T1: freeze } }
      """
    ).plan(on: AttackSurface(plant))
    return try ScenarioRunner(plant).run(plan.scenarios[0])
  }

  // The rows at whose end a mode that goes to rest above one level and back below another is at rest.
  private func rests(_ levels: [Double], above: Double, below: Double) -> [Bool] {
    var isResting = false
    return levels.map { level in
      if level > above { isResting = true } else if level < below { isResting = false }
      return isResting
    }
  }

  // The first row from a day on before which the mode had become rest.
  private func expected(_ trace: AttackTrace, tag: Int, above: Double, below: Double) -> Int? {
    let rests = rests(trace.trace.truth.column(tag), above: above, below: below)
    let day = Int(86_400 / trace.interval.seconds)
    return (day..<rests.count).first { rests[$0 - 1] && !rests[$0 - 2] }
  }

  @Test("Each has its controller's name in front, and a mode has its words")
  func names() throws {
    for signals in [
      AttackSurface(try ProgrammedPlants.tankPrograms()).signals,
      AttackSurface(try ProgrammedPlants.network()).signals,
    ] {
      #expect(
        signals.map(\.id) == ["PLC1.demand", "PLC1.high", "PLC1.mode", "PLC2.tripped"])
      #expect(signals.map(\.words) == [[], [], ["auto", "rest"], []])
      // What an interlock holds may have any value.
      #expect(signals.map(\.states) == [[], [0, 1], [0, 1], [0, 1]])
    }
  }

  @Test("A bomb sleeps until the program's mode changes, in the identified twin")
  func tanks() throws {
    let plant = try ProgrammedPlants.tankPrograms()
    let surface = AttackSurface(plant)
    let tag = try #require(surface.index(of: "L_T1"))
    let trace = try trace("{ on-change: PLC1.mode, to: rest, after: 1d }", in: plant)
    let row = try #require(expected(trace, tag: tag, above: 3.4, below: 2.6))
    #expect(trace.rows.lowerBound == row)
    // The signal's own name is enough where one controller has it.
    let short = try self.trace("{ when: mode is rest, after: 1d }", in: plant)
    let rests = rests(short.trace.truth.column(tag), above: 3.4, below: 2.6)
    let day = Int(86_400 / short.interval.seconds)
    #expect(short.rows.lowerBound == (day..<rests.count).first { rests[$0 - 1] })
  }

  @Test("The same in the hydraulic twin")
  func network() throws {
    let plant = try ProgrammedPlants.network()
    let trace = try trace("{ on-change: PLC1.mode, to: rest, after: 1d }", in: plant)
    let surface = AttackSurface(plant)
    let level = trace.trace.truth.column(try #require(surface.index(of: "L_T2")))
    let pump = trace.trace.truth.column(try #require(surface.index(of: "S_PU1")))
    let row = try #require(trace.hasFired ? trace.rows.lowerBound : nil)
    // The pump rests as soon as the level is reached, which may fall again before the row's end.
    let last = try #require(
      expected(trace, tag: surface.index(of: "L_T2") ?? 0, above: 4.2, below: 3.4))
    #expect(row >= 144 && row <= last)
    #expect(pump[row - 2] == 1 && pump[row - 1] == 0)
    #expect(level[row - 1] > 4.1)
  }

  @Test("Tags and signals stand in one condition; alarms and trips are signals too")
  func conditions() throws {
    let plant = try ProgrammedPlants.tankPrograms()
    let tag = try #require(AttackSurface(plant).index(of: "L_T1"))
    let trace = try trace(
      "{ when: PLC1.high and mode is auto and L_T1 > 3, after: 1d }", in: plant)
    let levels = trace.trace.truth.column(tag)
    let rests = rests(levels, above: 3.4, below: 2.6)
    let row = try #require(trace.rows.isEmpty ? nil : trace.rows.lowerBound)
    #expect(!rests[row - 1] && levels[row - 1] > 3)
    #expect(
      try self.trace("{ on-change: PLC2.tripped, after: 1d }", in: plant).hasFired,
      "a signal without words changes, too")
  }

  @Test("What is no signal, no mode or never happens is told with place and hint")
  func wrong() throws {
    let plant = try ProgrammedPlants.tankPrograms()
    func found(_ trigger: String) -> [String] {
      problems { _ = try trace(trigger, in: plant) }.map {
        $0.split(separator: "\n").map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
          .replacing(#/ \| at campaign.yaml:[0-9:]+, scenarios\[0\].trigger/#, with: "")
      }
    }
    #expect(
      found("{ on-change: PLC1.mood }")[0].hasPrefix(
        "error: unknown tag or signal 'PLC1.mood' | hint: did you mean 'PLC1.mode'?"))
    #expect(
      found("{ on-change: PLC1.mode, to: manual }") == [
        "error: 'PLC1.mode' has no state 'manual' | hint: known: auto, rest"
      ])
    #expect(
      found("{ on-change: PLC1.mode, to: 2 }") == [
        "error: the trigger can never fire: 'PLC1.mode' is never 2, it takes the states auto, rest"
      ])
    #expect(
      found("{ when: mode is auto and mode is rest }") == [
        "error: the trigger can never fire: 'mode is auto and mode is rest' never holds | hint: 'PLC1.mode' takes the modes auto, rest"
      ])
    #expect(
      found("{ when: PLC2.tripped is on }") == [
        "error: 'PLC2.tripped' has no state 'on' | hint: its states are numbers: 0, 1"
      ])
    #expect(
      found("{ when: PLC1.high > 7 }") == [
        "error: the trigger can never fire: 'PLC1.high > 7' never holds | hint: 'PLC1.high' takes the states 0, 1"
      ])
    #expect(
      found("{ on-change: PLC1.high, to: 5 }") == [
        "error: the trigger can never fire: 'PLC1.high' is never 5, it takes the states 0, 1"
      ])
  }

  @Test("A trigger on a mode is read back from its own writing")
  func writing() throws {
    let plant = try ProgrammedPlants.tankPrograms()
    for text in [
      "{ on-change: \"PLC1.mode\", to: \"rest\", after: 1d }",
      "{ when: \"PLC1.mode is rest\", after: 1d }",
    ] {
      let trace = try trace(text, in: plant)
      #expect(try #require(trace.scenario.yaml).contains("trigger: \(text)\n"))
    }
  }
}
