internal import Attacks
internal import Diagnostics
internal import Learning
internal import Telemetry
internal import Twin

/// The traces of a simulation as a store: a partition per trace, its rows of the unit that its number names.
///
/// `simulate-…/traces/`, beside `simulate.json`; whatever opens a plant's store opens it.
struct TraceStore {
  /// The folder's name beside `simulate.json`.
  static let folder = "traces"
  /// What a simulation's folder must have.
  static let file = "\(folder)/\(StoreManifest.fileName)"

  let store: Store
  private let simulation: String
  private let places: [String: Int]

  /// Opens the traces in a simulation's folder.
  ///
  /// - Throws: ``Fault`` where there are none or `store.json` is damaged.
  init(simulation: String) throws(Fault) {
    let folder = "\(simulation)/\(Self.folder)"
    do throws(Fault) {
      store = try Store(opening: folder)
    } catch {
      throw Self.remade(error, simulation)
    }
    self.simulation = simulation
    var places: [String: Int] = [:]
    for (place, partition) in store.manifest.partitions.enumerated() {
      places[partition.source] = place
    }
    self.places = places
  }

  /// Everything about a trace, row by row.
  ///
  /// - Throws: ``Fault`` of kind `badData` where it is missing or a bit of it was changed.
  func frame(of record: TraceRecord) throws(Fault) -> Frame {
    guard let place = places[record.id] else {
      throw Self.remade(
        Fault(
          .badData, "the simulated trace \(record.id) is not in the store",
          at: Place(file: "\(store.folder)/\(StoreManifest.fileName)")), simulation)
    }
    do throws(Fault) {
      return try store.verifiedFrame(partition: place)
    } catch {
      throw Self.remade(error, simulation)
    }
  }

  /// What differs from `store.json`, a fault per trace.
  func verify(threads: Int) throws -> [Fault] {
    try store.verify(threads: threads).map { Self.remade($0, simulation) }
  }

  /// What a person does about damaged traces: they are no telemetry, nothing is lost with them.
  private static func remade(_ fault: Fault, _ simulation: String) -> Fault {
    var fault = fault
    fault.hint = "remove the folder \(simulation): 'tocsin simulate' makes it again"
    return fault
  }
}

/// Writes traces, on several threads, and then the store that names them.
struct TraceStoreWriter: Sendable {
  private let writer: StoreWriter
  private let folder: String

  /// Opens the store of a simulation that writes into `simulation`; traces of `plant` have the most columns.
  init(simulation: String, plant: some ClosedLoop, named name: String) throws(Fault) {
    folder = "\(simulation)/\(TraceStore.folder)"
    writer = try StoreWriter(
      folder: folder, plant: name, tags: TraceTable.columns(of: plant), hasUnits: true)
  }

  /// Writes a trace; says where it stands and whether its file gave back what was written.
  func write(
    _ trace: AttackTrace, id: String
  ) throws(Fault) -> (partition: StoreManifest.Partition, isReadBack: Bool) {
    var frame = TraceTable(trace).frame
    frame.units = UnitColumn(names: [id], codes: [Int32](repeating: 0, count: frame.count))
    guard let partition = try writer.partition(of: frame, source: id) else {
      throw Fault(.ourBug, "the trace of scenario '\(trace.scenario.name)' has no rows")
    }
    let again = try FrameArrow.read(from: "\(folder)/\(partition.file)")
    return (partition, again.hasSameCells(as: frame))
  }

  /// Names the traces, in their order; before that no reader sees them.
  func commit(_ partitions: [StoreManifest.Partition], interval: TimeSpan) throws(Fault) {
    var writer = writer
    for partition in partitions {
      try writer.add(
        [partition],
        source: StoreManifest.SourceFile(
          name: partition.source, bytes: partition.bytes, sha256: partition.sha256,
          rowsRead: partition.rows, rowsStored: partition.rows))
    }
    try writer.commit(sampleInterval: interval)
  }
}
