internal import Attacks
internal import Diagnostics
internal import Learning
internal import Telemetry
internal import Twin

extension Campaign {
  /// The most rows of a run of the default campaign: a week of 10 minutes.
  fileprivate static let mostRows = 1_008

  /// Shortens runs on a plant whose rows come fast, keeping the share of untouched time before.
  fileprivate mutating func fit(to interval: TimeSpan) {
    let longest = interval * Self.mostRows
    guard length > longest else { return }
    lead = interval * (Self.mostRows / 4)
    length = longest
  }
}

/// Twin × campaign → labelled traces.
struct SimulateStage {
  let store: Store
  let calibrated: StageResult<CalibrateResult>
  let timeline: Timeline
  let attacks: AttackSettings
  let context: RunContext

  /// Simulates and writes a trace per scenario into `folder`.
  func run(folder: String) throws -> SimulateResult {
    try begin(CalibrateStage.twin(calibrated), folder: folder)
  }

  private func begin(_ twin: some CalibratedTwin, folder: String) throws -> SimulateResult {
    guard let first = timeline.normal.ranges.first, let last = timeline.normal.ranges.last else {
      throw Fault(.ourBug, "there is no normal time to simulate in")
    }
    guard attacks.startsNow else {
      return try run(twin, starts: TimeRange(first.start, last.end), folder: folder)
    }
    let state = try CalibrateStage.state(calibrated)
    let now = state.time + twin.interval
    return try run(
      twin.beginning(at: state.artifact), starts: TimeRange(now, now), folder: folder)
  }

  private func run(
    _ twin: some CalibratedTwin, starts: TimeRange, folder: String
  ) throws -> SimulateResult {
    let problems = Problems()
    var (campaign, catalog) = try Self.campaign(attacks, problems: problems)
    if attacks.campaign == nil { campaign.fit(to: twin.interval) }
    // Where runs begin where the plant stands, the twin itself says how far from there.
    var record = campaign.isInjecting ? try recorded(twin) : nil
    var lack: [String] = []
    // Nobody wrote the default campaign: what it has no room for is left out and told.
    if attacks.campaign == nil, let stretches = record?.stretches,
      let reason = campaign.lackOfRoom(in: stretches, every: twin.interval)
    {
      lack.append("nothing is injected into recorded telemetry: \(reason)")
      record = nil
    }
    if let record {
      campaign.checkInjected(
        into: AttackSurface(record.plant), stretches: record.stretches, problems: problems)
    }
    let plan = try campaign.plan(
      for: AttackSurface(twin), techniques: catalog, starts: starts,
      recorded: attacks.startsNow ? nil : store.span, seed: context.seed, problems: problems)
    // Before the first run: a campaign that cannot be injected is refused at once.
    let injections = try record.map {
      try campaign.injections(
        into: AttackSurface($0.plant), techniques: catalog, stretches: $0.stretches,
        seed: context.seed)
    }
    let traces = try TraceStoreWriter(
      simulation: folder, plant: twin, named: context.configuration.plant)
    var written = try write(plan.scenarios, of: twin, from: 0, to: traces)
    if let injections, let record {
      written += try write(
        injections.scenarios, of: record.plant, from: written.count, to: traces)
    }
    try traces.commit(written.map(\.partition), interval: twin.interval)
    let notices = plan.notices + (injections?.notices ?? [])
    let used = Set(written.compactMap(\.record.technique))
    return SimulateResult(
      traces: written.map(\.record),
      techniques: catalog.techniques.filter { used.contains($0.id) }
        .map { .init(id: $0.id, name: $0.name) },
      quality: CampaignQuality(written.map(\.item)), notices: lack + notices.map { $0.text })
  }

  /// What simulation keeps of a trace.
  private struct Written: Sendable {
    let record: TraceRecord
    let partition: StoreManifest.Partition
    let item: CampaignQuality.Item
  }

