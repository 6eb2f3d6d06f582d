import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Two-point programs in place of riverbend's controls of the first two pumps and the third.
private enum Programs {
  static let tags = RiverbendNetwork.tags + [Tag(id: "S_PU2", role: .status, element: "PU2")]
  static let pump2 = 7

  static func controller(
    _ id: String, _ blocks: [Written], reads: [Int], drives: [Int], every: Written = "1s"
  ) throws -> LoopController {
    let tasks: Written = [["every": every, "program": .list(blocks)]]
    let problems = Problems()
    let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
    let heard = Set(reads + drives).sorted()
    let program = ControlProgram(
      declared, controller: id, tags: tags, hears: heard, drives: drives, problems: problems)
    try problems.throwIfAny()
    return LoopController(id: id, reads: heard, drives: drives, program: program)
  }

  static func rule(_ sensor: String, _ on: Double, _ off: Double, _ pump: String) -> Written {
    [
      "use": "two-point", "of": .text(sensor), "on-below": .text("\(on)"),
      "off-above": .text("\(off)"), "to": .text(pump),
    ]
  }

  /// What `[CONTROLS]` say of PU1 and PU2, in one controller each, and of PU3.
  static func asInFile(every: Written = "1s") throws -> [LoopController] {
    [
      try controller(
        "A", [rule("L_T2", 3.2, 5.2, "PU1")], reads: [RiverbendNetwork.level2],
        drives: [RiverbendNetwork.pump1], every: every),
      try controller(
        "B", [rule("L_T2", 2.9, 4.4, "S_PU2")], reads: [RiverbendNetwork.level2], drives: [pump2],
        every: every),
      try controller(
        "C", [rule("L_T3", 2.6, 4.6, "PU3")], reads: [RiverbendNetwork.level3],
        drives: [RiverbendNetwork.pump3], every: every),
    ]
  }

  static func twin(_ controllers: [LoopController]) throws -> HydraulicTwin {
    try RiverbendNetwork.twin(tags: tags).with(controllers: controllers, rules: [])
  }
}

@Suite("Control programs in the hydraulic twin")
struct HydraulicProgramTests {
  private typealias Plant = RiverbendNetwork

  @Test("that say what the file's controls say move the plant as those do")
  func asControls() throws {
    let plain = try Plant.twin(tags: Programs.tags).trace(1_000)
    let programmed = try Programs.twin(Programs.asInFile()).trace(1_000)
    for level in [0, Plant.level2, Plant.level3] {
      // EPANET acts the second a level is within a second's flow of its threshold, a scan of every second one
      // later: a switch apart by seconds leaves centimetres for a while.
      let apart = zip(plain.truth.column(level), programmed.truth.column(level)).map {
        abs($0 - $1)
      }
      #expect((apart.max() ?? 9) < 0.02, "tag \(level)")
    }
    for pump in [Plant.pump1, Plant.pump3, Programs.pump2] {
      let (a, b) = (plain.truth.column(pump), programmed.truth.column(pump))
      #expect(Set(a).count == (pump == Programs.pump2 ? Set(a).count : 2))
      let unlike = zip(a, b).count { $0 != $1 }
      // At most a row at every switch.
      #expect(unlike <= zip(a, a.dropFirst()).count { $0 != $1 }, "tag \(pump)")
    }
  }

  @Test("scans that are run ahead command the same as scans of which each is solved")
  func ahead() throws {
    // The same program every 10 min, and every row of 10 min solved: nothing is left to be run ahead.
    let fast = try Programs.twin(Programs.asInFile(every: "10min")).trace(600)
    let levels = fast.truth.column(Plant.level2)
    let states = fast.truth.column(Plant.pump1)
    // What the rule comes to on the recorded true levels, row by row.
    var state = states[0]
    for row in 1..<600 {
      if levels[row] < 3.2 { state = 1 } else if levels[row] > 5.2 { state = 0 }
      #expect(states[row] == state, "row \(row)")
    }
    #expect(Set(states).count == 2)
  }

