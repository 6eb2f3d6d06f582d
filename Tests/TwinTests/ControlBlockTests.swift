import Diagnostics
import Testing
import Twin

@Suite("Blocks of control programs")
struct ControlBlockTests {
  @Test("a two-point block keeps its state between its levels, whatever others write over it")
  func twoPoint() throws {
    var block = try LoneBlock(
      ["use": "two-point", "of": "x", "on-below": 2, "off-above": 4, "to": "y"])
    #expect(block.course(of: "y", "x", [3]).allSatisfy { $0.isNaN })
    #expect(block.course(of: "y", "x", [1, 3, 4, 5, 3, 2, 1.9, .nan]) == [1, 1, 1, 0, 0, 0, 1, 1])
    block["y"] = 0
    #expect(block.course(of: "y", "x", [3]) == [1])
    var inverse = try LoneBlock(
      ["use": "two-point", "of": "x", "on-above": "high", "off-below": 2, "to": "y"])
    inverse["high"] = 4
    #expect(inverse.course(of: "y", "x", [5, 3, 1, 3]) == [1, 1, 0, 0])
  }

  @Test("a delay timer follows after its input has stayed so long enough, and not before")
  func delayTimer() throws {
    var block = try LoneBlock(
      ["use": "delay-timer", "of": "x", "on-after": "3s", "off-after": "1s", "to": "y"])
    #expect(
      block.course(of: "y", "x", [0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0])
        == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0])
  }

  @Test("an interlock holds its signal while its condition does, and lets it go")
  func interlock() throws {
    var block = try LoneBlock(["use": "interlock", "when": "x < 1", "holds": "y", "at": 0.5])
    block.scan(["x": 2, "y": 1])
    #expect(block["y"] == 1)
    block.scan(["x": 0])
    #expect(block["y"] == 0.5)
    block.scan(["x": 2, "y": 1])
    #expect(block["y"] == 1)
  }

  @Test("an alarm comes after its delay and goes by its dead band")
  func alarm() throws {
    var block = try LoneBlock(
      ["use": "limit-alarm", "of": "x", "above": 5, "deadband": 1, "after": "2s", "to": "y"])
    #expect(
      block.course(of: "y", "x", [4, 6, 6, 4, 6, 6, 6, 4.5, .nan, 4, 3])
        == [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0])
    var low = try LoneBlock(["use": "limit-alarm", "of": "x", "below": 5, "to": "y"])
    #expect(low.course(of: "y", "x", [6, 4, 6]) == [0, 1, 0])
  }

  @Test("a trip latches until it is reset after its cause has gone")
  func trip() throws {
    var block = try LoneBlock(
      [
        "use": "safety-trip", "when": "x > 5", "reset": "key", "sets": ["y": 0, "z": 1], "to": "t",
      ])
    block.scan(["x": 1, "y": 1, "z": 0, "key": 0])
    #expect([block["y"], block["z"], block["t"]] == [1, 0, 0])
    block.scan(["x": 6])
    #expect([block["y"], block["z"], block["t"]] == [0, 1, 1])
    // The cause is there still: no reset.
    block.scan(["key": 1, "y": 1])
    #expect(block["y"] == 0)
    block.scan(["x": 1, "key": 0, "y": 1])
    #expect(block["y"] == 0)
    block.scan(["key": 1, "y": 1])
    #expect([block["y"], block["t"]] == [1, 0])
    var forever = try LoneBlock(["use": "safety-trip", "when": "x", "sets": ["y": 0]])
    forever.scan(["x": 1])
    forever.scan(["x": 0, "y": 1])
    #expect(forever["y"] == 0)
  }

  @Test("a mode changes by the first condition that leads out of it")
  func mode() throws {
    var block = try LoneBlock(
      [
        "use": "operating-mode", "to": "mode", "modes": ["auto", "manual", "off"],
        "changes": [
          ["from": "auto", "to": "manual", "when": "a"],
          ["from": "manual", "to": "auto", "when": "b"],
          ["to": "off", "when": "c and not (mode is manual)"],
        ],
      ])
    func after(_ a: Double, _ b: Double, _ c: Double) -> Double {
      block.scan(["a": a, "b": b, "c": c])
      return block["mode"]
    }
    #expect(after(0, 1, 0) == 0)
    #expect(after(1, 0, 1) == 1)
    #expect(after(1, 0, 1) == 1)
    #expect(after(0, 1, 0) == 0)
    #expect(after(0, 0, 1) == 2)
  }

  @Test("a sequence takes its steps by time and condition, and rests where it does not repeat")
  func sequencer() throws {
    var block = try LoneBlock(
      [
        "use": "sequencer", "to": "step", "starts": "go", "repeats": "false",
        "steps": [
          ["for": "2s", "sets": ["v": 1]], ["until": "x > 5", "sets": ["v": 0, "w": "x"]],
        ],
      ])
    block.scan(["go": 0, "x": 1, "v": 0.5])
    #expect(block["step"] == 0 && block["v"] == 0.5)
    var steps: [Double] = []
    for x in [1.0, 1, 1, 3, 6, 6] {
      block.scan(["go": 1, "x": x])
      steps.append(block["step"])
    }
    #expect(steps == [1, 1, 2, 2, 0, 0])
    #expect(block["w"] == 3)
  }

  @Test("a schedule holds its last change, before the week's first one that of the week before")
  func schedule() throws {
    var block = try LoneBlock(
      [
        "use": "setpoint-schedule", "to": "r",
        "changes": [
          ["at": "06:00", "value": 4], ["at": "22:30", "value": "night"],
          ["at": "12:00", "days": ["sat", "sun"], "value": 9],
        ],
      ])
    func value(day: Double, hour: Double) -> Double {
      block.now = day * 86_400 + hour * 3_600
      block.scan(["night": 5], after: 0)
      return block["r"]
    }
    #expect(value(day: 0, hour: 3) == 5)
    #expect(value(day: 0, hour: 6) == 4)
    #expect(value(day: 2, hour: 13) == 4)
    #expect(value(day: 2, hour: 22.5) == 5)
    #expect(value(day: 6, hour: 13) == 9)
  }

  @Test("every block of the catalog is called by its name and says what is missing")
  func catalog() {
    for entry in ControlBlocks.catalog.entries {
      let problems = Problems()
      _ = ControlBlocks.catalog.make(
        (["use": .text(entry.id)] as Written).settings, problems: problems)
      #expect(!problems.all.isEmpty, "\(entry.id) is content without settings")
      #expect(!entry.summary.isEmpty && entry.summary.first?.isUppercase == false)
    }
  }

  @Test("contradictions are refused")
  func refused() {
    func problems(_ written: Written) -> [String] {
      let problems = Problems()
      _ = ControlBlocks.catalog.make(written.settings, problems: problems)
      return problems.all.map(\.problem)
    }
    #expect(
      problems(["use": "two-point", "of": "x", "on-below": 4, "off-above": 4, "to": "y"])
        == ["'y' goes on below 4.0 and off above 4.0: between the two it would do both"])
    #expect(
      problems(["use": "two-point", "of": "x", "on-below": 1, "off-below": 4, "to": "y"])
        .contains("the two-point block of 'y' is told both directions"))
    #expect(
      problems(["use": "pid-controller", "of": "x", "setpoint": 1, "low": 1, "high": 1, "to": "y"])
        == ["the output of 'y' goes from 1.0 to 1.0"])
    #expect(
      problems(["use": "operating-mode", "to": "m", "modes": ["auto"]])
        == ["'modes' must be at least two different words, got auto"])
    #expect(
      problems(
        ["use": "setpoint-schedule", "to": "r", "changes": [["at": "25:00", "value": 1]]])
        == ["'at' must be a time of day, got '25:00'"])
    #expect(
      problems(["use": "sequencer", "to": "s", "steps": [["sets": ["v": 1]]]])
        == ["a step that never ends"])
    #expect(
      problems(["use": "interlock", "when": "x <", "holds": "y"])
        == ["'when': nothing stands behind '<'"])
    #expect(problems(["use": "two-points"]) == ["unknown control block 'two-points'"])
  }
}
