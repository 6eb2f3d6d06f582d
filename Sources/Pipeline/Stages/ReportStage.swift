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
  let asOf: Timestamp
  let keys: StageKeys
  let resolved: String
  let detection: DetectionResults?
  let lives: StageResult<LivesResult>?
  let exported: ExportResult

  /// Writes the run folder, its manifest last, and says what today's line is.
  func write() throws -> (folder: String, today: String) {
    let configuration = context.configuration
    let folder = "\(configuration.runsFolder)/\(run)"
    try Folder.make(folder)
    AtomicFile.removeTemporaries(in: folder)
    var files: [(String, [UInt8])] = [("config.resolved.yaml", Array(resolved.utf8))]
    var alerts: [Alert] = []
    if let detection {
      let made = AlertMaker(plant: configuration.plant, tags: detection.trained.result.tags)
        .alerts(detection.evaluated.result.alarms)
      alerts = merged(made, previous: try previousAlerts(before: asOf))
      let quarantine = "\(configuration.storeFolder)/\(IngestStage.quarantineName)"
      files += [
        ("alarms.csv", Array(alarmLines(detection.evaluated.result.alarms).utf8)),
        ("alerts.jsonl", Array(AlertsFile.lines(alerts).utf8)),
        ("quarantine.csv", try FileBytes.read(quarantine)),
        ("scores.arrow", try FileBytes.read("\(detection.evaluated.folder)/scores.arrow")),
      ]
      if let calibrated = detection.calibrated {
        let name = CalibrateStage.fidelityFile
        files.append((name, try FileBytes.read("\(calibrated.folder)/\(name)")))
      }
    }
    if let lives {
      files.append(("remaining-life.csv", Array(LifeTable.text(lives.result).utf8)))
    }
    let content = try ReportFacts(
      context: context, run: run, asOf: asOf, detection: detection, lives: lives,
      exported: exported, alerts: alerts, keys: keys,
      written: files.map(\.0) + ["metrics.json", "manifest.json", "timing.json"]
    ).content()
    files += [
      ("metrics.json", Array(try JSONFile.text(metrics()).utf8)),
      ("report.html", Array(ReportPage.render(content).utf8)),
    ]
    files.sort { $0.0 < $1.0 }
    for (name, bytes) in files { try AtomicFile.write(bytes, to: "\(folder)/\(name)") }
    let manifest = RunManifest(
      plant: configuration.plant, run: run, asOf: asOf, seed: context.seed,
      versions: RunContext.versions, inputs: keys.inputs, stages: stages(),
      files: Dictionary(
        files.map { ($0.0, SHA256.hash($0.1)) }, uniquingKeysWith: { first, _ in first }))
    try JSONFile.write(manifest, to: "\(folder)/manifest.json")
    return (folder, content.headline.text)
  }

  private func stages() -> [String: RunManifest.Stage] {
    var stages: [String: RunManifest.Stage] = [
      "export": .init(
        key: keys.run, summary: exported.gate.passed ? "gate passed" : "gate failed")
    ]
    if let detection {
      let trained = detection.trained.result
      let evaluated = detection.evaluated.result
      stages["train"] = .init(key: keys.train, summary: TrainSummary.line(trained))
      stages["evaluate"] = .init(
        key: keys.evaluate, summary: EvaluateSummary.line(evaluated, trained))
      if let calibrated = detection.calibrated {
        stages["calibrate"] = .init(key: keys.calibrate, summary: calibrated.result.line)
      }
      if let simulated = detection.simulated {
        stages["simulate"] = .init(
          key: keys.simulate, summary: SimulateSummary.line(simulated.result))
      }
    }
    if let lives {
      stages["lives"] = .init(key: keys.lives, summary: LifeSummary.line(lives.result))
    }
    return stages
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

  private func metrics() -> MetricsFile {
    var file = MetricsFile(
      judged: detection?.evaluated.result.judged, detectors: [],
      random: detection?.evaluated.result.random, gate: exported.gate,
      lives: lives?.result.prognosers.map(\.figures) ?? [])
    guard let detection else { return file }
    file.detectors = zip(detection.evaluated.result.suites, detection.trained.result.suites)
      .map { evaluation, record in
        MetricsFile.Detector(
          name: evaluation.name, promisedPerWeek: record.promisedPerWeek,
          heldBackPerWeek: record.achievedPerWeek, heldBackAlarms: record.heldBackAlarms,
          heldBackSeconds: record.heldBackSeconds, heldBackAlarmShare: record.heldBackAlarmShare,
          falseAlarmsPerWeek: evaluation.result.normalTime > .zero
            ? Double(evaluation.result.falseAlarms.count)
              / (evaluation.result.normalTime.seconds / 604_800) : nil,
          evaluation: evaluation.result)
      }
    file.choice = detection.trained.result.choice
    file.attribution = detection.evaluated.result.attribution
    file.members = detection.trained.result.members
    file.simulated = detection.evaluated.result.simulated.map(MetricsFile.Simulated.init)
    return file
  }
}

/// `metrics.json` of a run folder.
struct MetricsFile: Codable {
  /// One judged detector or suite.
  struct Detector: Codable {
    var name: String
    var promisedPerWeek: Double
    var heldBackPerWeek: Double
    var heldBackAlarms: Int
    var heldBackSeconds: Double
    var heldBackAlarmShare: Double
    var falseAlarmsPerWeek: Double?
    var evaluation: EvaluationResult
  }

  /// How the deployed suite did on simulated attacks.
  struct Simulated: Codable {
    var attacks: Int
    var caught: Int
    var score: Double?
    var medianTimeToDetect: TimeSpan?
    var lookAlikes: Int
    var lookAlikesAlarmed: Int
    var untouchedPerWeek: Double?

    init(_ result: RehearsalResult) {
      attacks = result.attacks.count
      caught = result.caught
      score = result.score
      medianTimeToDetect = result.medianTimeToDetect
      lookAlikes = result.lookAlikes.count
      lookAlikesAlarmed = result.lookAlikes.count(where: \.isCaught)
      untouchedPerWeek = result.untouchedPerWeek
    }
  }

  var schemaVersion = 2
  var judged: TimeRange?
  var detectors: [Detector]
  var random: RandomControlResult?
  var gate: GateResult
  var choice: [CandidateRecord] = []
  var members: [MemberRecord]?
  var simulated: Simulated?
  /// How often the right technique is told of simulated attacks; nil where too few alarmed.
  var attribution: TechniqueStudy?
  var lives: [LifeFigures] = []
}
