public import Diagnostics
internal import Evaluation
internal import Telemetry

/// The finished runs of a plant: listed, shown, compared.
public struct RunHistory {
  private let configuration: Configuration

  /// The runs of a configuration's plant.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  private func manifests() throws(Fault) -> [RunManifest] {
    try RunList(folder: configuration.runsFolder).manifests()
  }

  private func manifest(_ id: String) throws(Fault) -> RunManifest {
    let all = try manifests()
    if let manifest = all.first(where: { $0.run == id }) { return manifest }
    throw Fault(
      .missingInput, "there is no finished run '\(id)'", at: Place(file: configuration.runsFolder),
      hint: all.isEmpty ? "run 'tocsin run' first" : Suggestion.hint(for: id, in: all.map(\.run)))
  }

  private func metrics(_ id: String) throws(Fault) -> MetricsFile {
    try JSONFile.read(
      MetricsFile.self, from: "\(configuration.runsFolder)/\(id)/metrics.json")
  }

  /// A line per run: id, "now", gate, what was caught.
  public func table() throws(Fault) -> String {
    let all = try manifests()
    if all.isEmpty { return "no finished runs in \(configuration.runsFolder)\n" }
    return TextColumns.aligned(
      [["run", "data to", "gate", "judged"]]
        + all.map {
          [
            $0.run, $0.asOf.minuteText, $0.stages["export"]?.summary ?? "–",
            $0.stages["evaluate"]?.summary ?? "–",
          ]
        })
  }

  /// The manifests as JSON.
  public func json() throws(Fault) -> String { try JSONFile.text(try manifests()) }

  /// One run.
  public func show(_ id: String, json: Bool) throws(Fault) -> String {
    let manifest = try manifest(id)
    if json { return try JSONFile.text(manifest) }
    var rows = [
      ["run", manifest.run], ["plant", manifest.plant], ["data to", manifest.asOf.minuteText],
      ["seed", "\(manifest.seed)"],
    ]
    rows += manifest.stages.sorted { $0.key < $1.key }.map { [$0.key, $0.value.summary] }
    rows += manifest.versions.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    rows += manifest.files.sorted { $0.key < $1.key }.map { [$0.key, String($0.value.prefix(12))] }
    return TextColumns.aligned(rows)
  }

  /// What differs between two runs, and their detectors' metrics side by side.
  public func compare(_ first: String, _ second: String, json: Bool) throws(Fault) -> String {
    let a = try manifest(first)
    let b = try manifest(second)
    let names = Set(a.inputs.keys).union(b.inputs.keys).sorted()
    var comparison = Comparison(
      inputsThatDiffer: names.filter { a.inputs[$0] != b.inputs[$0] }, metrics: [])
    let right = try metrics(second).detectors
    for own in try metrics(first).detectors {
      guard let other = right.first(where: { $0.name == own.name }) else { continue }
      func add(_ id: String, _ left: Double?, _ right: Double?) {
        comparison.metrics.append(
          Comparison.Row(detector: own.name, metric: id, first: left, second: right))
      }
      for (id, value) in own.evaluation.metrics.rows {
        add(id, value.number, other.evaluation.metrics[id]?.number)
      }
      add("held-back-per-week", own.heldBackPerWeek, other.heldBackPerWeek)
    }
    if json { return try JSONFile.text(comparison) }
    let changed = comparison.inputsThatDiffer
    return
      (changed.isEmpty
      ? "same inputs" : "inputs that differ: \(changed.joined(separator: ", "))") + "\n"
      + TextColumns.aligned(
        [["detector", "metric", first, second]]
          + comparison.metrics.map {
            [$0.detector, $0.metric, text($0.first), text($0.second)]
          })
  }

  private struct Comparison: Encodable {
    struct Row: Encodable {
      var detector: String
      var metric: String
      var first: Double?
      var second: Double?
    }

    var inputsThatDiffer: [String]
    var metrics: [Row]
  }

  private func text(_ value: Double?) -> String { value.map(Numbers.plain) ?? "–" }
}
