internal import Diagnostics
internal import Ingest
internal import Telemetry
internal import Twin

/// `tocsin check`: everything that can be found wrong before a run.
public struct ConfigurationCheck {
  private let context: RunContext

  /// A check of one configuration.
  public init(_ context: RunContext) { self.context = context }

  /// Reads what the configuration names and says what there is.
  ///
  /// - Throws: ``Faults`` with every problem of the files that it names.
  public func run() throws -> String {
    let data = context.configuration.data
    var faults: [Fault] = []
    var plantNotices: [Notice] = []
    var controllers: [LoopController]? = []
    var tags: [Tag]?
    var store: Store?
    var notice: String?
    if let twin = context.configuration.twin {
      let folder = context.configuration.storeFolder
      if Folder.exists("\(folder)/\(StoreManifest.fileName)") {
        store = try faults.collect { try Store(opening: folder) }
      }
      tags = try faults.collect { try declaredTags(twin, data.tags, store) } ?? nil
      if let told = try faults.collect({ try findings(twin, tags, store) }) {
        faults += told.found.faults
        plantNotices = told.notices
        notice = told.found.networkNotice
        controllers = told.found.controllers
      }
      // Columns that tags.csv leaves out are tags too; behind the others, whose places controllers know.
      let declared = Set((tags ?? []).map(\.id))
      tags? += (store?.tags ?? []).filter {
        twin.has($0.id) && $0.role != .label && !declared.contains($0.id)
      }
    }
    if let attacks = context.configuration.attacks {
      // Whether measurements close a zone shows when it is calibrated.
      if attacks.startsNow, context.configuration.twin?.process.elementNetwork == nil {
        faults.append(CalibrateStage.followsNothing)
      }
      let check = CampaignCheck(
        tags: tags, controllers: controllers,
        interval: store?.manifest.sampleInterval ?? data.interval, recorded: store?.span)
      _ = try faults.collect { try check.run(attacks) }
    }
    var units = 0
    for plan in context.configuration.train.prognosers {
      let read = try faults.collect {
        try LifeHistories(plan, timeZone: data.timeZone, asOf: context.asOf)
      }
      units += read?.histories.units.count ?? 0
    }
    let files =
      data.telemetry.isEmpty
      ? []
      : try faults.collect {
        try FilePatterns.files(
          data.telemetry, leavingOut: data.tags, configuration: context.configuration.file)
      } ?? []
    for file in files {
      _ = try faults.collect { try CSVSniffer.sniff(file: file, declared: data.format) }
    }
    var unused: [Notice] = []
    if let tags = data.tags { _ = try faults.collect { try TagsFile.read(tags, notices: &unused) } }
    var events = 0
    if let path = data.events {
      events = try faults.collect { try EventsFile.read(path, timeZone: data.timeZone) }?.count ?? 0
    }
    if !faults.isEmpty { throw Faults(faults) }
    let remarks: [String] =
      (notice.map { [$0] } ?? []) + plantNotices.map(CalibrateStage.text)
      + unused.map { "tags: \($0.text)" }
    return
      "\(context.configuration.file): \(files.count) telemetry \(files.count == 1 ? "file" : "files"), "
      + "\(events) \(events == 1 ? "event" : "events"), "
      + (units > 0 ? "\(units) \(units == 1 ? "unit" : "units"), " : "") + "no problem found"
      + remarks.map { "; \($0)" }.joined()
  }

  /// The twin's files against the tags that `tags.csv` declares, or else those of the store, and against what the
  /// store's rows show of their values.
  ///
  /// Rules that a learned process shows otherwise come with the calibration.
  private func findings(
    _ twin: TwinSettings, _ own: [Tag]?, _ store: Store?
  ) throws -> (found: TwinFindings, notices: [Notice]) {
    let declarations = context.configuration.data.tags.flatMap { try? TagsFile.read($0) }
    // Rows that were read by other declarations show other numbers.
    let changed = store.map { Set(NetworkFindings.changed(declarations ?? [], $0)) } ?? []
    let seen = store.map { store in
      zip(store.tags, store.manifest.statistics).compactMap { tag, statistics -> TagRange? in
        guard !changed.contains(tag.id), let low = statistics.min, let high = statistics.max else {
          return nil
        }
        return TagRange.seen(tag.id, low: low, high: high)
      }
    }
    let found = try TwinFindings(
      of: twin, tags: own, interval: store?.manifest.sampleInterval, seen: seen ?? [],
      configuration: context.configuration)
    guard let plant = found.plant else { return (found, []) }
    guard let network = found.network, let own else { return (found, plant.notices) }
    let programs = Set(
      plant.controllers.flatMap { $0.program?.drives ?? [] }.compactMap { own[$0].element })
    let sensors = Set(plant.instruments.sensors.map { own[$0.tag].id })
    let controls = PressureControls(of: network, tags: own, programs: programs)
    return (found, plant.notices + controls.notices(sensors: sensors))
  }

  /// The twin's tags that `tags.csv` declares, or else those of the store; nil where neither is there.
  private func declaredTags(
    _ twin: TwinSettings, _ file: String?, _ store: Store?
  ) throws -> [Tag]? {
    // What is wrong with tags.csv is told beside this.
    let declarations = file.flatMap { try? TagsFile.read($0) }
    let tags = try declarations?.map { declared throws(Fault) in
      try declared.applied(to: Tag(id: declared.tag))
    }
    return (file == nil ? store?.tags : tags)?.filter { twin.has($0.id) && $0.role != .label }
  }
}
