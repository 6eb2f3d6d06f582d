internal import Diagnostics
internal import Hydraulics
internal import Ingest
internal import Learning
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
  /// What a person should know of tags and of what their telemetry shows that stops nothing.
  private(set) var notices: [Notice] = []

  /// Looks at a twin.
  ///
  /// - Parameters:
  ///   - tags: The twin's tags; nil where nobody knows them.
  ///   - interval: The time between two rows, where it is known.
  ///   - seen: Between what telemetry's values lie; tanks of a network are asked besides.
  ///   - record: Normal rows of those tags, which a process without a network is held against; nil where there are
  ///     none.
  ///   - changes: Tags whose unit changes on the way, of which nothing else is told.
  ///   - undeclared: Columns that are tags of the twin too, which nobody says anything of.
  init(
    of twin: TwinSettings, tags: [Tag]?, interval: TimeSpan?, seen: [TagRange],
    record: ProcessRecord?, changes: ChangedUnits?, undeclared: [Tag] = [], threads: Int,
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
    if let network {
      faults += ControlContradictions(network, file: path).faults
    }
    if let network, let plant, let tags {
      faults += DeclaredControls(network, tags: tags, file: path).faults(
        controllers: plant.controllers, rules: plant.description.rules(for: tags),
        plant: plant.description)
    }
    let lines = TagLines(configuration.data.tags)
    faults += changes?.faults(place: lines.place(of:)) ?? []
    let changed = changes?.tags ?? []
    guard let element, let path else {
      // Where no network says what readings can be.
      let units = DeclaredUnits(tags ?? [], place: lines.place(of:))
      faults += units.faults
      notices += units.notices
      faults += (tags ?? []).filter { !changed.contains($0.id) }.compactMap { tag in
        seen.first { $0.tag == tag.id }?.unitFault(tag, at: lines.place(of: tag))
      }
      if let record { try learn(from: record, threads: threads, lines) }
      return
    }
    let misplaced =
      network.flatMap { network in
        tags.map { HydraulicTwin.misplaced($0 + undeclared, in: network) }
      } ?? []
    faults += misplaced.map { id, fault in
      let tag = ((tags ?? []) + undeclared).first { $0.id == id }
      return Fault(
        fault.kind, fault.problem,
        at: tag.map(lines.place(of:)) ?? Place(file: configuration.data.tags ?? configuration.file),
        hint: fault.hint)
    }
    // Where no tag stands anywhere there is nothing to compare.
    if misplaced.contains(where: { $0.tag == nil }) { return }
    let findings = try faults.collect {
      try NetworkFindings(
        path: path, timeZone: element.timeZone, configuration: configuration,
        leavingOut: changed.union(misplaced.compactMap(\.tag)))
    }
    faults += findings?.faults ?? []
    networkNotice = findings?.notice
  }

  /// What rows show of rules and flows, which a process without a network has from nowhere else.
  private mutating func learn(
    from record: ProcessRecord, threads: Int, _ lines: TagLines
  ) throws {
    let learned = try LearnedRules(record, threads: threads)
    if let plant {
      let told = faults.map(\.place)
      // A level far beyond all values was told with its place.
      faults += learned.faults(
        controllers: plant.controllers, declared: plant.description.rules(for: record.tags),
        places: Dictionary(plant.description.controllers.map { ($0.id, $0.place) }) { first, _ in
          first
        }
      ).filter { $0.place == nil || !told.contains($0.place) }
    }
    let levels = record.tags.indices.filter { tag in
      record.tags[tag].quantity == .level || learned.rules.contains { $0.sensor == tag }
    }
    notices += FlowUnits(record, stocks: levels).notices
    notices +=
      ExpectedUnits(record, declarations: lines.declarations, place: lines.place(of:)).notices
    faults += ExchangedFlows(record).exchanged.map { own, other in
      let (flow, state) = (record.tags[own.flow], record.tags[own.state])
      return Fault(
        .badData,
        "'\(flow.id)' stands at \(flow.element ?? ""), but it flows while '\(record.tags[other].id)' is on and not "
          + "while '\(state.id)' is",
        at: lines.place(of: flow),
        hint:
          "are the columns of two flows, or of two states, exchanged? correct the elements in tags.csv"
      )
    }
  }
}

/// Where `tags.csv` says something of a tag.
struct TagLines {
  /// Everything that it says.
  let declarations: [TagDeclaration]
  private let file: String?
  private let lines: [String: Int]

  /// Reads the file; what is wrong with it is told by whoever reads it for the tags.
  init(_ file: String?) {
    self.file = file
    declarations = file.flatMap { try? TagsFile.read($0) } ?? []
    lines = Dictionary(declarations.map { ($0.tag, $0.line) }) { first, _ in first }
  }

  /// The line of a tag, or its name where no line has it.
  func place(of tag: Tag) -> Place {
    lines[tag.id].map { Place(file: file, line: $0) } ?? Place(path: "tag \(tag.id)")
  }
}
