import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Somebody who edits controllers' logic from a step on, and gives it back at another.
struct EditTap: LoopTap {
  var from: Int
  var until: Int
  var logic: [EditedLogic]
  private var step = 0

  init(from: Int, until: Int = .max, _ logic: [EditedLogic]) {
    self.from = from
    self.until = until
    self.logic = logic
  }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) { self.step = step }
  mutating func edit() -> [EditedLogic]? { step == from ? logic : step == until ? [] : nil }
  mutating func disturb(_ innovations: inout [Double]) {}
  mutating func tell(_ values: inout [Double]) {}
  mutating func drive(_ values: inout [Double]) {}
  mutating func store(_ values: inout [Double]) {}
}

extension ClosedLoop {
  /// The logic of a controller, edited.
  func edited(
    _ id: String, _ kind: ControllerLogic.Kind, _ name: String? = nil,
    _ change: (inout ControllerLogic, Int) throws -> Void = { _, _ in }
  ) throws -> [EditedLogic] {
    var logic = try #require(controllerLogic.first { $0.id == id && $0.kind == kind })
    if let name {
      let block = try #require(logic.blocks(named: name, tags: tags).first)
      try change(&logic, block)
    }
    let problems = Problems()
    let edited = logic.compiled(tags, problems: problems)
    try problems.throwIfAny()
    return [edited]
  }
}

private let nowhere = Place()

@Suite("Edited logic in the hydraulic twin")
struct HydraulicEditTests {
  private typealias Plant = RiverbendNetwork
  private static let tags = Plant.tags + [Tag(id: "S_PU2", role: .status, element: "PU2")]

  private static func programmed() throws -> HydraulicTwin {
    let problems = Problems()
    let tasks: Written = [
      [
        "every": "10s",
        "program": [
          ["use": "two-point", "of": "L_T2", "on-below": 3.2, "off-above": 5.2, "to": "demand"],
          ["use": "delay-timer", "of": "demand", "on-after": "20min", "to": "PU1"],
          ["use": "limit-alarm", "of": "L_T2", "above": 3.8, "deadband": 0.3, "to": "high"],
          [
            "use": "safety-trip", "when": "L_T2 < 3.4", "reset": "L_T2 > 4", "sets": ["PU1": 1],
            "to": "tripped",
          ],
        ],
      ]
    ]
    let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
    let program = ControlProgram(
      declared, controller: "A", tags: Plant.tags, hears: [1, 5], drives: [5], problems: problems)
    try problems.throwIfAny()
    return try Plant.twin().with(
      controllers: [LoopController(id: "A", reads: [1, 5], drives: [5], program: program)],
      rules: [])
  }

  @Test("logic that nothing edits keeps every bit, in place and given back")
  func same() throws {
    let twin = try Self.programmed()
    let plain = try twin.trace(500)
    let tap = EditTap(from: 100, until: 300, try twin.edited("A", .programs))
    #expect(try twin.trace(500, tap: tap).bits == plain.bits)
    #expect(plain.alarms.ids == ["high"])
    #expect(Set(plain.alarms.states.column(0)) == [0, 1])
  }

  @Test("a file's rule goes by another threshold as long as it is edited, and by its own again")
  func threshold() throws {
    let twin = try Plant.twin()
    let names = twin.controllerLogic.flatMap(\.names)
    #expect(names == ["S_PU3", "S_PU1"])
    #expect(twin.controllerLogic.map(\.id) == ["rules"])
    let edit = try twin.edited("rules", .rules, "S_PU1") { logic, block in
      #expect(
        logic.blocks[block]["off-above"].flatMap(Double.init).map { abs($0 - 5.2) < 1e-9 } == true)
      logic.edit(block) { $0.set("off-above", to: "4.0", at: nowhere) }
    }
    let (plain, trace) = (
      try twin.trace(900), try twin.trace(900, tap: EditTap(from: 200, until: 600, edit))
    )
    #expect(trace.agrees(with: plain, on: 0..<200))
    let (levels, states) = (trace.truth.column(Plant.level2), trace.truth.column(Plant.pump1))
    for row in 201..<600 where states[row] == 1 { #expect(levels[row] < 4.1, "row \(row)") }
    #expect(Set(states[201..<600]) == [0, 1])
    #expect((levels[700...].max() ?? 0) > 5)
    #expect((plain.truth.column(Plant.level2)[200..<600].max() ?? 0) > 5)
  }

  @Test("a rule that runs as a block moves the plant as the file's controls do")
  func taken() throws {
    let twin = try Plant.twin()
    let edit = try twin.edited("rules", .rules, "S_PU1") { logic, block in
      logic.setCycle(of: block, every: "1s", jitter: nil, at: nowhere)
    }
    let (plain, trace) = (
      try twin.trace(900), try twin.trace(900, tap: EditTap(from: 100, until: 600, edit))
    )
    for level in [0, Plant.level2, Plant.level3] {
      // As of programs that say what controls say: a scan is a second late.
      let apart = zip(plain.truth.column(level), trace.truth.column(level)).map { abs($0 - $1) }
      #expect((apart.max() ?? 9) < 0.02, "tag \(level)")
    }
  }

