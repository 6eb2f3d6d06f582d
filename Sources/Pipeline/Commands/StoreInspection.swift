public import Diagnostics
internal import Foundation
internal import Telemetry

/// A plant's store, of its telemetry or of the newest simulation's traces: what is in it, and whether it is sound.
public struct StoreInspection {
  private let configuration: Configuration
  private let isOfTraces: Bool

  /// The store of a configuration's plant; of the traces that were simulated last where `traces` says so.
  public init(_ configuration: Configuration, traces: Bool = false) {
    self.configuration = configuration
    isOfTraces = traces
  }

  /// Sources, rows and tags.
  public func info(json: Bool) throws(Fault) -> String {
    let store = try isOfTraces ? traces().store : telemetry()
    let manifest = store.manifest
    if json { return String(decoding: try manifest.json(), as: UTF8.self) }
    var rows = [[isOfTraces ? "trace" : "file", "read", "stored", "quarantined", "duplicates"]]
    rows += manifest.sources.map {
      [
        $0.name, "\($0.rowsRead)", "\($0.rowsStored)", "\($0.rowsQuarantined)", "\($0.duplicates)",
      ]
    }
    var tags = [["tag", "role", "unit", "min", "max", "mean", "missing", "step"]]
    for (tag, statistics) in zip(manifest.tags, manifest.statistics) {
      tags.append([
        tag.id, tag.role.rawValue, tag.unit ?? "–", text(statistics.min), text(statistics.max),
        text(statistics.count > 0 ? statistics.mean : nil), "\(statistics.missing)",
        text(statistics.step),
      ])
    }
    let span = manifest.span.map { "\($0.start.minuteText) to \($0.end.minuteText)" } ?? "empty"
    return "\(manifest.plant): \(Numbers.grouped(manifest.rows)) rows, \(span), every "
      + "\(manifest.sampleInterval?.roundedText ?? "–") · \(store.folder)\n\n"
      + TextColumns.aligned(rows) + "\n"
      + TextColumns.aligned(tags)
  }

  /// Checks every partition.
  ///
  /// - Throws: ``Faults`` naming each damaged file.
  public func verify() throws -> String {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let (faults, count) =
      try isOfTraces
      ? { (try $0.verify(threads: threads), $0.store.partitionCount) }(traces())
      : {
        (
          try $0.verify(threads: threads) + SideFiles(of: $0.folder).problems(), $0.partitionCount
        )
      }(telemetry())
    if !faults.isEmpty { throw Faults(faults) }
    return "\(count) \(count == 1 ? "partition" : "partitions"), every digest fits"
  }

  /// Removes files that the store no longer names, and says which.
  public func collect() throws(Fault) -> [String] {
    let lock = try FolderLock(
      folder: configuration.output, wait: .zero, holder: "tocsin store gc")
    defer { _ = lock }
    return try telemetry().garbageCollect()
  }

  private func telemetry() throws(Fault) -> Store {
    try Store(opening: configuration.storeFolder)
  }

  private func traces() throws(Fault) -> TraceStore {
    let stages = configuration.stagesFolder
    guard let newest = StageCache(folder: stages).newest("simulate") else {
      throw Fault(
        .missingInput, "there are no simulated traces", at: Place(file: stages),
        hint: "run 'tocsin simulate' first")
    }
    return try TraceStore(simulation: newest)
  }

  private func text(_ value: Double?) -> String { value.map(Numbers.plain) ?? "–" }
}
