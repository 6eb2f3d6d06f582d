internal import Detection
internal import Diagnostics
package import Evaluation
internal import ModelFiles
internal import Prognostics
package import Telemetry

/// Whether a new model may replace the champion, check by check.
package struct GateResult: Codable, Sendable {
  /// One condition.
  package struct Check: Codable, Sendable, Equatable {
    var name: String
    /// Whether it holds.
    package var passed: Bool
    /// Why, with both numbers.
    package var reason: String
  }

  /// The conditions, all of which must hold.
  var checks: [Check]
  /// The champion before; nil where there was none.
  var previous: String?
  /// The largest difference between the exported graph and Tocsin, relative to max(1, |score|).
  var parityDifference: Double?
  /// How many rows the graph was compared on.
  var parityRows: Int

  /// Whether all conditions hold.
  var passed: Bool { checks.allSatisfy(\.passed) }
}

/// The conditions.
package enum Gate {
  /// Exported graph and scorer must agree.
  static func parity(_ report: ParityReport) -> GateResult.Check {
    let difference = Numbers.scientific(report.largestDifference)
    return GateResult.Check(
      name: "parity", passed: report.passed,
      reason: report.passed
        ? "the ONNX graph gives Tocsin's scores on \(report.rows) rows "
          + "(largest difference \(difference))"
        : "the ONNX graph differs from Tocsin by \(difference) "
          + "(at most \(Numbers.scientific(report.tolerance)) is allowed), "
          + "\(report.alarmsDiffering) alarms differ")
  }

  /// False alarms on held-back normal time must not be more than the promise allows, chance granted.
  ///
  /// The model is refused where even the lower end of the rate's interval is more than `factor` times the promise.
  package static func falseAlarms(_ promise: PromiseCheck) -> GateResult.Check {
    GateResult.Check(
      name: "false-alarms", passed: promise.verdict != .broken, reason: promise.reason)
  }

  /// Alarms must not stand for much of held-back normal time: one that never ends is a single event.
  ///
  /// Allowed is a tenth of the time, or as much as the promised alarms take by their hold alone, `factor` times, if that
  /// is more.
  package static func alarmTime(
    share: Double, promisedPerWeek: Double, hold: TimeSpan, factor: Double
  ) -> GateResult.Check {
    let promised = factor * promisedPerWeek * hold.seconds / 604_800
    let allowed = min(1, max(0.1, promised))
    let percent = { (share: Double) in Numbers.plain((share * 1_000).rounded() / 10) }
    return GateResult.Check(
      name: "alarm-time", passed: share <= allowed,
      reason: "alarms stand for \(percent(share)) % of held-back normal time, "
        + "at most \(percent(allowed)) % is allowed")
  }

  /// Scores must rank labelled events better than chance does.
  static func betterThanRandom(_ evaluation: EvaluateResult) -> GateResult.Check {
    let name = "better-than-random"
    guard let random = evaluation.random?.metrics["auc-pr"]?.number,
      let own = evaluation.suites.first?.result.metrics["auc-pr"]?.number
    else {
      return GateResult.Check(
        name: name, passed: true, reason: "not checked: no labelled events in the judged time")
    }
    return GateResult.Check(
      name: name, passed: own > random,
      reason: "AUC-PR \(Numbers.plain(own)) on labelled events, random scores reach "
        + Numbers.plain(random))
  }

  /// A new model must not catch fewer of the labelled events than the champion on the same rows.
  static func recall(
    _ evaluation: EvaluateResult, champion: (version: String, caught: Int)?, rule: String
  ) -> GateResult.Check {
    let name = "recall"
    let windows = evaluation.suites.first?.result.windows ?? []
    let caught = windows.count(where: \.isDetected)
    guard !windows.isEmpty, let champion else {
      return GateResult.Check(
        name: name, passed: true,
        reason: windows.isEmpty
          ? "not checked: no labelled events in the judged time"
          : "\(caught) of \(windows.count) caught; there is no champion to compare with")
    }
    return GateResult.Check(
      name: name, passed: rule == "any" || caught >= champion.caught,
      reason: "\(caught) of \(windows.count) labelled events caught, the champion "
        + "\(champion.version) catches \(champion.caught)")
  }
}

extension Gate {
  /// A new model must not catch fewer of the simulated attacks than the champion on the same traces.
  static func rehearsal(
    _ result: RehearsalResult?, champion: (version: String, caught: Int)?, rule: String
  ) -> GateResult.Check {
    let name = "rehearsal"
    guard let result, !result.attacks.isEmpty else {
      return GateResult.Check(
        name: name, passed: true, reason: "not checked: no attacks were simulated")
    }
    let own = "\(result.caught) of \(result.attacks.count) simulated attacks caught"
    guard let champion else {
      return GateResult.Check(
        name: name, passed: true, reason: "\(own); there is no champion to compare with")
    }
    return GateResult.Check(
      name: name, passed: rule == "any" || result.caught >= champion.caught,
      reason: "\(own), the champion \(champion.version) catches \(champion.caught)")
  }

  /// The exported graph must foresee what the prognoser foresees.
  static func lifeParity(_ report: ParityReport) -> GateResult.Check {
    let difference = Numbers.scientific(report.largestDifference)
    return GateResult.Check(
      name: "life-parity", passed: report.passed,
      reason: report.passed
        ? "the ONNX graph tells Tocsin's lives on \(report.rows) rows (largest difference \(difference))"
        : "the ONNX graph differs from Tocsin by \(difference) "
          + "(at most \(Numbers.scientific(report.tolerance)) is allowed)")
  }

  /// Intervals of remaining life must hold about as often as they promise, on units left out of the fit.
  static func coverage(_ record: PrognoserRecord) -> GateResult.Check {
    let study = record.coverage
    // Ten points below the promise is no longer an interval that somebody can plan with.
    let least = study.nominal - 0.1
    let percent = { (share: Double) in Numbers.plain((share * 1_000).rounded() / 10) }
    return GateResult.Check(
      name: "life-coverage", passed: study.coverage >= least,
      reason:
        "\(percent(study.nominal)) % intervals hold \(percent(study.coverage)) % of unseen lives, "
        + "at least \(percent(least)) % is needed")
  }
}

/// Numbers as sentences show them.
package enum Numbers {
  /// To the thousandth, the unit from 100 on, no exponent below 10¹⁵: `0.25`, `12.4`, `1,203`.
  package static func plain(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let magnitude = abs(value)
    // A cell may hold any number, also one that no Int does.
    if magnitude >= 1e15 { return "\(value)" }
    if magnitude >= 100 || value == value.rounded() { return grouped(Int(value.rounded())) }
    let digits = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value * scale).rounded()
    var text = String(Int(abs(scaled)))
    text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return (scaled < 0 ? "-" : "") + text
  }

  /// Thousands parted by commas.
  package static func grouped(_ value: Int) -> String {
    var digits = String(abs(value))
    var index = digits.endIndex
    while let cut = digits.index(index, offsetBy: -3, limitedBy: digits.startIndex),
      cut > digits.startIndex
    {
      digits.insert(",", at: cut)
      index = cut
    }
    return (value < 0 ? "-" : "") + digits
  }

  /// One digit and a power of ten: `3e-13`; `0` for nothing.
  package static func scientific(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa < 1 { mantissa *= 10; exponent -= 1 }
    while mantissa >= 10 { mantissa /= 10; exponent += 1 }
    var digit = Int(mantissa.rounded())
    if digit == 10 { digit = 1; exponent += 1 }
    return "\(value < 0 ? "-" : "")\(digit)e\(exponent)"
  }
}
