internal import Diagnostics
internal import Telemetry

/// 1 once a value has been beyond a limit for a while, until it is back by a dead band.
///
/// The dead band and the on-delay of ISA-18.2. A missing reading leaves the alarm as it is and begins the delay
/// anew.
struct LimitAlarm: ControlBlock {
  static let id = "limit-alarm"
  static let summary = "an alarm beyond a limit, with dead band and delay"

  private let of: ControlOperand
  private let limit: ControlOperand
  private let isAbove: Bool
  private let deadBand: Double
  private let after: Double
  private let to: String

  init(_ fields: inout Fields) {
    of = fields.requiredOperand("of")
    to = fields.requiredString("to")
    isAbove = !fields.has("below")
    if !isAbove, fields.has("above") {
      fields.problems.add(
        "\(to.isEmpty ? "an alarm" : "the alarm '\(to)'") has two limits", at: fields.place,
        hint: "write one block for each")
      _ = fields.optionalString("above")
    }
    limit = fields.requiredOperand(isAbove ? "above" : "below")
    deadBand = fields.number("deadband", default: 0, in: 0...1e12)
    after = fields.span("after", default: .zero, in: .zero...TimeSpan.hours(744)).seconds
  }

  var reads: [ControlOperand] { [of, limit] }
  var writes: [String] { [to] }
  var alarm: String? { to }
  var flags: [String] { [to] }
  func begin() -> any RunningBlock { Running(isAbove: isAbove, deadBand: deadBand, after: after) }
  func begin(after past: any RunningBlock) -> any RunningBlock {
    var running = Running(isAbove: isAbove, deadBand: deadBand, after: after)
    running.isOn = (past as? Running)?.isOn ?? false
    return running
  }

  private struct Running: RunningBlock {
    let isAbove: Bool
    let deadBand: Double
    let after: Double
    var isOn = false
    /// How long the value has been beyond the limit, seconds; nil where it is not.
    var beyond: Double?

    init(isAbove: Bool, deadBand: Double, after: Double) {
      self.isAbove = isAbove
      self.deadBand = deadBand
      self.after = after
    }

    mutating func scan(_ signals: inout BlockSignals) {
      // How far the value is beyond the limit, by its place and the limit's.
      let (value, limit) = isAbove ? (0, 1) : (1, 0)
      if isOn {
        isOn = !signals.compares(value, limit) { $0 - $1 <= -deadBand }
        beyond = nil
      } else if signals.compares(value, limit, >) {
        let waited = beyond.map { $0 + signals.elapsed } ?? 0
        beyond = waited
        isOn = waited >= after
        if !isOn { signals.wait(after - waited) }
      } else {
        beyond = nil
      }
      signals.write(isOn ? 1 : 0)
    }
  }
}

extension LimitAlarm: FactualBlock {
  var facts: BlockFacts {
    // Back by the dead band: of a limit that moves, where there is none.
    var back: ControlOperand? = deadBand == 0 ? limit : nil
    if case .constant(let value) = limit {
      back = .constant(value + (isAbove ? -deadBand : deadBand))
    }
    let on = Proposition.compare(of, isAbove ? .more : .less, limit)
    let off = back.map { Proposition.compare(of, isAbove ? .notMore : .notLess, $0) }
    return BlockFacts(
      comparisons: [.init(of: of, against: limit)],
      settled: [to: .init(on: on, off: off ?? .never)],
      possible: [
        to: .init(on: off.map { .not($0) } ?? .always, off: after == 0 ? .not(on) : .always)
      ])
  }
}
