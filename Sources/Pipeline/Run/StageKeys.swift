internal import Attacks
internal import Diagnostics
internal import Evaluation
internal import Telemetry

/// The digests that decide whether a stage's result is still good.
struct StageKeys {
  /// What went in, by name, for the manifest.
  let inputs: [String: String]
  let calibrate: String
  let simulate: String
  let train: String
  let lives: String
  let evaluate: String
  let run: String

  /// Works the digests out.
  ///
  /// - Parameters:
  ///   - telemetry: the store and its timeline; nil for a plant without telemetry.
  ///   - twin: SHA-256 of the files of the twin's process, by name.
  ///   - campaign: SHA-256 of the campaign's file, by name; empty where none is named.
  ///   - units: SHA-256 of the files of units and their histories, by name.
  init(
    telemetry: (store: Store, timeline: Timeline)?, twin network: [String: String],
    campaign: [String: String],
    units: [String: String], resolved: String, seed: UInt64, asOf: Timestamp
  ) {
    func digest(_ parts: [String]) -> String { SHA256.hash(parts.joined(separator: "\n")) }
    let versions = RunContext.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let section = { (name: String) in Self.section(name, of: resolved) }
    func named(_ files: [String: String]) -> [String] {
      files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    }
    var inputs = ["configuration": digest([resolved])]
    for (name, value) in network { inputs["file \(name)"] = value }
    for (name, value) in campaign { inputs["file \(name)"] = value }
    for (name, value) in units { inputs["file \(name)"] = value }
    var data = ""
    var normal: [String] = []
    var judged: [String] = []
    var followed: [String] = []
    if let (store, timeline) = telemetry {
      let manifest = store.manifest
      data = digest(
        manifest.partitions.map { "\($0.sha256) \($0.deletions)" }
          + manifest.tags.map { "\($0)" } + ["\(manifest.sampleInterval?.nanoseconds ?? 0)"])
      inputs["telemetry"] = data
      for source in manifest.sources { inputs["file \(source.name)"] = source.sha256 }
      normal = ["\(timeline.normal.ranges)"]
      // A twin that follows its plant stands where the last row does.
      if section("twin").contains("follow:"), !section("twin").contains("follow: none") {
        followed = ["\(timeline.asOf)"]
      }
      judged = [
        "\(timeline.scored)", "\(timeline.judged)", "\(timeline.events)", "\(timeline.leftOut)",
      ]
    }
    self.inputs = inputs
    let calibration =
      versions + [data, section("twin"), "seed \(seed)"] + named(network) + normal
    calibrate = digest(calibration + followed)
    // What a trace says of its rows: results without it are made again.
    let labels = "labels \(SampleLabel.columns.joined(separator: " "))"
    simulate = digest([calibrate, section("attacks"), labels] + named(campaign))
    let twin = section("twin").isEmpty || section("attacks").isEmpty ? "" : simulate
    // The prognosers stand last below `train:`; neither side is fitted anew for the other's settings.
    let lines = section("train").split(separator: "\n")
    let last = lines.firstIndex(of: "  prognosers:") ?? lines.endIndex
    let detectors = lines[..<last].joined(separator: "\n")
    let prognosers = lines[last...].joined(separator: "\n")
    // Rules that the plant's files declare come with the calibrated twin, wherever it stands.
    let rules = section("twin").isEmpty ? "" : digest(calibration)
    train = digest(versions + [data, detectors, "seed \(seed)", twin, rules] + normal)
    lives = digest(
      versions + [section("timezone"), prognosers, "seed \(seed)", "\(asOf)"] + named(units))
    // What is computed of a run, and by what rule: results without a metric, and alarms that do not tell silence, are
    // made again.
    let metrics =
      "rule \(Evaluator.rule) metrics \(Metrics.catalog.entries.map(\.id).joined(separator: " ")) silence"
    evaluate = digest([train, section("evaluate"), metrics, "seed \(seed)"] + judged)
    run = digest([evaluate, lives, resolved, "\(asOf)"])
  }

  // The lines of one top-level key of the resolved configuration.
  private static func section(_ name: String, of resolved: String) -> String {
    var inside = false
    var lines: [Substring] = []
    for line in resolved.split(separator: "\n") {
      if !line.hasPrefix(" ") { inside = line.hasPrefix("\(name):") }
      if inside { lines.append(line) }
    }
    return lines.joined(separator: "\n")
  }
}
