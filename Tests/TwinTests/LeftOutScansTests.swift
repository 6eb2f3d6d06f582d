import Diagnostics
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

/// A program of random blocks of every kind over two readings, in two tasks.
private struct RandomProgram {
  private var chance: SeededGenerator
  private var names: [String] = []

  static let tags = [
    Tag(id: "A", role: .sensor), Tag(id: "B", role: .sensor), Tag(id: "P", role: .status),
    Tag(id: "V", role: .actuator),
  ]

  init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

  private mutating func pick<T>(_ values: [T]) -> T {
    values[Int(chance.uniform() * Double(values.count))]
  }

  private mutating func limit() -> Written { .text(pick(["1", "2.5", "4", "4.01", "0.3"])) }
  private mutating func reading() -> String { pick(["A", "A", "B"]) }
  private mutating func span() -> Written { .text(pick(["1s", "7s", "30s", "100s"])) }

  private mutating func condition() -> Written {
    let own = names.isEmpty ? reading() : pick(names)
    return .text(
      pick([
        "\(reading()) > 2.5", "\(reading()) <= 1 or B >= 4", "not (A < 2) and B < 4", "A < B",
        "\(own) and A > 1", "not \(own)", "A = 2.5", "A != B", "A", "mode is hand or A > 4",
      ]))
  }

  /// A block of a kind that writes a signal.
  private mutating func block(_ kind: String, to name: String) -> Written {
    switch kind {
    case "two-point":
      return pick([
        [
          "use": "two-point", "of": .text(reading()), "on-below": "1", "off-above": "3",
          "to": .text(name),
        ],
        [
          "use": "two-point", "of": .text(reading()), "on-above": "3", "off-below": "2.5",
          "to": .text(name),
        ],
      ])
    case "delay-timer":
      return [
        "use": "delay-timer", "of": .text(names.isEmpty ? "A" : pick(names)), "on-after": span(),
        "off-after": span(), "to": .text(name),
      ]
    case "limit-alarm":
      return [
        "use": "limit-alarm", "of": .text(reading()), pick(["above", "below"]): limit(),
        "deadband": "0.5", "after": span(), "to": .text(name),
      ]
    case "logic-signal":
      return ["use": "logic-signal", "when": condition(), "to": .text(name)]
    case "sequencer":
      return [
        "use": "sequencer", "starts": condition(), "repeats": .text(pick(["true", "false"])),
        "to": .text(name),
        "steps": [
          ["until": condition()], ["for": span()],
          ["for": span(), "until": condition()],
        ],
      ]
    case "pid-controller":
      return [
        "use": "pid-controller", "of": .text(reading()), "setpoint": limit(), "gain": "0.3",
        "integral": "60s", "derivative": "5s", "to": .text(name),
      ]
    case "setpoint-schedule":
      return [
        "use": "setpoint-schedule", "to": .text(name),
        "changes": [
          ["at": "00:02", "value": "1"], ["at": "00:11:30", "value": "2"],
          ["at": "00:40", "value": .text(reading())],
        ],
      ]
    default: return ["use": .text(kind), "to": .text(name)]
    }
  }

  /// The tasks; `kind` is among the blocks.
  mutating func tasks(with kind: String) -> Written {
    let free = [
      "two-point", "delay-timer", "limit-alarm", "logic-signal", "sequencer", "setpoint-schedule",
    ]
    var first: [Written] = [
      [
        "use": "operating-mode", "to": "mode", "modes": ["auto", "hand"],
        "changes": [
          ["to": "hand", "when": "A > 4"], ["to": "auto", "from": "hand", "when": "B < 1"],
        ],
      ]
    ]
    var second: [Written] = []
    var kinds = (0..<3).map { _ in pick(free) }
    let overriding = ["interlock", "safety-trip", "operating-mode"]
    if !overriding.contains(kind) { kinds.append(kind) }
    for (index, own) in kinds.enumerated() {
      let name = "x\(index)"
      let written = block(own, to: name)
      if pick([true, false]) { first.append(written) } else { second.append(written) }
      names.append(name)
    }
    second.append(block("two-point", to: "P"))
    // A name that nobody reads is refused: the last comparison reads all of them and never holds.
    let reads = names.map { "\($0) > 1000000000" }.joined(separator: " or ")
    if case .text(let own) = condition() {
      first.append(["use": "logic-signal", "when": .text("\(own) or \(reads)"), "to": "V"])
    }
    if kind == "interlock" {
      second.append([
        "use": "interlock", "when": condition(), "holds": "P", "at": .text(pick(["0", "1", "B"])),
      ])
    }
    if kind == "safety-trip" {
      first.append([
        "use": "safety-trip", "when": condition(), "after": span(), "reset": condition(),
        "sets": ["V": "0"], "to": "tripped",
      ])
    }
    let (every, jitter) = pick([("1s", "0s"), ("10s", "0s"), ("10s", "4s"), ("60s", "20s")])
    return [
      ["every": .text(pick(["1s", "5s"])), "program": .list(first)],
      ["every": .text(every), "jitter": .text(jitter), "program": .list(second)],
    ]
  }
}

@Suite("Scans that are left out") struct LeftOutScansTests {
  @Test(
    "would have done what the scan before did: a program of any blocks commands the same, bit by bit",
    arguments: ControlBlocks.catalog.entries.map(\.id))
  func equal(kind: String) throws {
    var changes = 0
    for seed in 0..<150 as Range<UInt64> {
      var random = RandomProgram(seed: seed)
      let problems = Problems()
      let tasks = random.tasks(with: kind)
      let declared = DeclaredProgram(tasks: tasks.settings, problems: problems)
      let program = ControlProgram(
        declared, controller: "C", tags: RandomProgram.tags, hears: [0, 1, 2, 3], drives: [2, 3],
        problems: problems)
      try problems.throwIfAny()
      var chance = SeededGenerator(root: seed, stage: "courses")
      var row = [2.0, 2, 0, 0]
      let stretches = (0..<40).map { _ in
        let stretch = program.hears.map { tag in
          // Now and then a reading is lost, stands still, or stands at a threshold.
          let kind = chance.uniform()
          let rise = kind < 0.3 ? 0 : (chance.uniform() - 0.5) * 0.1
          row[tag] = kind < 0.05 ? .nan : kind < 0.15 ? 2.5 : chance.uniform() * 5
          return (value: row[tag], rise: rise)
        }
        return stretch
      }
      let start = [2.0, 2, 0, 0]
      let (all, few) = (true, false)
      let slow = program.course(
        hearing: stretches, lasting: 77, row: start, clock: 345_600.25, leavingOut: few, seed: seed)
      let fast = program.course(
        hearing: stretches, lasting: 77, row: start, clock: 345_600.25, leavingOut: all, seed: seed)
      #expect(slow.changes == fast.changes, "\(kind), seed \(seed)")
      let unlike = zip(slow.signals, fast.signals).enumerated().first { $1.0 != $1.1 }
      #expect(unlike?.offset == nil, "\(kind), seed \(seed), stretch \(unlike?.offset ?? 0)")
      changes += slow.changes.count
    }
    // The programs do something.
    #expect(changes > 500)
  }
}
