internal import Diagnostics
internal import Ingest
internal import Telemetry

/// The rows of a store on an even grid, in a store of its own inside the first one's folder.
///
/// It follows from the rows and the settings alone and is made anew where either changed.
enum GridStore {
  /// The folder of the grid's store.
  static func folder(of store: String) -> String { "\(store)/grid" }

  /// The store on the grid; an up-to-date and sound one is opened, any other is made.
  static func current(
    _ store: Store, _ settings: ResampleSettings, declarations: [TagDeclaration], threads: Int
  ) throws(Fault) -> Store {
    var methods: [String: ResampleMethod] = [:]
    for declared in declarations {
      if let method = declared.contract.resample { methods[declared.tag] = method }
    }
    for tag in store.tags where methods[tag.id] == nil && tag.role == .status {
      // A mean of on and off is neither.
      methods[tag.id] = .last
    }
    let grid = try GridSettings(
      every: settings.every, largestGap: settings.largestGap,
      method: ResampleMethod(rawValue: settings.method) ?? .last, methods: methods)
    let digest = SHA256.hash(
      [
        try FileDigest.sha256(of: "\(store.folder)/\(StoreManifest.fileName)"),
        "\(settings.every) \(settings.largestGap) \(settings.method)",
        methods.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rawValue)" }
          .joined(separator: "\u{1f}"),
      ].joined(separator: "\n"))
    let folder = folder(of: store.folder)
    if Folder.exists("\(folder)/\(StoreManifest.fileName)") {
      // What was damaged follows from the rows again.
      if let existing = try? Store(opening: folder), existing.manifest.settingsDigest == digest,
        let faults = try? existing.verify(threads: threads), faults.isEmpty
      {
        return existing
      }
    }
    var writer = try StoreWriter(
      folder: folder, plant: store.manifest.plant, tags: store.tags,
      hasUnits: store.manifest.hasUnits, settingsDigest: digest)
    var source = StoreManifest.SourceFile(
      name: "grid", bytes: 0, sha256: digest, rowsRead: 0, rowsStored: 0)
    var resampler = GridResampler(grid, tags: store.tags)
    var rows = 0
    let add = { (frame: Frame, quality: [UInt8]) throws(Fault) in
      rows += frame.count
      try writer.add(frame, quality: quality, source: source)
    }
    try store.forEachBatch { frame, quality throws(Fault) in
      try resampler.add(frame, quality: quality, add)
    }
    try resampler.finish(add)
    source.rowsRead = rows
    source.rowsStored = rows
    writer.describe(source: source)
    try writer.commit(sampleInterval: settings.every)
    return try Store(opening: folder)
  }
}
