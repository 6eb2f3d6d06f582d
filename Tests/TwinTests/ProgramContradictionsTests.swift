import Diagnostics
import TestSupport
import Testing
import Twin

@Suite("Contradictions of a program") struct ProgramContradictionsTests {
  private static let pump: Written = [
    "use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "PU1",
  ]

  private static func hold(_ condition: String, at value: Double = 0) -> Written {
    ["use": "interlock", "when": .text(condition), "holds": "PU1", "at": .text("\(value)")]
  }

  /// What is told of blocks that stand behind a two-point, from line 5 on.
  private static func told(_ blocks: Written...) -> [String] {
    WrittenPlant.program([pump] + blocks).problems()
  }

  private static let hint =
    "\n  hint: the last in the scan would have its way; add 'and not (…)' of the one to the other"

  @Test("of two interlocks that hold one pump on and off are told with both and an example")
  func interlocks() {
    #expect(
      Self.told(Self.hold("L_T1 < 0.4"), Self.hold("L_T2 > 5", at: 1)) == [
        "error: 'PU1' is held at 0.0 by the interlock on line 5 (L_T1 < 0.4) and at 1.0 by the interlock on line 6 "
          + "(L_T2 > 5): both hold at L_T1 = 0.3, L_T2 = 5.5\n  at plant.yaml:6" + Self.hint
      ])
    // One names the tag, the other its element.
    let trip: Written = ["use": "safety-trip", "when": "L_T1 < 0.2", "sets": ["S_PU1": 1]]
    #expect(
      Self.told(Self.hold("L_T1 < 0.4"), trip) == [
        "error: 'S_PU1' is held at 0.0 by the interlock on line 5 (L_T1 < 0.4) and at 1.0 by the safety-trip on line 6 "
          + "(L_T1 < 0.2): both hold at L_T1 = 0.1\n  at plant.yaml:6" + Self.hint
      ])
  }

  @Test("are none where the conditions exclude each other or want the same")
  func excluded() {
    #expect(Self.told(Self.hold("L_T1 < 0.4"), Self.hold("L_T1 >= 0.4 and L_T2 > 5", at: 1)) == [])
    #expect(
      Self.told(Self.hold("L_T1 < 0.4"), Self.hold("L_T2 > 5 and not (L_T1 < 0.4)", at: 1)) == [])
    #expect(Self.told(Self.hold("L_T1 < 0.4"), Self.hold("L_T2 > 5")) == [])
    #expect(
      Self.told(Self.hold("L_T1 < L_T2"), Self.hold("L_T1 > 3 and L_T2 < 3", at: 1)) == [])
    #expect(Self.told(Self.hold("L_T2 = 2"), Self.hold("L_T2 != 2", at: 1)) == [])
  }

  @Test("are looked for in every case of a disjunction, and across signals that compare")
  func cases() {
    let both = Self.told(
      Self.hold("L_T1 < 1 or L_T2 > 5"), Self.hold("L_T1 > 2 and L_T2 > 4", at: 1))
    #expect(both.count == 1)
    #expect(both.first?.contains("both hold at L_T1 = 2.2, L_T2 = 5.5\n") == true, "\(both)")
    let chained = Self.told(
      Self.hold("L_T1 < L_T2"), Self.hold("L_T2 < 2 and L_T1 > 1", at: 1))
    #expect(chained.first?.contains("both hold at L_T1 = 1.5, L_T2 = 1.75\n") == true, "\(chained)")
    let other = Self.told(
      Self.hold("L_T1 < 1 or L_T2 > 5"), Self.hold("L_T1 > 2 and L_T2 < 4", at: 1))
    #expect(other == [])
  }

  @Test("see through logic signals, timers and alarms, and know modes by their words")
  func throughSignals() {
    let high: Written = [
      "use": "limit-alarm", "of": "L_T1", "above": 4, "deadband": 0.5, "to": "high",
    ]
    let long: Written = ["use": "delay-timer", "of": "high", "on-after": "5min", "to": "long"]
    let mode: Written = [
      "use": "operating-mode", "modes": ["auto", "manual"], "to": "mode",
      "changes": [["to": "manual", "when": "L_T2 > 6"]],
    ]
    let clash = Self.told(
      high, long, mode, Self.hold("long"), Self.hold("mode is manual", at: 1))
    #expect(clash.count == 1)
    #expect(
      clash.first?.contains("both hold at L_T1 = 4.4, mode is manual\n") == true, "\(clash)")
    // 3.5 is where the alarm goes back, at the latest.
    #expect(Self.told(high, long, Self.hold("long"), Self.hold("L_T1 < 3.5", at: 1)) == [])
    #expect(
      Self.told(
        mode, Self.hold("mode is auto"), Self.hold("not (mode is auto) and L_T1 < 2", at: 1))
        == [])
    #expect(Self.told(high, Self.hold("high = 1"), Self.hold("high = 0", at: 1)) == [])
  }

  @Test("are not claimed where nothing can be shown")
  func unknown() {
    let steps: Written = [
      "use": "sequencer", "steps": [["for": "10min", "sets": ["go": 1]]], "to": "step",
    ]
    #expect(Self.told(steps, Self.hold("go"), Self.hold("step = 1", at: 1)) == [])
    let target: Written = [
      "use": "setpoint-schedule", "changes": [["at": "06:00", "value": "L_T2"]], "to": "target",
    ]
    #expect(Self.told(target, Self.hold("L_T1 < target"), Self.hold("L_T2 < 1", at: 1)) == [])
  }

  @Test("know the numbers of a schedule, which one after the other are all that its signal can be")
  func schedule() {
    let target: Written = [
      "use": "setpoint-schedule", "to": "target",
      "changes": [["at": "06:00", "value": 2], ["at": "22:00", "value": 3]],
    ]
    #expect(
      Self.told(target, Self.hold("target > 5")) == [
        "error: 'when' of the interlock on line 8 can never hold: target > 5\n  at plant.yaml:8"
          + "\n  hint: no value satisfies all of it: correct a sign or a number"
      ])
    #expect(Self.told(target, Self.hold("target > 2.5")) == [])
    #expect(Self.told(target, Self.hold("target = 2 and target = 3")).count == 1)
    #expect(Self.told(target, Self.hold("not (target < 5)")).count == 1)
    // Below 2 m at night both hold; where the level must be beyond the highest they never do.
    let both = Self.told(
      target, Self.hold("L_T1 < target"), Self.hold("L_T1 > 2.2 and L_T2 < 1", at: 1))
    #expect(both.count == 1)
    #expect(both.first?.contains("target = 3.0\n") == true, "\(both)")
    #expect(
      Self.told(target, Self.hold("L_T1 < target"), Self.hold("L_T1 > 3.5", at: 1)) == [])
  }

  @Test("an actuator that a memory leaves open is one value in one condition")
  func ownActuator() {
    #expect(
      Self.told([
        "use": "logic-signal", "when": "PU1 and not S_PU1", "to": "PU2",
      ]).map { $0.prefix { $0 != "\n" } } == [
        "error: 'when' of the logic-signal on line 5 can never hold: PU1 and not S_PU1"
      ])
    // An edge compares two scans.
    let edge: Written = ["use": "logic-signal", "when": "PU1 and not was", "to": "PU2"]
    let was: Written = ["use": "logic-signal", "when": "PU1", "to": "was"]
    #expect(Self.told(edge, was) == [])
  }

  @Test("a command that nobody obeys is told with what was meant; what somebody reads is memory")
  func commands() {
    let trip: Written = ["use": "safety-trip", "when": "L_T1 > 6", "sets": ["PU9": 0]]
    #expect(
      Self.told(trip) == [
        "error: the safety-trip on line 5 writes 'PU9', which 'PLC1' does not drive and no block reads\n  "
          + "at plant.yaml:5\n  hint: did you mean 'PU1'? known: PU1, PU2, S_PU1, S_PU2"
      ])
    let reader: Written = ["use": "logic-signal", "when": "PU9", "to": "PU2"]
    #expect(Self.told(trip, reader) == [])
    #expect(
      WrittenPlant.program([
        ["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "wnat"]
      ]).problems().count == 1)
    // What a block tells whoever wants to know needs no reader.
    #expect(Self.told(["use": "logic-signal", "when": "L_T1 > 6", "to": "lamp"]) == [])
  }

  @Test(
    "a condition that never holds is told with its key, one that a missing value satisfies is not")
  func never() {
    #expect(
      Self.told(Self.hold("L_T1 < 1 and L_T1 > 2")) == [
        "error: 'when' of the interlock on line 5 can never hold: L_T1 < 1 and L_T1 > 2\n  at plant.yaml:5"
          + "\n  hint: no value satisfies all of it: correct a sign or a number"
      ])
    let trip: Written = [
      "use": "safety-trip", "when": "L_T1 > 9", "reset": "L_T1 > L_T2 and L_T2 > 3 and L_T1 < 2",
      "sets": ["PU1": 0],
    ]
    #expect(
      Self.told(trip).first?.hasPrefix("error: 'reset' of the safety-trip on line 5 can never hold")
        == true)
    #expect(Self.told(Self.hold("not (L_T1 < 2) and not (L_T1 >= 2)")) == [])
    #expect(Self.told(Self.hold("L_T1 > 3 and not (L_T1 > 2)")).count == 1)
  }

  @Test(
    "a two-point that an interlock holds wherever it would be on is told, not one that it lets go")
  func locked() {
    #expect(
      Self.told(Self.hold("L_T1 < 6")) == [
        "error: the two-point on line 4 can never switch 'PU1' on: wherever it would be, it is held at 0.0 by the "
          + "interlock on line 5 (L_T1 < 6)\n  at plant.yaml:4\n  hint: correct the levels, or the condition that holds it"
      ])
    // Between 4 and 5 m it may still be on from below.
    #expect(Self.told(Self.hold("L_T1 < 4")) == [])
    #expect(Self.told(Self.hold("L_T1 < 6 and L_T2 < 1")) == [])
    #expect(Self.told(Self.hold("L_T1 > 2.5", at: 1)).count == 1)
  }

  @Test("of one trip are told: two values for one actuator, a reset that never comes")
  func withinTrip() {
    func trip(_ sets: Written, reset: String = "L_T1 < 4") -> [String] {
      Self.told([
        "use": "safety-trip", "when": "L_T1 > 5", "reset": .text(reset), "sets": sets,
      ])
    }
    #expect(
      trip(["PU1": 0, "S_PU1": 1]) == [
        "error: the safety-trip on line 5 sets 'PU1' to 0.0 and 'S_PU1', the same, to 1.0\n  at plant.yaml:5\n  "
          + "hint: keep one of them"
      ])
    #expect(trip(["PU1": 0, "S_PU1": 0]) == [])
    #expect(
      trip(["PU1": 0], reset: "L_T1 > 6") == [
        "error: 'reset' of the safety-trip on line 5 (L_T1 > 6) holds only where 'when' (L_T1 > 5) does: it is never "
          + "reset\n  at plant.yaml:5\n  hint: let reset hold where when has gone, or leave it out"
      ])
    // Where a level is missing the trip's condition has gone.
    #expect(trip(["PU1": 0], reset: "L_T2 < 1") == [])
  }

  private static let dry: Written = ["use": "logic-signal", "when": "L_T1 < 6", "to": "dry"]

  @Test(
    "through a logic signal that an interlock goes by are told as if it said the condition itself")
  func throughLogic() {
    #expect(
      Self.told(Self.dry, Self.hold("dry")) == [
        "error: the two-point on line 4 can never switch 'PU1' on: wherever it would be, it is held at 0.0 by the "
          + "interlock on line 6 (dry)\n  at plant.yaml:4\n  hint: correct the levels, or the condition that holds it"
      ])
    #expect(
      Self.told(Self.dry, Self.hold("dry and L_T1 > 7")) == [
        "error: 'when' of the interlock on line 6 can never hold: dry and L_T1 > 7\n  at plant.yaml:6\n  "
          + "hint: no value satisfies all of it: correct a sign or a number"
      ])
    // Behind the interlock it is that of the scan before: an edge.
    #expect(Self.told(Self.hold("dry and L_T1 > 7"), Self.dry) == [])
    #expect(Self.told(Self.hold("dry"), Self.dry) == [])
    // What else an interlock writes over says nothing.
    let over: Written = ["use": "interlock", "when": "L_T2 > 3", "holds": "dry", "at": 0]
    #expect(Self.told(Self.dry, over, Self.hold("dry")) == [])
  }

  @Test("of actuators that a memory drives are told as of actuators that a block drives itself")
  func memory() {
    func told(_ blocks: Written...) -> [String] {
      WrittenPlant.program(
        [["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "want"]] + blocks
      ).problems()
    }
    func timer(offAfter: String = "0s") -> Written {
      [
        "use": "delay-timer", "of": "want", "on-after": "1min", "off-after": .text(offAfter),
        "to": "PU1",
      ]
    }
    #expect(
      told(timer(), Self.hold("L_T1 < 6")) == [
        "error: the delay-timer on line 5 can never switch 'PU1' on: wherever it would be, it is held at 0.0 by the "
          + "interlock on line 6 (L_T1 < 6)\n  at plant.yaml:5\n  hint: correct the levels, or the condition that holds it"
      ])
    // What goes off late may be on beyond 6 m, and what is on from below may be.
    #expect(told(timer(offAfter: "10min"), Self.hold("L_T1 < 6")) == [])
    #expect(told(timer(), Self.hold("L_T1 < 4")) == [])
    let logic: Written = ["use": "logic-signal", "when": "want and L_T1 > 6", "to": "PU1"]
    #expect(
      told(logic).map { $0.prefix { $0 != "\n" } } == [
        "error: 'when' of the logic-signal on line 5 can never hold: want and L_T1 > 6"
      ])
    // Two hold the memory that decides the pump; of one that decides nothing nothing is told.
    func hold(_ signal: String, _ condition: String, at value: Double) -> Written {
      [
        "use": "interlock", "when": .text(condition), "holds": .text(signal),
        "at": .text("\(value)"),
      ]
    }
    #expect(
      told(hold("want", "L_T1 < 2", at: 1), hold("want", "L_T2 < 1", at: 0), timer()) == [
        "error: 'want' is held at 1.0 by the interlock on line 5 (L_T1 < 2) and at 0.0 by the interlock on line 6 "
          + "(L_T2 < 1): both hold at L_T1 = 1.8, L_T2 = 0.9\n  at plant.yaml:6" + Self.hint
      ])
    let lamp: Written = ["use": "logic-signal", "when": "L_T1 < 2", "to": "lamp"]
    #expect(
      told(lamp, hold("lamp", "L_T1 < 1", at: 1), hold("lamp", "L_T2 < 1", at: 0), timer()) == [])
  }

  /// A condition over two levels with small whole numbers.
  private static func random(_ generator: inout SeededGenerator, depth: Int = 0) -> String {
    func pick(_ words: [String]) -> String {
      words[Int(generator.next() % UInt64(words.count))]
    }
    let kind = generator.next() % (depth > 2 ? 1 : 4)
    switch kind {
    case 1:
      return
        "(\(random(&generator, depth: depth + 1)) and \(random(&generator, depth: depth + 1)))"
    case 2:
      return "(\(random(&generator, depth: depth + 1)) or \(random(&generator, depth: depth + 1)))"
    case 3: return "not (\(random(&generator, depth: depth + 1)))"
    default:
      let left = pick(["L_T1", "L_T2"])
      return
        "\(left) \(pick(["<", "<=", ">", ">=", "=", "!="])) \(pick(["0", "1", "2", "3", "L_T1", "L_T2"]))"
    }
  }

  @Test("are told where a grid of values has a point at which both hold, and nowhere else")
  func againstGrid() throws {
    var generator = SeededGenerator(root: 1, stage: "conditions")
    // Of whole numbers and two signals any region that is not empty has a quarter in it.
    let grid = stride(from: -1.0, through: 4, by: 0.25).map { $0 }
    var told = 0
    for _ in 0..<300 {
      let texts = [Self.random(&generator), Self.random(&generator)]
      let conditions = try texts.map { try ControlCondition($0) }
      func holds(_ condition: ControlCondition, _ x: Double, _ y: Double) -> Bool {
        condition.holds { operand in
          switch condition.operands[operand] {
          case .constant(let value): value
          case .signal(let name): name == "L_T1" ? x : y
          }
        }
      }
      func meets(_ x: Double, _ y: Double) -> Bool {
        conditions.allSatisfy { holds($0, x, y) }
      }
      let found = Self.told(Self.hold(texts[0]), Self.hold(texts[1], at: 1))
        .first { $0.contains("both hold") }
      let expected = grid.contains { x in grid.contains { meets(x, $0) } }
      #expect((found != nil) == expected, "\(texts)")
      guard let found else { continue }
      told += 1
      var values = (x: 0.0, y: 0.0)
      let example = try #require(
        found.split(separator: "both hold ").last?.split(separator: "\n").first)
      for match in example.matches(of: #/(L_T[12]) = (-?[0-9.]+)/#) {
        let value = try #require(Double(match.output.2))
        if match.output.1 == "L_T1" { values.x = value } else { values.y = value }
      }
      #expect(meets(values.x, values.y), "\(found)")
    }
    #expect((50..<290).contains(told), "\(told)")
  }
}
