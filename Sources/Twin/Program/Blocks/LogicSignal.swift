internal import Diagnostics

/// 1 where a condition holds, else 0.
struct LogicSignal: ControlBlock {
  static let id = "logic-signal"
  static let summary = "1 where a condition over signals holds, else 0"

  private let when: ControlCondition
  private let to: String

  init(_ fields: inout Fields) {
    when = fields.condition("when")
    to = fields.requiredString("to")
  }

  var reads: [ControlOperand] { when.operands }
  var writes: [String] { [to] }
  var flags: [String] { [to] }
  func begin() -> any RunningBlock { Running(when: when) }

  private struct Running: RunningBlock {
    let when: ControlCondition

    mutating func scan(_ signals: inout BlockSignals) {
      signals.write(signals.holds(when, from: 0) ? 1 : 0)
    }
  }
}

extension LogicSignal: FactualBlock {
  var facts: BlockFacts {
    let value = BlockFacts.Settled(on: when.proposition, off: .not(when.proposition))
    return BlockFacts(
      conditions: [.init(key: "when", condition: when)], settled: [to: value],
      possible: [to: value])
  }
}
