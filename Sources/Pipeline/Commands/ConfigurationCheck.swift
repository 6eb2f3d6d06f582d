internal import Diagnostics
internal import Ingest
internal import Telemetry
internal import Twin

/// `tocsin check`: everything that can be found wrong before a run.
public struct ConfigurationCheck {
  private let context: RunContext

  /// A check of one configuration.
  public init(_ context: RunContext) { self.context = context }

  // What keeps detectors from being fitted, held against the store and tags.csv, before a store against the files' headers.
  private func obstacles(_ store: Store?) throws -> [Fault] {
    let train = context.configuration.train
    var faults: [Fault] = []
    var names: [String]?
    // Headers are read only where a name of a tag stands in the settings.
    if !train.obstacles(tags: [], interval: nil).isEmpty {
      names =
        try faults.collect { try TelemetryColumns(context: context, store: store).names() } ?? nil
      // What is wrong with tags.csv is told by whoever reads it.
      let declared = context.configuration.data.tags.flatMap { try? TagsFile.read($0) } ?? []
      names = names.map { known in known + declared.map(\.tag).filter { !known.contains($0) } }
    }
    return faults
      + train.obstacles(
        tags: names, interval: store?.manifest.sampleInterval ?? context.configuration.data.interval
      )
  }

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
      let check = try TwinCheck(of: twin, context: context)
      faults = check.faults
      plantNotices = check.notices
      notice = check.networkNotice
      controllers = check.controllers
      store = check.store
      // Columns that tags.csv leaves out are tags too; behind the others, whose places controllers know.
      tags = check.tags.map { $0 + check.undeclared }
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
    let folder = context.configuration.storeFolder
    if store == nil, Folder.exists("\(folder)/\(StoreManifest.fileName)") {
      store = try faults.collect { try Store(opening: folder) }
    }
    faults += try obstacles(store)
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
    if !faults.isEmpty {
      // What several readers of one file find is told once.
      throw Faults(
        faults.enumerated().filter { !faults[..<$0.offset].contains($0.element) }.map(\.element))
    }
    let remarks: [String] =
      (notice.map { [$0] } ?? []) + plantNotices.map(CalibrateStage.text)
      + unused.map { "tags: \($0.text)" }
    return
      "\(context.configuration.file): \(files.count) telemetry \(files.count == 1 ? "file" : "files"), "
      + "\(events) \(events == 1 ? "event" : "events"), "
      + (units > 0 ? "\(units) \(units == 1 ? "unit" : "units"), " : "") + "no problem found"
      + remarks.map { "; \($0)" }.joined()
  }
}