  /// Simulates scenarios and writes a trace each, numbered from `first` on.
  private func write(
    _ scenarios: [Scenario], of plant: some ClosedLoop, from first: Int, to traces: TraceStoreWriter
  ) throws -> [Written] {
    let isInjected = plant is RecordedPlant
    return try ScenarioRunner(plant).map(
      scenarios, threads: context.threads, progress: context.listener
    ) { index, trace in
      let id = Self.number(first + index)
      let (partition, isReadBack) = try traces.write(trace, id: id)
      return Written(
        record: Self.record(
          trace, id: id, file: "\(TraceStore.folder)/\(partition.file)", isInjected: isInjected),
        partition: partition, item: CampaignQuality.Item(trace, isReadBack: isReadBack))
    }
  }

  /// The plant's own normal telemetry as a plant that does not answer, and its stretches.
  private func recorded(
    _ twin: some CalibratedTwin
  ) throws -> (plant: RecordedPlant, stretches: [TimeRange]) {
    let normal = try NormalRows(store: store, timeline: timeline)
    let indices = try twin.tags.map { tag in
      guard let index = store.tags.firstIndex(where: { $0.id == tag.id }) else {
        throw Fault(.ourBug, "the twin's tag '\(tag.id)' is not in the store")
      }
      return index
    }
    let source = SelectedTags(StoreSource(store: store), indices: indices)
    let plant = RecordedPlant(source, interval: twin.interval, profiles: twin.profiles)
    return (plant, try plant.beginningAtRows(normal.ranges.ranges))
  }

  /// The campaign of the settings, and the techniques it is drawn from; what is wrong with its file is added to the
  /// problems.
  ///
  /// - Throws: ``Fault`` where the file cannot be read at all.
  static func campaign(
    _ settings: AttackSettings, problems: Problems
  ) throws -> (campaign: Campaign, catalog: TechniqueCatalog) {
    let catalog = try techniques(problems: problems)
    var campaign = Campaign.default
    if let path = settings.campaign {
      guard Folder.exists(path) else {
        throw Fault(
          .missingInput, "the campaign's file does not exist", at: Place(file: path),
          hint: "write it, or leave 'campaign' out for the default one")
      }
      if path.lowercased().hasSuffix(".cpa") {
        campaign = Campaign(
          cyberAttacks: try FileBytes.readCyberPhysical(path), file: path, techniques: catalog,
          problems: problems)
      } else {
        let written = try YAMLFile.read(path)
        if written.isEmpty {
          problems.add(
            "the campaign's file says nothing", at: Place(file: path),
            hint:
              "list 'scenarios' or say how many 'attacks', or leave 'campaign' out for the default one"
          )
        }
        campaign = Campaign(written, techniques: catalog, problems: problems)
      }
    }
    if let scenarios = settings.scenarios { campaign.attacks = scenarios }
    if let lookAlikes = settings.lookAlikes { campaign.lookAlikes = lookAlikes }
    if let injected = settings.injected { campaign.injected = injected }
    return (campaign, catalog)
  }

  /// The techniques that travel inside the program.
  static func techniques(problems: Problems) throws(Fault) -> TechniqueCatalog {
    TechniqueCatalog(
      try YAMLFile.parse(
        String(decoding: TechniqueFile.bytes, as: UTF8.self), file: TechniqueFile.name),
      problems: problems)
  }

  private static func number(_ index: Int) -> String {
    let digits = String(index + 1)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private static func record(
    _ trace: AttackTrace, id: String, file: String, isInjected: Bool
  ) -> TraceRecord {
    let scenario = trace.scenario
    let times = trace.trace.times
    return TraceRecord(
      id: id, file: file, kind: scenario.isAttack ? .attack : .lookAlike, name: scenario.title,
      scenario: scenario.name, technique: scenario.technique,
      steps: scenario.sampleSteps, asset: scenario.tags.joined(separator: ", "),
      what: scenario.text, size: scenario.size, sizeClass: scenario.sizeClass.rawValue,
      isConcealed: scenario.isConcealed, isInjected: isInjected,
      span: TimeRange(times[0], times[times.count - 1]), tampered: trace.tampered,
      falsified: scenario.falsifiedTags,
      // A record goes on as it went, whatever is shown of it.
      consequence: (isInjected ? nil : trace.consequence).map {
        TraceRecord.Consequence(
          tag: $0.tag, deviation: $0.deviation, spans: $0.spans, hoursBeyond: $0.hoursBeyond)
      }, effects: trace.effects.amounts)
  }
}
