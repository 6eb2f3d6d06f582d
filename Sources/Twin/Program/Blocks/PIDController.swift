internal import Diagnostics
internal import Telemetry

/// A discrete PID controller with anti-windup and bumpless transfer.
///
/// Positional form with the derivative on the filtered measurement (Åström and Hägglund, Advanced PID
/// Control, §3.2–3.5): no kick when the set point steps, the integral follows the limits, and the
/// output that an operator, an interlock or a trip holds, so that automatic operation takes over where he left it.
struct PIDController: ControlBlock {
  static let id = "pid-controller"
  static let summary = "a discrete PID with anti-windup and bumpless transfer"

  private let of: ControlOperand
  private let setpoint: ControlOperand
  private let manual: ControlCondition?
  private let manualValue: ControlOperand
  private let tuning: Tuning
  private let to: String

  struct Tuning: Sendable, Equatable {
    /// Proportional gain, output per input; negative where the output must fall with the error.
    var gain: Double
    /// Integral time, seconds; 0: no integral part.
    var integral: Double
    /// Derivative time, seconds; 0: no derivative part.
    var derivative: Double
    /// The derivative's filter: its time constant in parts of the derivative time.
    var filter: Double
    /// Limits of the output.
    var low: Double
    var high: Double
    /// The drive's resolution, from `low` on; 0: any number.
    var step: Double
  }

  init(_ fields: inout Fields) {
    of = fields.requiredOperand("of")
    setpoint = fields.requiredOperand("setpoint")
    to = fields.requiredString("to")
    manual = fields.optionalCondition("manual")
    manualValue = fields.optionalOperand("at") ?? .signal(to)
    let times = TimeSpan.zero...TimeSpan.hours(744)
    tuning = Tuning(
      gain: fields.number("gain", default: 1, in: -1e9...1e9),
      integral: fields.span("integral", default: .zero, in: times).seconds,
      derivative: fields.span("derivative", default: .zero, in: times).seconds,
      filter: fields.number("filter", default: 0.1, in: 0.01...1),
      low: fields.number("low", default: 0, in: -1e12...1e12),
      high: fields.number("high", default: 1, in: -1e12...1e12),
      step: fields.number("step", default: 0, in: 0...1e12))
    if tuning.low >= tuning.high {
      fields.problems.add(
        "the output of \(to.isEmpty ? "a PID controller" : "'\(to)'") goes from \(tuning.low) to \(tuning.high)",
        at: fields.place,
        hint: "low must be less than high")
    } else if tuning.step > tuning.high - tuning.low {
      fields.problems.add(
        "the output of \(to.isEmpty ? "a PID controller" : "'\(to)'") moves by \(tuning.step), and its whole range is "
          + "\(tuning.high - tuning.low)",
        at: fields.place,
        hint: "step: what the drive resolves, like a hundredth of the range; 0 is any number")
    }
  }

  var reads: [ControlOperand] { [of, setpoint, manualValue] + (manual?.operands ?? []) }
  var writes: [String] { [to] }
  var commands: [String] { writes }
  var isContinuous: Bool { true }
  func begin() -> any RunningBlock { Running(tuning: tuning, manual: manual) }

  private struct Running: RunningBlock {
    let tuning: Tuning
    let manual: ControlCondition?
    /// The integral part; nil before the first scan with a reading.
    var integral: Double?
    /// The measurement of the scan before, and its filtered slope.
    var before = 0.0
    var slope = 0.0
    /// What it wrote in the scan before.
    var output = Double.nan

    init(tuning: Tuning, manual: ControlCondition?) {
      self.tuning = tuning
      self.manual = manual
    }

    // What the drive makes of it: it stands between two steps for many scans, and the process is solved at a step alone.
    private func stepped(_ value: Double) -> Double {
      if tuning.step == 0 { return value }
      return limited(tuning.low + ((value - tuning.low) / tuning.step).rounded() * tuning.step)
    }

    private func limited(_ value: Double) -> Double { max(tuning.low, min(value, tuning.high)) }

    mutating func scan(_ signals: inout BlockSignals) {
      // Its integral and its slope move in every scan.
      signals.wait(0)
      let (y, r) = (signals[0], signals[1])
      // Without a reading or a set point the output stays where it is.
      guard y.isFinite, r.isFinite else { return }
      let h = signals.elapsed
      let proportional = tuning.gain * (r - y)
      if integral != nil, h > 0, tuning.derivative > 0 {
        // Tf·ds/dt + s = dy/dt, backward differences
        let filter = tuning.derivative * tuning.filter
        slope = (filter * slope + (y - before)) / (filter + h)
      }
      before = y
      let derivative = -tuning.gain * tuning.derivative * slope
      let present = signals.written(0)
      let isManual = manual.map { signals.holds($0, from: 3) } ?? false
      guard !isManual, var sum = integral else {
        // Whoever holds the output, or held it before the first scan, is followed: the next output is his.
        let held = isManual ? signals[2] : present
        output = stepped(limited(held.isFinite ? held : tuning.low))
        integral = output - proportional - derivative
        return signals.write(output)
      }
      // Another block wrote over it: what it holds is followed, or the integral would wind up behind it.
      if present.isFinite, present != output { sum = limited(present) - proportional - derivative }
      // i += K·h/Ti·e, and no further than the output's limits (conditional integration, §3.5)
      var next = sum
      if tuning.integral > 0 { next += tuning.gain * h / tuning.integral * (r - y) }
      let wanted = proportional + next + derivative
      let possible = limited(wanted)
      output = stepped(possible)
      let pushes = (wanted > possible && next > sum) || (wanted < possible && next < sum)
      integral = pushes ? sum : next
      signals.write(output)
    }
  }
}

extension PIDController: FactualBlock {
  var facts: BlockFacts {
    BlockFacts(
      conditions: manual.map { [.init(key: "manual", condition: $0)] } ?? [],
      comparisons: [.init(of: of, against: setpoint)])
  }
}
