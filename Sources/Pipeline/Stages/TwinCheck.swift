internal import Diagnostics
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import Telemetry
internal import Twin

/// A twin's files against the tags that `tags.csv` declares now, and both against the store as it stands.
///
/// What `tocsin check` tells of a twin, and a calibration before it begins.
struct TwinCheck {
  /// Every problem.
  private(set) var faults: [Fault] = []
  /// What stops nothing.
  private(set) var notices: [Notice] = []
  /// Why telemetry and the network could not be compared; nil where they were.
  private(set) var networkNotice: String?
  /// The controllers of the plant's file, none where no file is named; nil where the file is wrong.
  private(set) var controllers: [LoopController]? = []
  /// The twin's tags that `tags.csv` declares, or else those of the store; nil where neither is there.
  private(set) var tags: [Tag]?
  /// The store's columns that `tags.csv` leaves out.
  private(set) var undeclared: [Tag] = []
  /// What was ingested; nil before.
  private(set) var store: Store?
  /// That the store was made of other declarations; nil where it was not, or is not there.
  private(set) var outdated: Fault?

  private let context: RunContext

  /// Looks at a twin.
  init(of twin: TwinSettings, context: RunContext) throws {
    self.context = context
    var faults: [Fault] = []
    var missing: [String: Place] = [:]
    let data = context.configuration.data
    let folder = context.configuration.storeFolder
    if Folder.exists("\(folder)/\(StoreManifest.fileName)") {
      store = try faults.collect { try Store(opening: folder) }
    }
    outdated = try store.flatMap { try OutdatedStore($0, settings: data)?.fault }
    tags = try faults.collect { try declaredTags(twin, data.tags) } ?? nil
    let declared = Set((tags ?? []).map(\.id))
    undeclared = (store?.tags ?? []).filter {
      twin.has($0.id) && $0.role != .label && !declared.contains($0.id)
    }
    let telemetry = TelemetryColumns(context: context, store: store)
    if let file = data.tags, let columns = try faults.collect({ try telemetry.names() }) ?? nil {
      // What is wrong with tags.csv is told by whoever reads it.
      let absent = AbsentTags((try? TagsFile.read(file)) ?? [], columns: columns, file: file)
      faults += absent.faults
      notices = absent.notices(file: file)
      missing = Dictionary(
        (absent.others + absent.near).map { ($0.tag, Place(file: file, line: $0.line)) }
      ) { first, _ in first }
      tags = tags?.filter { columns.contains($0.id) }
    }
    if let told = try faults.collect({ try findings(twin) }) {
      faults += told.found.faults.map { fault in
        // The same name is in tags.csv: what is unknown of it is its column.
        guard let (tag, place) = missing.first(where: { fault.problem == TagIndex.unknown($0.key) })
        else { return fault }
        return Fault(
          fault.kind, "'\(tag)' is declared, but no telemetry file has such a column",
          at: fault.place,
          hint: "see \(place): give it the name of its column")
      }
      notices += told.notices
      networkNotice = told.found.networkNotice
      controllers = told.found.controllers
    }
    if let outdated {
      notices.append(
        Notice(outdated.problem + (outdated.hint.map { ": \($0)" } ?? ""), at: outdated.place))
    }
    self.faults = faults
  }

  /// The twin's files against the tags that `tags.csv` declares, or else those of the store, and against what the
  /// store's rows show of their values.
  ///
  /// Rules that a learned process shows otherwise come with the calibration.
  private func findings(
    _ twin: TwinSettings
  ) throws -> (found: TwinFindings, notices: [Notice]) {
    let own = tags
    let declarations = context.configuration.data.tags.flatMap { try? TagsFile.read($0) }
    // Rows that were read by other declarations show other numbers.
    let changed = store.map { Set(NetworkFindings.changed(declarations ?? [], $0)) } ?? []
    let changes = try store.map { store in
      try ChangedUnits(
        store: store, tags: own ?? [], changed: changed,
        normal: context.configuration.train.normal,
        judgedFrom: context.configuration.evaluate.from, asOf: context.asOf)
    }
    let others = changed.union(changes?.tags ?? [])
    let seen = store.map { store in
      zip(store.tags, store.manifest.statistics).compactMap { tag, statistics -> TagRange? in
        guard !others.contains(tag.id), let low = statistics.min, let high = statistics.max else {
          return nil
        }
        return TagRange.seen(tag.id, low: low, high: high)
      }
    }
    let found = try TwinFindings(
      of: twin, tags: own, interval: store?.manifest.sampleInterval, seen: seen ?? [],
      record: try record(of: own ?? [], leavingOut: others), changes: changes,
      undeclared: undeclared,
      threads: context.threads, configuration: context.configuration)
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
    of tags: [Tag], leavingOut changed: Set<String>
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

  /// The twin's tags that `tags.csv` declares, or else those of the store; nil where neither is there.
  private func declaredTags(
    _ twin: TwinSettings, _ file: String?
  ) throws -> [Tag]? {
    // What is wrong with tags.csv is told beside this.
    let declarations = file.flatMap { try? TagsFile.read($0) }
    let tags = try declarations?.map { declared throws(Fault) in
      try declared.applied(to: Tag(id: declared.tag))
    }
    return (file == nil ? store?.tags : tags)?.filter { twin.has($0.id) && $0.role != .label }
  }
}
