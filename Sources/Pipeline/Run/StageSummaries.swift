internal import Diagnostics
internal import Evaluation
internal import Telemetry

/// `26,064 rows × 33 tags, 6 files · 12 rows quarantined · 2 gaps`.
struct IngestSummary {
  let line: String

  init(_ result: IngestStage.Result) {
    let manifest = result.store.manifest
    let quarantined = manifest.sources.reduce(0) { $0 + $1.rowsQuarantined }
    let tags = manifest.tags.count
    var parts = [
      "\(Numbers.grouped(manifest.rows)) rows × \(tags) \(tags == 1 ? "tag" : "tags"), "
        + "\(manifest.sources.count) \(manifest.sources.count == 1 ? "file" : "files")"
    ]
    if quarantined > 0 {
      parts.append(
        "\(Numbers.grouped(quarantined)) \(quarantined == 1 ? "row" : "rows") quarantined")
    }
    let gaps = result.gaps
    if gaps > 0 { parts.append("\(gaps) \(gaps == 1 ? "gap" : "gaps")") }
    if result.isUnchanged { parts.insert("unchanged", at: 0) }
    line = parts.joined(separator: " · ")
  }
}

/// `5 detectors on 21,600 normal rows · deployed: default (var-innovations + missing-data)`.
enum TrainSummary {
  static func line(_ result: TrainResult) -> String {
    let count = result.suites.count
    guard let first = result.suites.first else { return "nothing" }
    let chains = first.chains.map(\.detector).joined(separator: " + ")
    return "\(count) \(count == 1 ? "detector" : "detectors") on "
      + "\(Numbers.grouped(result.normalRows)) normal rows · chosen: \(first.name)"
      + (first.name == chains ? "" : " (\(chains))")
  }
}

/// `8 of 8 attacks caught, half within 40 min (told within 14 h) · 0.6 false alarms/week (promised 1, 0.8 on
/// held-back time) · at other times: 1.2 of 8`.
enum EvaluateSummary {
  static func line(_ result: EvaluateResult, _ trained: TrainResult) -> String {
    guard let own = result.suites.first?.result, let suite = trained.suites.first else {
      return "nothing judged"
    }
    var parts: [String] = []
    let total = own.windows.count
    if total == 0 {
      parts.append("no labelled events in the judged time")
      if let rehearsed = result.simulated, !rehearsed.attacks.isEmpty {
        parts.append(
          "simulated attacks only: \(rehearsed.caught) of \(rehearsed.attacks.count) caught"
            + (trained.isChosenByAttacks ? " (they chose the detectors: a little too good)" : ""))
      }
    } else {
      let caught = own.windows.count(where: \.isDetected)
      var text = "\(caught) of \(total) attacks caught"
      if let half = own.metrics["time-to-detect"]?.number, caught > 0 {
        text += half > 0 ? ", half within \(TimeSpan(seconds: half).roundedText)" : ", half at once"
        if let told = own.operational?.delays?.median {
          text += " (told within \(TimeSpan(seconds: told).roundedText))"
        }
      }
      parts.append(text)
    }
    let weeks = own.normalTime.seconds / 604_800
    if weeks > 0 {
      parts.append(
        "\(Numbers.plain(Double(own.falseAlarms.count) / weeks)) false alarms/week "
          + "(promised \(Numbers.plain(suite.promisedPerWeek)), "
          + "\(Numbers.plain(suite.achievedPerWeek)) on held-back time)")
    }
    if let share = own.metrics["alarm-time-share"]?.number, share > 0 {
      parts.append("alarm on \(Numbers.plain((share * 1000).rounded() / 10)) % of the time")
    }
    if let shifted = own.shifted {
      parts.append(
        "at other times: \(Numbers.plain(shifted.eventRecall * Double(total))) of \(total)")
    }
    return parts.joined(separator: " · ")
  }
}
