internal import Diagnostics
internal import Hydraulics
public import Telemetry
internal import Twin

/// `twin:` — which twin is calibrated.
public struct TwinSettings: Sendable {
  /// How the process is got.
  let process: any ProcessComponent
  /// Tags that the twin does without: names, or beginnings of names with a `*`.
  let leaveOut: [String]

  /// The file of controllers and network: `plant.yaml`, or an epanetCPA `.cpa`; nil without one.
  let plant: String?

  /// How far back telemetry is followed where no earlier night left a state; nil: not at all.
  public let follow: TimeSpan?

  /// Where the files that the process names are.
  private let paths: PathExpansion

  init?(_ fields: inout Fields, paths: PathExpansion) {
    self.paths = paths
    leaveOut = fields.strings("leave-out", default: [])
    plant = fields.optionalString("plant")
    let follow = fields.optionalString("follow")
    if follow == "none" {
      self.follow = nil
    } else {
      self.follow = fields.span(
        "follow", default: .hours(7 * 24), in: .hours(1)...TimeSpan.hours(24 * 366))
    }
    guard let settings = fields.settings("process") else {
      fields.problems.add(
        "'process' is missing: which kind of twin?", at: fields.place,
        hint: "process: { use: identified }")
      return nil
    }
    guard let made = Components.catalog.make(settings, problems: fields.problems) else {
      return nil
    }
    process = made
  }

  /// The paths of the files that the twin's settings name, by those names.
  var files: [String: String] {
    let names = process.files + (plant.map { [$0] } ?? [])
    return Dictionary(names.map { ($0, paths.expand($0)) }) { first, _ in first }
  }

  /// What the plant's file says, fitted to the tags of a twin.
  struct FittedPlant {
    var description: PlantDescription
    var controllers: [LoopController]
    var instruments: Instruments
    /// What a person should know of it that stops nothing.
    var notices: [Notice]
  }

  /// Controllers, network, sensors and historian for some tags; nil where no file is named.
  ///
  /// Every problem of the file, and of all that does not fit the tags, is added to the problems.
  ///
  /// - Parameters:
  ///   - tags: nil where nobody knows them: then the file is only read.
  ///   - interval: The time between two rows, where it is known.
  ///   - ranges: Between what the tags' values lie, where that is known.
  /// - Throws: ``Fault`` where the file cannot be read.
  func plant(
    for tags: [Tag]?, interval: TimeSpan?, ranges: [TagRange], problems: Problems
  ) throws -> FittedPlant? {
    guard let path = plant.map(paths.expand) else { return nil }
    let description: PlantDescription
    if path.lowercased().hasSuffix(".cpa") {
      description = PlantDescription(
        cyberLayer: try FileBytes.readCyberPhysical(path), file: path, problems: problems)
    } else {
      description = PlantDescription(try YAMLFile.read(path), problems: problems)
    }
    guard let tags else {
      description.checkHearing(by: nil, problems)
      return FittedPlant(
        description: description, controllers: [], instruments: .none,
        notices: description.notices)
    }
    let (controllers, instruments) = description.parts(
      for: tags, interval: interval, ranges: ranges, problems: problems)
    return FittedPlant(
      description: description, controllers: controllers, instruments: instruments,
      notices: description.notices(for: tags, interval: interval))
  }

  /// The bytes of the files that the twin's settings name.
  ///
  /// - Throws: ``Fault`` where one is not there; ``Faults`` where a network names saved hydraulics that
  ///   cannot be used, which only its place on the disk tells.
  func readFiles() throws -> [String: [UInt8]] {
    var bytes: [String: [UInt8]] = [:]
    for (name, path) in files {
      bytes[name] = try FileBytes.read(path, atMost: Network.byteLimit)
    }
    if let network = process.elementNetwork, let path = files[network.file] {
      _ = try Network(inp: path)
    }
    return bytes
  }

  /// Whether the twin has a tag.
  func has(_ id: String) -> Bool {
    !leaveOut.contains { NamePattern($0).matches(id) }
  }
}
