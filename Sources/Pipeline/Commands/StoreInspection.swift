public import Diagnostics
internal import Telemetry

/// The plant's store: what is in it, and whether it is sound.
public struct StoreInspection {
  private let configuration: Configuration

  /// The store of a configuration's plant.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Sources, rows and tags.
  public func info(json: Bool) throws(Fault) -> String {
    let store = try Store(opening: configuration.storeFolder)
    let manifest = store.manifest
    if json { return try JSONFile.text(manifest) }
    var rows = [["file", "read", "stored", "quarantined", "duplicates"]]
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
      + "\(manifest.sampleInterval?.roundedText ?? "–")\n\n" + TextColumns.aligned(rows) + "\n"
      + TextColumns.aligned(tags)
  }

  /// Checks every partition.
  ///
  /// - Throws: ``Faults`` naming each damaged file.
  public func verify() throws -> String {
    let store = try Store(opening: configuration.storeFolder)
    let faults = try store.verify()
    if !faults.isEmpty { throw Faults(faults) }
    let count = store.partitionCount
    return "\(count) \(count == 1 ? "partition" : "partitions"), every digest fits"
  }

  /// Removes files that the store no longer names, and says which.
  public func collect() throws(Fault) -> [String] {
    let lock = try FolderLock(
      folder: configuration.output, wait: .zero, holder: "tocsin store gc")
    defer { _ = lock }
    return try Store(opening: configuration.storeFolder).garbageCollect()
  }

  private func text(_ value: Double?) -> String { value.map(Numbers.plain) ?? "–" }
}