  @Test("edited and other lanes side by side have the bits that each has alone")
  func lanes() throws {
    let twin = try Plant.twin(tags: Self.tags)
    let flipped = try twin.edited("rules", .rules, "S_PU2") { logic, block in
      logic.edit(block) {
        $0.rename(["on-below": "off-below", "off-above": "on-above"], at: nowhere)
      }
    }
    let taps = [
      EditTap(from: 20, until: 150, flipped), EditTap(from: .max, []), EditTap(from: 60, flipped),
    ]
    var together = taps
    var generators = (0..<3).map { SeededGenerator(root: 5, stage: "course", index: $0) }
    let courses = (0..<3).map {
      LoopCourse(start: Plant.start + TimeSpan.hours(Double(5 * $0)), steps: 200 + 20 * $0)
    }
    let traces = try twin.run(courses, taps: &together, generators: &generators)
    for (index, course) in courses.enumerated() {
      var tap = taps[index]
      var generator = SeededGenerator(root: 5, stage: "course", index: index)
      let alone = try twin.run(
        from: course.start, steps: course.steps, tap: &tap, generator: &generator)
      #expect(alone.bits == traces[index].bits, "course \(index)")
    }
    var generator = SeededGenerator(root: 5, stage: "course", index: 2)
    var open = OpenLine()
    let plain = try twin.run(
      from: courses[2].start, steps: courses[2].steps, tap: &open, generator: &generator)
    #expect(traces[2].agrees(with: plain, on: 0..<60))
    #expect(!traces[2].truth.hasSameBits(as: plain.truth))
  }

  @Test("whoever forces an actuator whose rule is edited is obeyed, and then the edited rule is")
  func forced() throws {
    struct Both: LoopTap {
      var edits: EditTap
      var step = 0
      mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {
        self.step = step
        edits.begin(step: step, at: time, truth: truth)
      }
      mutating func edit() -> [EditedLogic]? { edits.edit() }
      mutating func disturb(_ innovations: inout [Double]) {}
      mutating func tell(_ values: inout [Double]) {}
      mutating func drive(_ values: inout [Double]) {
        if (100..<150).contains(step) { values[Plant.pump1] = 1 }
      }
      mutating func store(_ values: inout [Double]) {}
    }
    let twin = try Plant.twin()
    let edit = try twin.edited("rules", .rules, "S_PU1") { logic, block in
      logic.edit(block) { $0.set("off-above", to: "3.5", at: nowhere) }
    }
    let trace = try twin.trace(300, tap: Both(edits: EditTap(from: 50, edit)))
    let (levels, states) = (trace.truth.column(Plant.level2), trace.truth.column(Plant.pump1))
    #expect(states[100..<150].allSatisfy { $0 == 1 })
    #expect((levels[100..<150].max() ?? 0) > 3.6)
    #expect(states[151] == 0)
    for row in 160..<300 where states[row] == 1 { #expect(levels[row] < 3.6) }
  }

  @Test("a latched trip stays latched when its limit is edited, and a trip that is gone lets go")
  func trip() throws {
    let twin = try Self.programmed()
    let plain = try twin.trace(600)
    let moved = try twin.edited("A", .programs, "tripped") { logic, block in
      logic.edit(block) { $0.set("when", to: "L_T2 < 3.3", at: nowhere) }
    }
    // A row in which the trip holds the pump on, and the demand's own delay does not yet.
    let states = plain.truth.column(Plant.pump1)
    let row = try #require(
      (50..<300).first { row in states[row] == 1 && states[row - 1] == 0 })
    let trace = try twin.trace(600, tap: EditTap(from: row + 1, moved))
    #expect(trace.truth.column(Plant.pump1)[row + 1] == 1)
    let gone = try twin.edited("A", .programs, "tripped") { logic, block in
      logic.replace(
        block,
        with: (["use": "logic-signal", "when": "0 > 1", "to": "tripped"] as Written).settings,
        writing: ["tripped"])
    }
    let free = try twin.trace(600, tap: EditTap(from: row + 1, gone))
    // What the rule wants has been nothing all the time.
    #expect(states[row + 1] == 1 && free.truth.column(Plant.pump1)[row + 1] == 0)
  }
}

@Suite("Edited logic in the identified twin")
struct IdentifiedEditTests {
  private typealias Plant = TwoTanks

  @Test("a learned rule that runs as a block moves the plant as the rule does")
  func taken() throws {
    let twin = try Plant.twin()
    #expect(Set(twin.controllerLogic.flatMap(\.names)) == ["S1", "S2"])
    let plain = twin.run(400, OpenLine())
    let edit = try twin.edited("rules", .rules, "S1") { logic, block in
      logic.setCycle(of: block, every: "1s", jitter: nil, at: nowhere)
    }
    let trace = twin.run(400, EditTap(from: 100, until: 300, edit))
    #expect(trace.agrees(with: plain, on: 0..<100))
    let unlike = zip(plain.truth.column(Plant.pump1), trace.truth.column(Plant.pump1))
      .count { $0 != $1 }
    #expect(unlike <= 4, "\(unlike) rows")
  }

