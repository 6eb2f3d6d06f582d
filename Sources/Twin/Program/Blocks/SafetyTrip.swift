internal import Diagnostics
internal import Telemetry

/// Sets signals to safe values once a condition has held for a while, and keeps them until somebody resets
/// it after the condition has gone.
///
/// Without `reset` it stays for the rest of the run. `to` names a signal that is 1 while it is tripped.
struct SafetyTrip: ControlBlock {
  static let id = "safety-trip"
  static let summary = "safe values once a condition has held, latched until reset"

  private let when: ControlCondition
  private let reset: ControlCondition?
  private let after: Double
  private let sets: [ControlAssignment]
  private let to: String?

  init(_ fields: inout Fields) {
    when = fields.condition("when")
    reset = fields.optionalCondition("reset")
    after = fields.span("after", default: .zero, in: .zero...TimeSpan.hours(744)).seconds
    sets = fields.assignments("sets")
    to = fields.optionalString("to")
    if sets.isEmpty {
      fields.problems.add(
        "a trip that sets nothing", at: fields.place, hint: "sets: { PU1: 0 }")
    }
  }

  var reads: [ControlOperand] {
    sets.map(\.value) + when.operands + (reset?.operands ?? [])
  }
  var writes: [String] { sets.map(\.signal) + (to.map { [$0] } ?? []) }
  var commands: [String] { sets.map(\.signal) }
  var isOverriding: Bool { true }
  var flags: [String] { to.map { [$0] } ?? [] }

  func begin() -> any RunningBlock {
    Running(
      when: when, reset: reset, after: after, count: sets.count, hasFlag: to != nil)
  }

  func begin(after past: any RunningBlock) -> any RunningBlock {
    var running = Running(
      when: when, reset: reset, after: after, count: sets.count, hasFlag: to != nil)
    running.isTripped = (past as? Running)?.isTripped ?? false
    return running
  }

  private struct Running: RunningBlock {
    let when: ControlCondition
    let reset: ControlCondition?
    let after: Double
    let count: Int
    let hasFlag: Bool
    var isTripped = false
    var waited: Double?

    init(
      when: ControlCondition, reset: ControlCondition?, after: Double, count: Int, hasFlag: Bool
    ) {
      self.when = when
      self.reset = reset
      self.after = after
      self.count = count
      self.hasFlag = hasFlag
    }

    mutating func scan(_ signals: inout BlockSignals) {
      if signals.holds(when, from: count) {
        let held = waited.map { $0 + signals.elapsed } ?? 0
        waited = held
        if held >= after { isTripped = true } else { signals.wait(after - held) }
      } else {
        waited = nil
        if isTripped, let reset, signals.holds(reset, from: count + when.operands.count) {
          isTripped = false
        }
      }
      if isTripped { for index in 0..<count { signals.write(signals[index], to: index) } }
      if hasFlag { signals.write(isTripped ? 1 : 0, to: count) }
    }
  }
}

extension SafetyTrip: FactualBlock {
  var facts: BlockFacts {
    // It stays tripped until it is reset: when it lets go, nobody can say of values alone.
    let flag = to.map { [$0: BlockFacts.Settled(on: when.proposition, off: .never)] }
    return BlockFacts(
      conditions: [.init(key: "when", condition: when)]
        + (reset.map { [.init(key: "reset", condition: $0)] } ?? []),
      gives: sets, holdsWhile: when, settled: flag ?? [:])
  }
}
