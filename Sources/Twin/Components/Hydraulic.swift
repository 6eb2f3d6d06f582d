public import Diagnostics
public import Learning
internal import Telemetry

/// The utility's own EPANET network as the process and its controllers.
public struct Hydraulic: ProcessComponent {
  /// The id in configuration files.
  public static let id = "hydraulic"
  /// What it is.
  public static let summary = "an EPANET 2.2 network with its own controls, pumps, valves and tanks"

  private static let days = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// The `.inp` file, as the configuration names it.
  public let network: String
  /// Demand, noise and clock.
  public let twin: HydraulicTwin.Settings
  // What telemetry is asked.
  private var questions = HydraulicCalibration.Questions()
  // Where `network` stands.
  private let place: Place

  /// Reads `network`, `timezone`, `first-day`, `demand`, `noise` and `scan`.
  public init(_ fields: inout Fields) {
    network = fields.requiredString("network")
    place = fields.settings("network")?.place ?? fields.place
    var twin = HydraulicTwin.Settings()
    twin.timeZone = fields.string("timezone", default: "UTC")
    if !twin.hasKnownZone {
      fields.problems.add(
        "unknown time zone '\(twin.timeZone)'", at: fields.settings("timezone")?.place,
        hint: "like UTC, Europe/Berlin, America/Chicago")
    }
    twin.firstDay =
      Self.days.firstIndex(of: fields.word("first-day", default: Self.days[0], of: Self.days)) ?? 0
    var demand = fields.fields("demand")
    twin.demand.zoneNoise = demand.number("zone-noise", default: 0.04, in: 0...1)
    twin.demand.junctionNoise = demand.number("junction-noise", default: 0.1, in: 0...1)
    twin.demand.persistence = demand.number("persistence", default: 0.8, in: 0...0.9999)
    twin.demand.dayNoise = demand.number("day-noise", default: 0.05, in: 0...1)
    twin.demand.season = demand.number("season", default: 0, in: 0...0.9)
    twin.demand.seasonPeak = demand.number("season-peak", default: 200, in: 1...366)
    twin.demand.weekend = demand.number("weekend", default: 1, in: 0...10)
    questions.demand =
      demand.word("from", default: "telemetry", of: ["telemetry", "network"]) == "telemetry"
    demand.finish()
    questions.elements =
      fields.word("elements", default: "telemetry", of: ["telemetry", "network"]) == "telemetry"
    // What is declared is not asked of telemetry.
    questions.noise = fields.settings("noise") == nil
    var noise = fields.fields("noise")
    twin.levelNoise = noise.number("level", default: 0.005, in: 0...10)
    twin.flowNoise = noise.number("flow", default: 0.005, in: 0...1)
    twin.pressureNoise = noise.number("pressure", default: 0.002, in: 0...1)
    noise.finish()
    if fields.settings("scan") != nil {
      questions.scan = false
      let scan = fields.span(
        "scan", default: TimeSpan(seconds: 0), in: TimeSpan(seconds: 0)...TimeSpan.hours(24))
      twin.scan = Int(scan.seconds)
    }
    self.twin = twin
  }

  /// The settings.
  public var settings: [String: String] {
    let demand = twin.demand
    var settings = [
      "network": "\"\(network)\"", "timezone": "\"\(twin.timeZone)\"",
      "first-day": Self.days[twin.firstDay],
      "demand": "{ from: \(questions.demand ? "telemetry" : "network"), "
        + "zone-noise: \(demand.zoneNoise), junction-noise: \(demand.junctionNoise), "
        + "persistence: \(demand.persistence), day-noise: \(demand.dayNoise), "
        + "season: \(demand.season), season-peak: \(demand.seasonPeak), weekend: \(demand.weekend) }",
      "elements": questions.elements ? "telemetry" : "network",
    ]
    if !questions.noise {
      settings["noise"] =
        "{ level: \(twin.levelNoise), flow: \(twin.flowNoise), pressure: \(twin.pressureNoise) }"
    }
    if !questions.scan { settings["scan"] = "\(twin.scan)s" }
    return settings
  }

  /// The network's file.
  public var files: [String] { network.isEmpty ? [] : [network] }

  /// The network and its clock.
  public var elementNetwork: ElementNetwork? {
    ElementNetwork(file: network, timeZone: twin.timeZone)
  }

  /// Reads the network, puts the tags into it and compares it with the last 30 % of the rows.
  ///
  /// The network is taken as the utility keeps it; how its zones use water is told by the record, where
  /// measured flows and levels close them and `demand.from` does not say otherwise.
  /// - Throws: ``Faults`` with everything wrong in the network's file, or every tag that has no place
  ///   in it.
  public func calibrate(
    _ record: ProcessRecord, files: [String: [UInt8]], seed: UInt64, threads: Int,
    progress: any Progress
  ) throws -> Calibration {
    guard let bytes = files[network] else {
      throw Fault(.missingInput, "the network '\(network)' was not read", at: place)
    }
    progress.advance("calibrate", done: 0, of: 3)
    let cut = record.count * 7 / 10
    let fitted = record.rows(0..<cut)
    let early = try twin(bytes, on: fitted, seed: seed, threads: threads)
    progress.advance("calibrate", done: 1, of: 3)
    var (fidelity, untouched) = try HydraulicFidelity(
      twin: early.twin, fitted: fitted, unseen: record.rows(cut..<record.count), seed: seed,
      threads: threads
    ).fidelity()
    progress.advance("calibrate", done: 2, of: 3)
    // Controllers look as often on all rows as on the first: that is asked once.
    let whole = try twin(
      bytes, on: record, seed: seed, threads: threads, asksScan: false, scan: early.scan)
    fidelity.parameters = whole.parameters
    progress.advance("calibrate", done: 3, of: 3)
    return Calibration(twin: whole.twin, fidelity: fidelity, untouched: untouched)
  }

  /// The twin of a record, and what of it the record told.
  private func twin(
    _ bytes: [UInt8], on record: ProcessRecord, seed: UInt64, threads: Int, asksScan: Bool = true,
    scan: ScanCalibration.Found? = nil
  ) throws -> HydraulicCalibration {
    let plain = try HydraulicTwin(
      network: bytes, file: network, record: record, settings: self.twin)
    var questions = questions
    questions.scan = questions.scan && asksScan
    return try HydraulicCalibration(
      plain, on: record, asking: questions, scan: scan, seed: seed, threads: threads)
  }
}
