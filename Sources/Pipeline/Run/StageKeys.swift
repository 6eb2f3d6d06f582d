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
  ///   - files: SHA-256 of the other files that the configuration names, by name.
  init(
    telemetry: (store: Store, timeline: Timeline)?, files: [String: String], resolved: String,
    seed: UInt64, asOf: Timestamp
  ) {
    func digest(_ parts: [String]) -> String { SHA256.hash(parts.joined(separator: "\n")) }
    let versions = RunContext.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let section = { (name: String) in Self.section(name, of: resolved) }
    let named = files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    var inputs = ["configuration": digest([resolved])]
    for (name, value) in files { inputs["file \(name)"] = value }
    var data = ""
    var normal: [String] = []
    var judged: [String] = []
    if let (store, timeline) = telemetry {
      let manifest = store.manifest
      data = digest(
        manifest.partitions.map { "\($0.sha256) \($0.deletions)" }
          + manifest.tags.map { "\($0)" } + ["\(manifest.sampleInterval?.nanoseconds ?? 0)"])
      inputs["telemetry"] = data
      for source in manifest.sources { inputs["file \(source.name)"] = source.sha256 }
      normal = ["\(timeline.normal.ranges)"]
      judged = [
        "\(timeline.scored)", "\(timeline.judged)", "\(timeline.events)", "\(timeline.leftOut)",
      ]
    }
    self.inputs = inputs
    calibrate = digest(versions + [data, section("twin"), "seed \(seed)"] + normal)
    simulate = digest([calibrate, section("attacks")] + named)
    let twin = section("twin").isEmpty || section("attacks").isEmpty ? "" : simulate
    train = digest(versions + [data, section("train"), "seed \(seed)", twin] + normal)
    lives = digest(versions + [section("prognosers"), "seed \(seed)", "\(asOf)"] + named)
    evaluate = digest([train, section("evaluate")] + judged)
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
