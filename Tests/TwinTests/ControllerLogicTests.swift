import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Logic that can be edited")
struct ControllerLogicTests {
  static let tags = [
    Tag(id: "A"), Tag(id: "B"), Tag(id: "S_P", role: .status, element: "P"),
  ]

  /// The logic of a controller that runs some blocks.
  static func logic(
    _ blocks: [Written], reads: [Int], drives: [Int], tags: [Tag]
  ) throws -> ControllerLogic {
    let loop = Lone(tags: tags, controllers: [try controller(blocks, reads, drives, tags)])
    return try #require(loop.controllerLogic.first)
  }

  private static func controller(
    _ blocks: [Written], _ reads: [Int], _ drives: [Int], _ tags: [Tag]
  ) throws -> LoopController {
    let problems = Problems()
    let tasks: Written = [["every": "10s", "program": .list(blocks)]]
    let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
    let heard = (reads + drives).sorted()
    let program = ControlProgram(
      declared, controller: "PLC", tags: tags, hears: heard, drives: drives, problems: problems)
    try problems.throwIfAny()
    return LoopController(id: "PLC", reads: heard, drives: drives, program: program)
  }

  private let blocks: [Written] = [
    ["use": "two-point", "of": "A", "on-below": 2, "off-above": 4, "to": "demand"],
    ["use": "delay-timer", "of": "demand", "on-after": "1min", "to": "P"],
    ["use": "interlock", "when": "B > 3", "holds": "S_P"],
  ]

  @Test("a program's blocks answer to their signals, to tags and to elements")
  func names() throws {
    let logic = try Self.logic(blocks, reads: [0, 1], drives: [2], tags: Self.tags)
    #expect(logic.id == "PLC" && logic.controller == 0 && logic.kind == .programs)
    #expect(logic.blocks.map(\.kind) == ["two-point", "delay-timer", "interlock"])
    #expect(logic.names == ["demand", "P", "S_P"])
    #expect(logic.blocks(named: "demand", tags: Self.tags) == [0])
    #expect(logic.blocks(named: "P", tags: Self.tags) == [1, 2])
    #expect(logic.blocks(named: "S_P", tags: Self.tags) == [1, 2])
    #expect(logic.blocks(named: "A", tags: Self.tags).isEmpty)
    #expect(
      logic.tag(of: "P", tags: Self.tags) == 2 && logic.tag(of: "demand", tags: Self.tags) == nil)
  }

  @Test("what cannot run is told as for a program of the plant's file")
  func compiling() throws {
    var logic = try Self.logic(blocks, reads: [0, 1], drives: [2], tags: Self.tags)
    let place = Place(file: "campaign.yaml", line: 9)
    func problems(_ change: (inout ControllerLogic) -> Void) -> [String] {
      var copy = logic
      change(&copy)
      let problems = Problems()
      _ = copy.compiled(Self.tags, problems: problems)
      return problems.all.map(\.description)
    }
    #expect(problems { _ in }.isEmpty)
    #expect(
      problems { $0.edit(0) { $0.set("on-below", to: "5", at: place) } } == [
        "error: 'demand' goes on below 5.0 and off above 4.0: between the two it would do both\n"
          + "  at campaign.yaml:9\n  hint: on-below must be less than off-above"
      ])
    // The delay has nothing to follow.
    #expect(problems { $0.remove(0) }.first?.contains("unknown signal 'demand'") == true)
    #expect(problems { $0.remove(1) }.first?.contains("nothing but interlocks") == true)
    #expect(
      problems { $0.edit(1) { $0.set("of-after", to: "5min", at: place) } }.first?
        .contains("unknown key 'of-after'") == true)
    logic.setCycle(of: 0, every: "10s", jitter: "20s", at: place)
    #expect(problems { _ in }.first?.contains("cannot begin") == true)
  }

  /// A loop that is never run.
  private struct Lone: ClosedLoop {
    var tags: [Tag]
    var controllers: [LoopController]
    var interval: TimeSpan { .hours(1) }
    var profiles: [TagProfile] { [] }
    func run<Tap: LoopTap>(
      from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
    ) throws(Fault) -> LoopTrace { throw Fault(.ourBug, "never run") }
  }
}
