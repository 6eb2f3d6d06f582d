internal import Diagnostics
internal import Hydraulics
internal import Ingest
internal import Telemetry
internal import Twin

/// What a twin's files, its tags and its telemetry say against each other: the same at `tocsin check` and before a
/// calibration, all at once.
///
/// Rules that a learned process shows otherwise come with the calibration.
struct TwinFindings {
  /// What the plant's file says, fitted to the tags; nil where no file is named or can be read.
  private(set) var plant: TwinSettings.FittedPlant?
  /// The controllers of the plant's file, none where no file is named; nil where the file is wrong.
  private(set) var controllers: [LoopController]? = []
  /// The process's network; nil without one, or where it cannot be read.
  private(set) var network: Network?
  /// Every problem.
  private(set) var faults: [Fault] = []
  /// Why telemetry and the network could not be compared; nil where they were.
  private(set) var networkNotice: String?

  /// Looks at a twin.
  ///
  /// - Parameters:
  ///   - tags: The twin's tags; nil where nobody knows them.
  ///   - interval: The time between two rows, where it is known.
  ///   - seen: Between what telemetry's values lie; tanks of a network are asked besides.
  init(
    of twin: TwinSettings, tags: [Tag]?, interval: TimeSpan?, seen: [TagRange],
    configuration: Configuration
  ) throws {
    let element = twin.process.elementNetwork
    let path = element.flatMap { twin.files[$0.file] }
    // What is wrong with the network is told below.
    network = path.flatMap { try? Network(inp: $0) }
    let tanks = network.map { TagRange.ofTanks(in: $0, for: tags ?? []) } ?? []
    let problems = Problems()
    plant = try faults.collect {
      try twin.plant(for: tags, interval: interval, ranges: seen + tanks, problems: problems)
    }.flatMap { $0 }
    if twin.plant != nil {
      controllers = faults.isEmpty && problems.all.isEmpty ? plant?.controllers : nil
    }
    faults += problems.all
    if let network, let plant, let tags {
      faults += DeclaredControls(network, tags: tags).faults(
        controllers: plant.controllers, rules: plant.description.rules(for: tags))
    }
    guard let element, let path else {
      // Where no network says what readings can be.
      faults += Self.units(of: tags ?? [], in: seen, file: configuration.data.tags)
      return
    }
    let findings = try faults.collect {
      try NetworkFindings(path: path, timeZone: element.timeZone, configuration: configuration)
    }
    faults += findings?.faults ?? []
    networkNotice = findings?.notice
  }

  private static func units(of tags: [Tag], in seen: [TagRange], file: String?) -> [Fault] {
    // What is wrong with tags.csv is told by whoever reads it for the tags.
    let declared = file.flatMap { try? TagsFile.read($0) } ?? []
    return tags.compactMap { tag in
      let line = declared.first { $0.tag == tag.id }?.line
      let place = line.map { Place(file: file, line: $0) } ?? Place(path: "tag \(tag.id)")
      return seen.first { $0.tag == tag.id }?.unitFault(tag, at: place)
    }
  }
}
