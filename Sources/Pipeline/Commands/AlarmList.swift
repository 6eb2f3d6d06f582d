public import Diagnostics
internal import Reporting
internal import Telemetry

/// The alarms of a plant's newest finished run, or of a run that is named: listed, and one shown whole.
public struct AlarmList {
  private let run: String
  private let alerts: [Alert]
  private let hits: TechniqueHits?

  // What of `metrics.json` is told beside an alarm.
  private struct Figures: Decodable {
    var attribution: TechniqueStudy?
  }

  /// Reads `alerts.jsonl` of a run.
  ///
  /// - Parameters:
  ///   - configuration: whose plant it is.
  ///   - run: the run's id; nil for the newest finished one.
  /// - Throws: ``Fault`` of kind `missingInput` where there is no such run or it left no alerts, `badData` where a line
  ///   is not an alert.
  public init(_ configuration: Configuration, run: String? = nil) throws(Fault) {
    let runs = RunList(folder: configuration.runsFolder)
    let manifests = try runs.manifests()
    let place = Place(file: configuration.runsFolder)
    guard let newest = try runs.newest() else {
      throw Fault(
        .missingInput, "there is no finished run of '\(configuration.plant)'", at: place,
        hint: "run 'tocsin run' first")
    }
    let wanted = run ?? newest.run
    guard manifests.contains(where: { $0.run == wanted }) else {
      throw Fault(
        .missingInput, "there is no finished run '\(wanted)'", at: place,
        hint: Suggestion.hint(for: wanted, in: manifests.map(\.run)))
    }
    self.run = wanted
    let path = "\(configuration.runsFolder)/\(wanted)/alerts.jsonl"
    guard Folder.exists(path) else {
      throw Fault(
        .missingInput, "the run '\(wanted)' has no alerts: no telemetry was judged in it",
        at: Place(file: path))
    }
    alerts = try AlertsFile.alerts(
      in: String(decoding: try FileBytes.read(path), as: UTF8.self), file: path)
    let metrics = "\(configuration.runsFolder)/\(wanted)/metrics.json"
    hits =
      Folder.exists(metrics)
      ? try JSONFile.read(Figures.self, from: metrics).attribution?.hits : nil
  }

  /// A line per alarm, oldest first.
  public func table() -> String {
    if alerts.isEmpty { return "no alarms in run \(run)\n" }
    return TextColumns.aligned(
      [["id", "status", "severity", "first seen", "last seen", "asset", "looks like"]]
        + alerts.map { alert in
          [
            alert.id, alert.status.rawValue, alert.severity.rawValue, alert.firstSeen.minuteText,
            alert.lastSeen.minuteText, alert.asset, Self.firstLikely(alert),
          ]
        })
  }

  /// The alarms as `alerts.jsonl` holds them, a JSON object a line.
  public func json() -> String { AlertsFile.lines(alerts) }

  /// One alarm with the parts of its tags, assets and controllers, and what it looks like.
  ///
  /// - Parameters:
  ///   - id: its id, or the beginning of it.
  ///   - json: its line of `alerts.jsonl` instead of text.
  /// - Throws: ``Fault`` of kind `missingInput` where no alarm's id begins so, or those of several do.
  public func show(_ id: String, json: Bool) throws(Fault) -> String {
    let found = alerts.filter { $0.id.hasPrefix(id) }
    guard let alert = found.first, found.count == 1, !id.isEmpty else {
      throw Fault(
        .missingInput,
        found.count > 1
          ? "'\(id)' is the beginning of \(found.count) alarms' ids in run \(run)"
          : "there is no alarm '\(id)' in run \(run)",
        hint: found.count > 1
          ? "give more of it" : Suggestion.hint(for: id, in: alerts.map(\.id)))
    }
    return json ? AlertsFile.lines([alert]) : text(alert)
  }

  private func text(_ alert: Alert) -> String {
    var rows = [
      ["id", alert.id], ["status", alert.status.rawValue], ["severity", alert.severity.rawValue],
      ["first seen", alert.firstSeen.minuteText], ["last seen", alert.lastSeen.minuteText],
      ["highest score", alert.peak.map { "\(Numbers.plain($0)) times the limit" } ?? "–"],
      ["raised by", alert.detector], ["what", alert.summary], ["next check", alert.nextCheck],
      ["assets", Self.parts(alert.assets)], ["controllers", Self.parts(alert.controllers)],
    ]
    if let likely = alert.likely {
      rows += LikelyLines(likely, hits: hits).rows
    } else {
      rows.append(["looks like", alert.technique.map { "\($0.id) \($0.name)" } ?? "not compared"])
    }
    guard !alert.tags.isEmpty else { return TextColumns.aligned(rows) }
    return TextColumns.aligned(rows) + "\n"
      + TextColumns.aligned(
        [["tag", "part", "expected", "seen", "unit"]]
          + alert.tags.map { tag in
            [
              tag.tag, tag.share.map(Self.percent) ?? "–", tag.expected.map(Numbers.plain) ?? "–",
              tag.seen.map(Numbers.plain) ?? "–", tag.unit ?? "",
            ]
          })
  }

  private static func percent(_ share: Double) -> String {
    "\(Numbers.plain((share * 100).rounded())) %"
  }

  private static func parts(_ parts: [Alert.Part]?) -> String {
    guard let parts, !parts.isEmpty else { return "–" }
    return parts.map { "\($0.name) \(percent($0.share))" }.joined(separator: ", ")
  }

  private static func firstLikely(_ alert: Alert) -> String {
    guard let likely = alert.likely else { return alert.technique?.id ?? "–" }
    return LikelyLines(likely, hits: nil).first
  }
}
