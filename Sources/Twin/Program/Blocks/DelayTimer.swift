internal import Diagnostics
internal import Telemetry

/// A signal that follows another late: on after it was on for a while, off after it was off for a while.
///
/// IEC 61131-3's TON with `on-after`, its TOF with `off-after`.
struct DelayTimer: ControlBlock {
  static let id = "delay-timer"
  static let summary = "a signal that goes on or off only after another has stayed so for a while"

  private let of: ControlOperand
  private let to: String
  private let onAfter: Double
  private let offAfter: Double

  init(_ fields: inout Fields) {
    of = fields.requiredOperand("of")
    to = fields.requiredString("to")
    onAfter = fields.span("on-after", default: .zero, in: .zero...TimeSpan.hours(744)).seconds
    offAfter = fields.span("off-after", default: .zero, in: .zero...TimeSpan.hours(744)).seconds
  }

  var reads: [ControlOperand] { [of] }
  var writes: [String] { [to] }
  var isRetentive: Bool { true }
  func begin() -> any RunningBlock { Running(onAfter: onAfter, offAfter: offAfter) }

  private struct Running: RunningBlock {
    let onAfter: Double
    let offAfter: Double
    /// Its own state; nil before the first scan.
    var state: Bool?
    /// How long the input has differed from it, seconds; nil where it does not.
    var differs: Double?

    init(onAfter: Double, offAfter: Double) {
      self.onAfter = onAfter
      self.offAfter = offAfter
    }

    mutating func scan(_ signals: inout BlockSignals) {
      let input = signals[0]
      var isOn = state ?? (signals.written(0) > 0.5)
      if input.isNaN || (input > 0.5) == isOn {
        differs = nil
      } else {
        let waited = differs.map { $0 + signals.elapsed } ?? 0
        differs = waited
        let after = isOn ? offAfter : onAfter
        if waited >= after {
          isOn.toggle()
          differs = nil
        } else {
          signals.wait(after - waited)
        }
      }
      state = isOn
      signals.write(isOn ? 1 : 0)
    }
  }
}

extension DelayTimer: FactualBlock {
  var facts: BlockFacts {
    // A missing input changes nothing; without a delay the input alone says what may be.
    let (on, off) = (
      Proposition.not(.compare(of, .notMore, .constant(0.5))), Proposition.not(.isSet(of))
    )
    return BlockFacts(
      settled: [to: .init(on: .isSet(of), off: .not(.isSet(of)))],
      possible: [to: .init(on: offAfter == 0 ? on : .always, off: onAfter == 0 ? off : .always)])
  }
}
