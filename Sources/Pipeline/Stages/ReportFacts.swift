internal import Detection
internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import ModelFiles
package import Reporting
internal import Telemetry

/// Results of the stages → what the report shows.
package struct ReportFacts {
  let context: RunContext
  let run: String
  let asOf: Timestamp
  let detection: DetectionResults?
  let lives: StageResult<LivesResult>?
  let exported: ExportResult
  let alerts: [Alert]
  let keys: StageKeys
  /// The files that stand beside the report.
  let written: [String]

  /// The content of the report.
  func content() throws -> ReportContent {
    let own = detection.map {
      DetectionReport(context: context, detection: $0, alerts: alerts)
    }
    let twin = detection.map { TwinReport(detection: $0) }
    let life = lives.map { LifeReport(lives: $0.result) }
    return ReportContent(
      run: run, asOf: asOf,
      plant: try own?.plant()
        ?? PlantFacts(name: context.configuration.plant, hasTelemetry: false),
      alerts: try own?.reportedAlerts() ?? [], detection: own?.facts(), promise: own?.promise(),
      timeline: try own?.scoreTimeline() ?? ScoreTimeline(), simulated: try twin?.simulated(),
      fidelity: twin?.fidelity(), choice: choice(),
      techniqueHits: detection?.evaluated.result.attribution?.hits,
      remainingLife: life?.remaining() ?? [],
      lifeModel: life?.model(), gate: gate(), model: model(), method: own?.method(),
      provenance: provenance())
  }

  /// `T0856 spoof reporting message: …` in an event's note → the technique.
  package static func technique(_ note: String) -> Alert.Technique? {
    guard let match = note.firstMatch(of: /\bT[01]\d{3}(\.\d{3})?\b/) else { return nil }
    let rest = note[match.range.upperBound...].drop { " +,".contains($0) }
    let name = rest.prefix { !":;.".contains($0) }
    return Alert.Technique(
      id: String(match.output.0), name: name.trimmingCharacters(in: .whitespaces))
  }

  private func choice() -> ChoiceFacts? {
    guard let trained = detection?.trained.result else { return nil }
    return ChoiceReport(tried: trained.choice, members: trained.members).facts()
  }

  private func gate() -> GateOutcome {
    let gate = exported.gate
    let before = gate.previous ?? "none"
    return GateOutcome(
      checks: gate.checks.map { .init(name: $0.name, passed: $0.passed, reason: $0.reason) },
      consequence: gate.passed
        ? "Model \(exported.version) is now current (before: \(before))."
        : "Model \(exported.version) was not promoted; current stays: \(before).")
  }

  private func model() -> ModelFacts {
    ModelFacts(
      version: exported.version, previous: exported.gate.previous,
      files: exported.files.map { .init(name: $0.name, bytes: $0.bytes, sha256: $0.sha256) },
      onnxDifference: exported.gate.parityDifference, onnxRows: exported.gate.parityRows)
  }

  private static let files = [
    ("alerts.jsonl", "the alerts, one JSON object a line"), ("alarms.csv", "every alarm"),
    ("scores.arrow", "scores and alarms of every judged detector"),
    ("fidelity.json", "how near the twin comes to the plant"),
    ("remaining-life.csv", "what is left of every unit that runs"),
    ("metrics.json", "all metrics, the random control, what was rehearsed, and the gate"),
    ("quarantine.csv", "rows that could not be used, with their reasons"),
    ("config.resolved.yaml", "the settings with every default"),
    ("manifest.json", "digests of inputs and files"), ("timing.json", "seconds per stage"),
  ]

  private func provenance() -> Provenance {
    Provenance(
      tool: "tocsin \(Tocsin.version)", seed: context.seed,
      versions: RunContext.versions.sorted { $0.key < $1.key }
        .map { .init(name: $0.key, value: $0.value) },
      inputs: keys.inputs.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) },
      files: Self.files.filter { written.contains($0.0) }.map { .init(name: $0.0, value: $0.1) })
  }
}
