package import Evaluation
internal import Telemetry

extension TrainResult.SuiteRecord {
  /// The promise against what held-back normal time says of it.
  func promise(within tolerance: Double) -> PromiseCheck {
    PromiseCheck(
      alarms: heldBackAlarms, watched: TimeSpan(seconds: heldBackSeconds),
      promisedPerWeek: promisedPerWeek, tolerance: tolerance)
  }
}

extension PromiseCheck {
  /// `0.95 a week (95 %: 0.58 to 1.47)`, or that nothing was watched.
  package var rateText: String {
    guard let rate = perWeek, let low = lowPerWeek, let high = highPerWeek else {
      return "no rate: no time was held back"
    }
    return "\(Numbers.plain(rate)) a week (95 %: \(Numbers.plain(low)) to \(Numbers.plain(high)))"
  }

  /// What was counted, what was promised, and what that says.
  package var reason: String {
    let counted =
      "\(alarms) false \(alarms == 1 ? "alarm" : "alarms") in \(watched.roundedText) of held-back normal time: "
      + "\(rateText), \(Numbers.plain(promisedPerWeek)) promised"
    let times = "\(Numbers.plain(tolerance)) times the promise"
    return switch verdict {
    case .kept: counted
    case .tooShort: counted + "; too short a time to tell: it takes \(neededTime.roundedText)"
    case .unclear: counted + "; more than \(times), but no more than chance may give"
    case .broken: counted + "; even the lower end is more than \(times)"
    }
  }

  /// A warning where the time is too short to tell anything; nil where it is not.
  package var notice: String? {
    guard verdict == .tooShort,
      let high = PromiseCheck(
        alarms: 0, watched: watched, promisedPerWeek: promisedPerWeek, tolerance: tolerance
      ).highPerWeek
    else { return nil }
    return
      "the promise of \(Numbers.plain(promisedPerWeek)) false alarms a week cannot be checked: "
      + "even without one in \(watched.roundedText) of held-back normal time "
      + "\(Numbers.plain(high)) a week would be possible (95 %); it takes \(neededTime.roundedText)"
  }
}
