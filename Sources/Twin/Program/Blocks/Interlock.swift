internal import Diagnostics

/// Holds a signal at a value as long as a condition holds, whatever other blocks wrote.
struct Interlock: ControlBlock {
  static let id = "interlock"
  static let summary = "a signal held at a value as long as a condition holds"

  private let when: ControlCondition
  private let value: ControlOperand
  private let holds: String

  init(_ fields: inout Fields) {
    when = fields.condition("when")
    holds = fields.requiredString("holds")
    value = fields.optionalOperand("at") ?? .constant(0)
  }

  var reads: [ControlOperand] { [value] + when.operands }
  var writes: [String] { [holds] }
  var commands: [String] { writes }
  var isOverriding: Bool { true }
  func begin() -> any RunningBlock { Running(when: when) }

  private struct Running: RunningBlock {
    let when: ControlCondition

    mutating func scan(_ signals: inout BlockSignals) {
      if signals.holds(when, from: 1) { signals.write(signals[0]) }
    }
  }
}

extension Interlock: FactualBlock {
  var facts: BlockFacts {
    BlockFacts(
      conditions: [.init(key: "when", condition: when)],
      gives: [ControlAssignment(signal: holds, value: value)], holdsWhile: when)
  }
}