  @Test("a falsified tag moves the plant through the program that hears it, and through no other")
  func falsified() throws {
    let twin = try Programs.twin(Programs.asInFile())
    let full = [Plant.level2: 5.9]
    let open = try twin.trace(600)
    let first = try twin.trace(600, tap: LinkIntruder([0: full]))
    let rows = 100..<600
    #expect(first.truth.column(Plant.pump1)[rows].allSatisfy { $0 == 0 })
    #expect(first.truth.column(Programs.pump2)[rows].contains(1))
    #expect(open.truth.column(Plant.pump1)[rows].contains(1))
    #expect(first.controller.column(Plant.level2)[rows].allSatisfy { $0 == 5.9 })
    // Who drives nothing by it changes no bit.
    let other = try twin.trace(300, tap: LinkIntruder([2: full]))
    #expect(other.truth.hasSameBits(as: try twin.trace(300).truth))
    // On every link is the same as at the sensor.
    let told = [Plant.level2: 1.0]
    #expect(
      try twin.trace(300, tap: LinkIntruder([-1: told])).truth.hasSameBits(
        as: twin.trace(300, tap: LinkIntruder([0: told, 1: told, 2: told])).truth))
  }

  @Test("what is forced on an actuator is obeyed, and then what its program wants by then")
  func overridden() throws {
    let twin = try Programs.twin(Programs.asInFile())
    let tap = Intruder(from: 50, until: 150, driven: { $0[Plant.pump1] = 1 })
    let trace = try twin.trace(400, tap: tap)
    let states = trace.truth.column(Plant.pump1)
    #expect(states[50..<150].allSatisfy { $0 == 1 })
    #expect((trace.truth.column(Plant.level2)[50..<150].max() ?? 0) > 5.2)
    // The tank is full when the program has it back.
    #expect(states[151] == 0)
  }

  @Test("a delay, an interlock and a trip act on the actuator that hangs on them")
  func blocks() throws {
    let controller = try Programs.controller(
      "A",
      [
        Programs.rule("L_T2", 3.2, 5.2, "demand"),
        ["use": "delay-timer", "of": "demand", "on-after": "30min", "to": "PU1"],
        ["use": "limit-alarm", "of": "L_T2", "above": 4.8, "deadband": 1.7, "to": "high"],
        ["use": "interlock", "when": "high", "holds": "PU1"],
        ["use": "safety-trip", "when": "L_T1 < 0", "sets": ["PU1": 0], "to": "tripped"],
      ], reads: [0, Plant.level2], drives: [Plant.pump1])
    let trace = try Programs.twin([controller]).trace(1_000)
    let levels = trace.truth.column(Plant.level2)
    let states = trace.truth.column(Plant.pump1)
    var starts = 0
    for row in 1..<1_000 where states[row] > states[row - 1] {
      starts += 1
      // Between the two rows the level was below 3.1, where the interlock lets go, or below the demand's own.
      #expect((levels[row - 1...row].min() ?? 9) < 3.2)
    }
    #expect(starts > 0)
    for row in 0..<1_000 where states[row] == 1 { #expect(levels[row] <= 4.8 + 0.01) }
  }

  @Test("is kept in the artifact, and the lanes' bits do not depend on who runs beside")
  func artifact() throws {
    let twin = try Programs.twin(Programs.asInFile())
    let again = try HydraulicTwin(artifact: twin.artifact, tags: Programs.tags)
    #expect(again.controllers == twin.controllers)
    let tap = LinkIntruder([1: [Plant.level2: 0.5]])
    #expect(try again.trace(200, tap: tap).bits == twin.trace(200, tap: tap).bits)
    var taps = [LinkIntruder([0: [Plant.level2: 5]]), tap, LinkIntruder([:])]
    var generators = (0..<3).map { _ in SeededGenerator(root: 1, stage: "test") }
    let lanes = try twin.run(
      taps.map { _ in LoopCourse(start: Plant.start, steps: 200) }, taps: &taps,
      generators: &generators)
    #expect(try lanes[1].bits == twin.trace(200, tap: tap).bits)
  }

  @Test("a jittered scan acts late by no more than its jitter")
  func jitter() throws {
    let tasks: Written = [
      ["every": "60s", "jitter": "20s", "program": [Programs.rule("L_T2", 3.2, 5.2, "PU1")]]
    ]
    let problems = Problems()
    let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
    let program = ControlProgram(
      declared, controller: "A", tags: Programs.tags, hears: [1, 5], drives: [5], problems: problems
    )
    try problems.throwIfAny()
    #expect(program.scans(until: 6_000, seed: 4).allSatisfy { $0 % 60 <= 20 })
    #expect(Set(program.scans(until: 6_000, seed: 4).map { $0 % 60 }).count > 10)
    #expect(program.scans(until: 6_000, seed: 4) == program.scans(until: 6_000, seed: 4))
    #expect(program.scans(until: 6_000, seed: 4).count >= 100)
  }
}

@Suite("Control programs in the identified twin")
struct IdentifiedProgramTests {
  private typealias Plant = TwoTanks

  private static func controllers(_ twin: IdentifiedTwin) throws -> [LoopController] {
    try [(Plant.level1, Plant.pump1), (Plant.level2, Plant.pump2)].enumerated().map { index, pair in
      let rule = try #require(twin.rules.first { $0.actuator == pair.1 })
      let tags = twin.tags
      let block: Written = [
        "use": "two-point", "of": .text(tags[pair.0].id),
        (rule.isInverse ? "on-above" : "on-below"): .text("\(rule.onAt)"),
        (rule.isInverse ? "off-below" : "off-above"): .text("\(rule.offAt)"),
        "to": .text(tags[pair.1].id),
      ]
      let problems = Problems()
      let tasks: Written = [["every": "10s", "program": [block]]]
      let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
      let heard = [Plant.level1, Plant.level2, pair.1].sorted()
      let program = ControlProgram(
        declared, controller: "\(index)", tags: tags, hears: heard, drives: [pair.1],
        problems: problems)
      try problems.throwIfAny()
      return LoopController(id: "\(index)", reads: heard, drives: [pair.1], program: program)
    }
  }

  @Test("that say what telemetry says move the plant as its rules do")
  func asRules() throws {
    let plain = try Plant.twin()
    let twin = try plain.with(controllers: Self.controllers(plain), rules: [])
    let (a, b) = (plain.run(400, OpenLine()), twin.run(400, OpenLine()))
    for pump in [Plant.pump1, Plant.pump2] {
      let unlike = zip(a.truth.column(pump), b.truth.column(pump)).count { $0 != $1 }
      #expect(Set(b.truth.column(pump)).count == 2)
      #expect(unlike <= 4, "\(unlike) rows of pump \(pump)")
    }
  }

  @Test("a falsified tag moves the plant through the program that hears it, and through no other")
  func falsified() throws {
    let plain = try Plant.twin()
    let twin = try plain.with(controllers: Self.controllers(plain), rules: [])
    let low = [Plant.level1: 0.5]
    let open = twin.run(400, OpenLine())
    #expect(twin.run(400, LinkIntruder([1: low])).truth.hasSameBits(as: open.truth))
    let own = twin.run(400, LinkIntruder([0: low]))
    #expect(own.truth.column(Plant.pump1)[21...].allSatisfy { $0 == 1 })
    #expect(
      own.truth.hasSameBits(as: twin.run(400, LinkIntruder([-1: low])).truth))
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.run(200, OpenLine()).agrees(with: twin.run(200, OpenLine()), on: 0..<200))
  }
}