  @Test("another threshold holds as long as it is edited; the rule's own holds again")
  func threshold() throws {
    let twin = try Plant.twin()
    let edit = try twin.edited("rules", .rules, "S1") { logic, block in
      logic.edit(block) { $0.set("off-above", to: "3", at: nowhere) }
    }
    let trace = twin.run(900, EditTap(from: 200, until: 500, edit))
    let (levels, states) = (trace.truth.column(Plant.level1), trace.truth.column(Plant.pump1))
    #expect((levels[260..<500].max() ?? 9) < 3.3)
    #expect(Set(states[200..<500]) == [0, 1])
    #expect((levels[600...].max() ?? 0) > 3.7)
  }

  @Test("states that telemetry calls otherwise than 0 and 1 are commanded as it calls them")
  func levels() throws {
    let cells = Plant.cells(6_048, seed: 1).map { row in
      var row = row
      for tag in [Plant.pump1, Plant.pump2] { row[tag] = row[tag] == 1 ? 2 : 1 }
      return row
    }
    let twin = try Plant.twin(Plant.record(cells))
    let edit = try twin.edited("rules", .rules, "S1") { logic, block in
      logic.edit(block) { $0.set("off-above", to: "3", at: nowhere) }
    }
    let trace = twin.run(500, EditTap(from: 200, edit))
    #expect(Set(trace.truth.column(Plant.pump1)[200...]) == [1, 2])
    #expect((trace.truth.column(Plant.level1)[260...].max() ?? 9) < 3.3)
  }

  @Test("a program's alarms are in the trace, and one that is kept quiet is not")
  func alarms() throws {
    let plain = try Plant.twin()
    let problems = Problems()
    let tasks: Written = [
      [
        "every": "10s",
        "program": [
          ["use": "two-point", "of": "L1", "on-below": 2, "off-above": 4, "to": "S1"],
          ["use": "limit-alarm", "of": "L1", "above": 3.5, "to": "high"],
        ],
      ]
    ]
    let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
    let controllers = [("A", Plant.pump1)].map { id, pump in
      LoopController(
        id: id, reads: [0, 1, pump], drives: [pump],
        program: ControlProgram(
          declared, controller: id, tags: plain.tags, hears: [0, 1, pump], drives: [pump],
          problems: problems))
    }
    try problems.throwIfAny()
    let twin = try plain.with(controllers: controllers, rules: [])
    #expect(twin.controllerLogic.map(\.id) == ["A", "rules"])
    let open = twin.run(600, OpenLine())
    #expect(open.alarms.ids == ["high"] && Set(open.alarms.states.column(0)) == [0, 1])
    let quiet = try twin.edited("A", .programs, "high") { logic, block in
      logic.replace(
        block, with: (["use": "logic-signal", "when": "0 > 1", "to": "high"] as Written).settings,
        writing: ["high"])
    }
    let trace = twin.run(600, EditTap(from: 200, until: 400, quiet))
    #expect(trace.truth.hasSameBits(as: open.truth))
    let (raised, usual) = (trace.alarms.states.column(0), open.alarms.states.column(0))
    #expect(raised[..<200] == usual[..<200] && raised[400...] == usual[400...])
    #expect(raised[200..<400].allSatisfy { $0 == 0 } && usual[200..<400].contains(1))
  }

  @Test("a status of telemetry that has an alarm's name shows what the program makes of it")
  func shown() throws {
    let cells = Plant.cells(6_048, seed: 1).map { $0 + [$0[Plant.level1] > 3.8 ? 1 : 0] }
    let tags = Plant.tags + [Tag(id: "HIGH", role: .status)]
    let plain = try Plant.twin(Plant.record(cells, tags: tags))
    let problems = Problems()
    let tasks: Written = [
      ["program": [["use": "limit-alarm", "of": "L1", "above": 3.2, "to": "HIGH"]]]
    ]
    let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
    let program = ControlProgram(
      declared, controller: "A", tags: tags, hears: [0], drives: [], problems: problems)
    // A sensor is nobody's to write.
    let wrong: Written = [
      ["program": [["use": "limit-alarm", "of": "L1", "above": 3.2, "to": "F1"]]]
    ]
    try problems.throwIfAny()
    _ = ControlProgram(
      DeclaredProgram(tasks: wrong.settings, problems: problems), controller: "A", tags: tags,
      hears: [0], drives: [], problems: problems)
    #expect(problems.all.map(\.problem) == ["'A' writes 'F1', which it does not drive"])
    let twin = try plain.with(
      controllers: [LoopController(id: "A", reads: [0], drives: [], program: program)], rules: [])
    let trace = twin.run(400, OpenLine())
    #expect(trace.historian.column(7) == trace.alarms.states.column(0))
    for (level, alarm) in zip(trace.truth.column(0), trace.truth.column(7)) {
      // On above 3.2 by the program, whatever telemetry's own limit was.
      if abs(level - 3.2) > 0.2 { #expect(alarm == (level > 3.2 ? 1 : 0)) }
    }
    #expect(Set(trace.truth.column(7)) == [0, 1])
  }
}
