internal import Diagnostics
internal import Ingest
internal import Learning
internal import LinearAlgebra
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
      if let file = data.tags, let columns = try faults.collect({ try columns(store) }) ?? nil {
        // What is wrong with tags.csv is told below.
        let absent = AbsentTags((try? TagsFile.read(file)) ?? [], columns: columns, file: file)
        faults += absent.faults
        plantNotices = absent.notices(file: file)
        tags = tags?.filter { columns.contains($0.id) }
      }
      if let told = try faults.collect({ try findings(twin, tags, store) }) {
        faults += told.found.faults
        plantNotices += told.notices
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
      // Whether measurements close a network's zone shows when it is calibrated.
      if attacks.startsNow, context.configuration.twin?.follow == nil {
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
      record: try record(of: own ?? [], in: store, leavingOut: changed), threads: context.threads,
      configuration: context.configuration)
    guard let plant = found.plant else { return (found, found.notices) }
    guard let network = found.network, let own else {
      return (found, found.notices + plant.notices)
    }
    let programs = Set(
      plant.controllers.flatMap { $0.program?.drives ?? [] }.compactMap { own[$0].element })
    let sensors = Set(plant.instruments.sensors.map { own[$0.tag].id })
    let controls = PressureControls(of: network, tags: own, programs: programs)
    return (found, found.notices + plant.notices + controls.notices(sensors: sensors))
  }

  /// The most rows that rules are learned from here, the newest of the normal time.
  private static let mostRows = 20_000

  /// The store's newest normal rows of some tags as they are declared now; nil without any.
  ///
  /// Columns whose numbers were read by other declarations are missing in it.
  private func record(
    of tags: [Tag], in store: Store?, leavingOut changed: Set<String>
  ) throws -> ProcessRecord? {
    guard let store, let span = store.manifest.span, !tags.isEmpty,
      let interval = store.manifest.sampleInterval
    else { return nil }
    let normal = context.configuration.train.normal
    let last = min(span.end, normal.until ?? span.end)
    let first = max(
      max(span.start, normal.from ?? span.start), last + interval * -Self.mostRows)
    guard first < last else { return nil }
    let known = tags.filter { tag in store.tags.contains { $0.id == tag.id } }
    let indices = known.compactMap { tag in store.tags.firstIndex { $0.id == tag.id } }
    let record = try ProcessRecord(
      source: SelectedTags(StoreSource(store: store), indices: indices),
      ranges: TimeRanges([TimeRange(first, last)]), interval: interval)
    guard known.map(\.id) == tags.map(\.id) else { return nil }
    var values = record.values
    for (index, tag) in tags.enumerated() where changed.contains(tag.id) {
      values.withUnsafeMutableColumn(index) { column in
        for row in column.indices { column[row] = .nan }
      }
    }
    return ProcessRecord(
      tags: tags, interval: interval, times: record.times, values: values,
      follows: record.follows)
  }

  /// The columns of the telemetry: of the store, or else of the files; nil where there is neither.
  private func columns(_ store: Store?) throws -> [String]? {
    if let store { return store.tags.map(\.id) }
    let data = context.configuration.data
    guard !data.telemetry.isEmpty else { return nil }
    let files = try FilePatterns.files(
      data.telemetry, leavingOut: data.tags, configuration: context.configuration.file)
    let formats = try SourceFormats(files, declared: data.format)
    var names: [String] = []
    for file in files {
      guard let format = formats[file] else { continue }
      names += try CSVReader(
        format: format, options: CSVReaderOptions(timeZone: data.timeZone)
      ).tagNames(of: file, threads: context.threads)
    }
    return names
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
