internal import Diagnostics
internal import Telemetry

/// Steps one after the other, each setting signals, until its time is over or its condition holds.
///
/// `starts` says when the first step begins, at once where it is absent; `repeats` whether it begins
/// again; at rest it writes nothing but its own signal, which is the number of the step, 0 at rest.
struct Sequencer: ControlBlock {
  static let id = "sequencer"
  static let summary = "steps that set signals one after the other, by time or condition"

  private struct Step: Sendable, Equatable {
    var lasts: Double?
    var until: ControlCondition?
    var sets: [ControlAssignment]
  }

  private let steps: [Step]
  private let starts: ControlCondition?
  private let repeats: Bool
  private let to: String
  private let signals: [String]

  init(_ fields: inout Fields) {
    let problems = fields.problems
    to = fields.requiredString("to")
    starts = fields.optionalCondition("starts")
    repeats = fields.boolean("repeats", default: true)
    let steps = fields.list("steps").map { item in
      var step = Fields(item, problems: problems)
      defer { step.finish() }
      let read = Step(
        lasts: step.optionalSpan("for", in: TimeSpan(seconds: 1)...TimeSpan.hours(744))?.seconds,
        until: step.optionalCondition("until"), sets: step.assignments("sets"))
      if read.lasts == nil, read.until == nil {
        problems.add(
          "a step that never ends", at: item.place, hint: "say for: 10min or until: a condition")
      }
      return read
    }
    if steps.isEmpty {
      problems.add(
        "a sequencer without steps", at: fields.place,
        hint: "steps: [{ for: 10min, sets: { V1: 1 } }]")
    }
    self.steps = steps
    var signals: [String] = []
    for name in steps.flatMap({ $0.sets.map(\.signal) }) where !signals.contains(name) {
      signals.append(name)
    }
    self.signals = signals
  }

  var reads: [ControlOperand] {
    (starts?.operands ?? [])
      + steps.flatMap { ($0.until?.operands ?? []) + $0.sets.map(\.value) }
  }
  var writes: [String] { [to] + signals }
  var commands: [String] { signals }

  func begin() -> any RunningBlock {
    var operand = starts?.operands.count ?? 0
    let running = steps.map { step in
      let until = operand
      operand += step.until?.operands.count ?? 0
      let sets = step.sets.enumerated().map { index, assignment in
        (from: operand + index, to: 1 + (signals.firstIndex(of: assignment.signal) ?? 0))
      }
      operand += sets.count
      return Running.Step(
        lasts: step.lasts, until: step.until, firstOperand: until, sets: sets)
    }
    return Running(steps: running, starts: starts, repeats: repeats)
  }

  private struct Running: RunningBlock {
    struct Step: Sendable {
      var lasts: Double?
      var until: ControlCondition?
      var firstOperand: Int
      var sets: [(from: Int, to: Int)]
    }

    let steps: [Step]
    let starts: ControlCondition?
    let repeats: Bool
    /// The step, from 0; nil at rest.
    var step: Int?
    /// How long it has lasted, seconds.
    var since = 0.0
    var hasRun = false

    init(steps: [Step], starts: ControlCondition?, repeats: Bool) {
      self.steps = steps
      self.starts = starts
      self.repeats = repeats
    }

    mutating func scan(_ signals: inout BlockSignals) {
      if let current = step {
        since += signals.elapsed
        let own = steps[current]
        let isOver =
          own.lasts.map { since >= $0 } ?? false
          || own.until.map { signals.holds($0, from: own.firstOperand) } ?? false
        if isOver {
          // The next step's own condition has not been asked yet.
          signals.wait(0)
          step = current + 1 < steps.count ? current + 1 : nil
          since = 0
        }
      }
      if step == nil, !steps.isEmpty, repeats || !hasRun,
        starts.map({ signals.holds($0, from: 0) }) ?? true
      {
        step = 0
        since = 0
        hasRun = true
      }
      signals.write(step.map { Double($0 + 1) } ?? 0)
      guard let step else { return }
      if let lasts = steps[step].lasts { signals.wait(lasts - since) }
      for pair in steps[step].sets { signals.write(signals[pair.from], to: pair.to) }
    }
  }
}

extension Sequencer: FactualBlock {
  var facts: BlockFacts {
    BlockFacts(
      conditions: (starts.map { [.init(key: "starts", condition: $0)] } ?? [])
        + steps.compactMap { $0.until.map { .init(key: "until", condition: $0) } },
      gives: steps.flatMap(\.sets))
  }
}
