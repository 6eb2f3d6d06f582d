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
    func collect<T>(_ body: () throws -> T) throws -> T? {
      do {
        return try body()
      } catch let fault as Fault {
        faults.append(fault)
      } catch let several as Faults {
        faults += several.all
      }
      return nil
    }
    if let attacks = context.configuration.attacks {
      _ = try collect { try SimulateStage.campaign(attacks) }
    }
    if let twin = context.configuration.twin {
      _ = try collect { try checkPlant(twin, tags: data.tags) }
    }
    var notice: String?
    if let twin = context.configuration.twin, let network = twin.process.elementNetwork,
      let path = twin.files[network.file]
    {
      let findings = try collect {
        try NetworkFindings(
          path: path, timeZone: network.timeZone, configuration: context.configuration)
      }
      faults += findings?.faults ?? []
      notice = findings?.notice
    }
    var units = 0
    for plan in context.configuration.train.prognosers {
      let read = try collect {
        try LifeHistories(plan, timeZone: data.timeZone, asOf: context.asOf)
      }
      units += read?.histories.units.count ?? 0
    }
    let files =
      data.telemetry.isEmpty
      ? []
      : try collect {
        try FilePatterns.files(
          data.telemetry, leavingOut: data.tags, configuration: context.configuration.file)
      } ?? []
    for file in files {
      _ = try collect { try CSVSniffer.sniff(file: file, declared: data.format) }
    }
    var unused: [Notice] = []
    if let tags = data.tags { _ = try collect { try TagsFile.read(tags, notices: &unused) } }
    var events = 0
    if let path = data.events {
      events = try collect { try EventsFile.read(path, timeZone: data.timeZone) }?.count ?? 0
    }
    if !faults.isEmpty { throw Faults(faults) }
    let remarks: [String] = (notice.map { [$0] } ?? []) + unused.map { "tags: \($0.text)" }
    return
      "\(context.configuration.file): \(files.count) telemetry \(files.count == 1 ? "file" : "files"), "
      + "\(events) \(events == 1 ? "event" : "events"), "
      + (units > 0 ? "\(units) \(units == 1 ? "unit" : "units"), " : "") + "no problem found"
      + remarks.map { "; \($0)" }.joined()
  }

  /// Controllers, network, sensors and historian against the tags that `tags.csv` declares; what telemetry says
  /// of them comes with the calibration.
  private func checkPlant(_ twin: TwinSettings, tags file: String?) throws {
    guard let plant = try twin.description(), let file else { return }
    let tags = try TagsFile.read(file).filter { twin.has($0.tag) && $0.role != .label }
    _ = try plant.parts(
      for: try tags.map { declared throws(Fault) in try declared.applied(to: Tag(id: declared.tag))
      })
  }
}
