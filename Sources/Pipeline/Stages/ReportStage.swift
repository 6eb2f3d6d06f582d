internal import Detection
internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import ModelFiles
internal import Reporting
internal import Telemetry

/// Everything → the run folder: report, alerts, alarms, metrics, manifest.
struct ReportStage {
  let context: RunContext
  let run: String
  let keys: StageKeys
  let resolved: String

  /// Writes the run folder, its manifest last, and says what today's line is.
  func write(
    store: Store, timeline: Timeline, events: [PlantEvent], trained: TrainResult,
    trainFolder: String, evaluated: EvaluateResult, evaluateFolder: String, exported: ExportResult
  ) throws -> (folder: String, today: String) {
    let configuration = context.configuration
    let folder = "\(configuration.runsFolder)/\(run)"
    try Folder.make(folder)
    AtomicFile.removeTemporaries(in: folder)
    let made = AlertMaker(plant: configuration.plant, tags: trained.tags).alerts(evaluated.alarms)
    let alerts = merged(made, previous: try previousAlerts(before: timeline.asOf))
    let content = try ReportFacts(
      context: context, run: run, store: store, timeline: timeline, events: events,
      trained: trained, trainFolder: trainFolder, evaluated: evaluated,
      evaluateFolder: evaluateFolder, exported: exported, alerts: alerts, keys: keys
    ).content()

    let quarantine = "\(configuration.storeFolder)/\(IngestStage.quarantineName)"
    let files: [(String, [UInt8])] = [
      ("alarms.csv", Array(alarmLines(evaluated.alarms).utf8)),
      ("alerts.jsonl", Array(AlertsFile.lines(alerts).utf8)),
      ("config.resolved.yaml", Array(resolved.utf8)),
      ("metrics.json", Array(try JSONFile.text(metrics(evaluated, trained, exported)).utf8)),
      ("quarantine.csv", try FileBytes.read(quarantine)),
      ("report.html", Array(ReportPage.render(content).utf8)),
      ("scores.arrow", try FileBytes.read("\(evaluateFolder)/scores.arrow")),
    ]
    for (name, bytes) in files { try AtomicFile.write(bytes, to: "\(folder)/\(name)") }
    let manifest = RunManifest(
      plant: configuration.plant, run: run, asOf: timeline.asOf, seed: context.seed,
      versions: RunContext.versions, inputs: keys.inputs,
      stages: [
        "train": .init(key: keys.train, summary: TrainSummary.line(trained)),
        "evaluate": .init(key: keys.evaluate, summary: EvaluateSummary.line(evaluated, trained)),
        "export": .init(
          key: keys.run,
          summary: exported.gate.passed ? "gate passed" : "gate failed"),
      ],
      files: Dictionary(
        files.map { ($0.0, SHA256.hash($0.1)) }, uniquingKeysWith: { first, _ in first }))
    try JSONFile.write(manifest, to: "\(folder)/manifest.json")
    return (folder, content.headline.text)
  }

  // Open alarms carry on the alerts of the run before; closed ones are listed as closed.
  private func merged(_ made: [Alert], previous: [Alert]) -> [Alert] {
    var alerts = AlertsFile.carry(
      previous: previous, current: made.filter { $0.status != .closed })
    for alert in made where alert.status == .closed {
      if let index = alerts.firstIndex(where: { $0.id == alert.id }) {
        alerts[index] = alert
      } else {
        alerts.append(alert)
      }
    }
    return alerts.sorted { ($0.firstSeen, $0.id) < ($1.firstSeen, $1.id) }
  }

  // The alerts of the newest run that looked at an earlier "now".
  private func previousAlerts(before asOf: Timestamp) throws -> [Alert] {
    let runs = try RunList(folder: context.configuration.runsFolder).manifests()
    guard
      let last = runs.filter({ $0.asOf < asOf }).max(by: { ($0.asOf, $0.run) < ($1.asOf, $1.run) })
    else { return [] }
    let path = "\(context.configuration.runsFolder)/\(last.run)/alerts.jsonl"
    guard Folder.exists(path) else { return [] }
    return try AlertsFile.alerts(
      in: String(decoding: try FileBytes.read(path), as: UTF8.self), file: path)
  }

  private func alarmLines(_ alarms: [AlarmRecord]) -> String {
    var lines = ["start,end,open,peak,peak_time,detector,tags"]
    for alarm in alarms {
      lines.append(
        [
          alarm.range.start.description, alarm.range.end.description, alarm.isOpen ? "1" : "0",
          "\(alarm.peak)", alarm.peakTime.description, CSVField.escaped(alarm.chain),
          CSVField.escaped(alarm.tags.map(\.tag).joined(separator: " ")),
        ].joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func metrics(
    _ evaluated: EvaluateResult, _ trained: TrainResult, _ exported: ExportResult
  ) -> MetricsFile {
    MetricsFile(
      judged: evaluated.judged,
      detectors: zip(evaluated.suites, trained.suites).map { evaluation, record in
        MetricsFile.Detector(
          name: evaluation.name, promisedPerWeek: record.promisedPerWeek,
          heldBackPerWeek: record.achievedPerWeek,
          falseAlarmsPerWeek: evaluation.result.normalTime > .zero
            ? Double(evaluation.result.falseAlarms.count)
              / (evaluation.result.normalTime.seconds / 604_800) : nil,
          evaluation: evaluation.result)
      }, random: evaluated.random, gate: exported.gate)
  }
}

/// `metrics.json` of a run folder.
struct MetricsFile: Codable {
  /// One judged detector or suite.
  struct Detector: Codable {
    var name: String
    var promisedPerWeek: Double
    var heldBackPerWeek: Double
    var falseAlarmsPerWeek: Double?
    var evaluation: EvaluationResult
  }

  var schemaVersion = 1
  var judged: TimeRange
  var detectors: [Detector]
  var random: RandomControlResult?
  var gate: GateResult
}
