internal import Detection
internal import Diagnostics
internal import Foundation
internal import Ingest
internal import Telemetry

/// One plant's configuration file, read whole: every problem is found before anything runs.
public struct Configuration: Sendable {
  /// The plant's name: letters, digits, `-`, `_` and `.`.
  public var plant: String
  /// The folder that holds `store/`, `runs/` and `models/`.
  public var output: String
  /// Where telemetry comes from.
  public var data: DataSettings
  /// Which twin is calibrated; nil where none is.
  public var twin: TwinSettings?
  /// Which attacks are rehearsed in the twin; nil where none are.
  public var attacks: AttackSettings?
  /// How models are trained.
  public var train: TrainSettings
  /// Which time is judged.
  public var evaluate: EvaluateSettings
  /// What a new model must reach to replace the old one.
  public var gate: GateSettings
  /// The Ed25519 key that signs models, where there is one.
  public var signingKey: String?
  /// The root seed.
  public var seed: UInt64
  /// The file that this was read from.
  public var file: String
  /// Paths as they are written, by key: the same wherever the file stands.
  var written: [String: String] = [:]

  /// Reads a configuration file.
  ///
  /// - Throws: ``Faults`` with every problem, each with line and column; ``Fault`` where the file cannot be read.
  public static func read(_ path: String) throws -> Configuration {
    let problems = Problems()
    let settings = try YAMLFile.read(path)
    let configuration = Configuration(settings, file: path, problems: problems)
    if !problems.all.isEmpty { throw Faults(problems.all + (try configuration.faultsOfFiles())) }
    return configuration
  }

  // What is wrong with the plant's file and the file of tags that a wrong configuration names: nobody should meet them one
  // after the other.
  private func faultsOfFiles() throws -> [Fault] {
    var faults: [Fault] = []
    if let tags = data.tags { _ = try faults.collect { try TagsFile.read(tags) } }
    if let twin {
      let problems = Problems()
      _ = try faults.collect {
        try twin.plant(for: nil, interval: nil, ranges: [], problems: problems)
      }
      faults += problems.all
    }
    return faults
  }

  init(_ settings: Settings, file: String, problems: Problems) {
    self.file = file
    let folder = PathName.folder(of: file)
    let paths = PathExpansion(folder: folder.isEmpty ? "." : folder)
    var fields = Fields(settings, problems: problems)
    plant = fields.requiredString("plant")
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
    if !plant.isEmpty,
      plant.unicodeScalars.contains(where: { !allowed.contains($0) }) || plant.hasPrefix(".")
    {
      problems.add(
        "'plant' must be letters, digits, '-', '_' and '.', got '\(plant)'",
        at: fields.settings("plant")?.place, hint: "it names folders")
    }
    output = paths.expand(fields.string("output", default: "."))
    let zone = fields.string("timezone", default: "UTC")
    if TimeZone(identifier: zone) == nil {
      problems.add(
        "unknown time zone '\(zone)'", at: fields.settings("timezone")?.place,
        hint: "like UTC, Europe/Berlin, America/Chicago")
    }
    var dataFields = fields.fields("data")
    written["data.tags"] = dataFields.optionalString("tags")
    written["data.events"] = dataFields.optionalString("events")
    // A plant of units alone has histories instead of telemetry.
    let hasHistories = fields.fields("train").has("prognosers")
    data = DataSettings(
      &dataFields, paths: paths, timeZone: zone, isNeeded: !hasHistories)
    dataFields.finish()
    if fields.settings("twin") != nil {
      var twinFields = fields.fields("twin")
      twin = TwinSettings(&twinFields, paths: paths)
      twinFields.finish()
    }
    if fields.settings("attacks") != nil {
      var attackFields = fields.fields("attacks")
      attacks = AttackSettings(&attackFields, paths: paths)
      attackFields.finish()
      // A twin that is given and wrong was told above.
      if !fields.has("twin") {
        problems.add(
          "'attacks' needs a 'twin' to happen in", at: fields.settings("attacks")?.place,
          hint: "twin: { process: { use: identified } }")
      }
    }
    var trainFields = fields.fields("train")
    train = TrainSettings(&trainFields, paths: paths, choosing: attacks != nil)
    trainFields.finish()
    if data.telemetry.isEmpty, let place = fields.settings("twin")?.place {
      problems.add(
        "'twin' needs telemetry to be identified from: 'data.telemetry' is missing", at: place,
        hint: "data: { telemetry: exports/*.csv }")
    }
    var evaluateFields = fields.fields("evaluate")
    evaluate = EvaluateSettings(&evaluateFields)
    evaluateFields.finish()
    var gateFields = fields.fields("gate")
    gate = GateSettings(&gateFields)
    gateFields.finish()
    var exportFields = fields.fields("export")
    written["export.signing-key"] = exportFields.optionalString("signing-key")
    signingKey = written["export.signing-key"].map(paths.expand)
    exportFields.finish()
    seed = UInt64(fields.integer("seed", default: 1, in: 0...Int.max))
    fields.finish()
  }

  /// SHA-256 of the files besides telemetry that the configuration names, by their names: the campaign's,
  /// and those of units.
  func otherFiles() throws(Fault) -> (
    twin: [String: String], campaign: [String: String], units: [String: String]
  ) {
    var network: [String: String] = [:]
    for path in twin?.files.values.sorted() ?? [] {
      network[PathName.last(of: path)] = try FileDigest.sha256(of: path)
    }
    var campaign: [String: String] = [:]
    if let path = attacks?.campaign {
      campaign[PathName.last(of: path)] = try FileDigest.sha256(of: path)
    }
    var units: [String: String] = [:]
    for prognoser in train.prognosers {
      for path in prognoser.files {
        units["\(prognoser.name): \(PathName.last(of: path))"] =
          try FileDigest.sha256(of: path)
      }
    }
    return (network, campaign, units)
  }

  /// `store/<plant>` under the output folder.
  public var storeFolder: String { under("store") + "/\(plant)" }
  /// `received/<plant>` under the output folder: what came through standard input.
  public var receivedFolder: String { under("received") + "/\(plant)" }
  /// `runs/<plant>` under the output folder.
  public var runsFolder: String { under("runs") + "/\(plant)" }
  /// Results of stages under the runs.
  var stagesFolder: String { runsFolder + "/.stages" }
  /// `models/<plant>` under the output folder.
  public var modelsFolder: String { modelsRoot + "/\(plant)" }
  /// `models` under the output folder.
  public var modelsRoot: String { under("models") }

  private func under(_ name: String) -> String { output == "." ? name : "\(output)/\(name)" }
}

/// Turns paths of a configuration file into paths from here.
struct PathExpansion {
  /// The configuration file's folder.
  let folder: String

  /// Expands `${TOCSIN_DATASETS}` (default `datasets`) and resolves against the file's folder.
  func expand(_ path: String) -> String {
    let variable = "${TOCSIN_DATASETS}"
    if path.hasPrefix(variable) {
      let root = ProcessInfo.processInfo.environment["TOCSIN_DATASETS"] ?? ""
      return (root.isEmpty ? "datasets" : root) + path.dropFirst(variable.count)
    }
    return Self.normalised(path.hasPrefix("/") ? path : "\(folder)/\(path)")
  }

  // `a/b/../c` → `a/c`, without looking at the disk, so that messages and results read well.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }
}
