internal import Diagnostics
internal import Ingest
internal import Telemetry

/// A store that was made of another `tags.csv`, or of other settings of telemetry, than there are now.
struct OutdatedStore {
  /// What differs, and what to do.
  let fault: Fault

  /// Compares the store with what an ingest would go by now; nil where it is the same.
  ///
  /// - Throws: ``Fault`` where `tags.csv` is not there.
  init?(_ store: Store, settings: DataSettings) throws {
    let digest = try IngestStage.digest(of: settings)
    if store.manifest.settingsDigest == digest { return nil }
    // What is wrong with tags.csv is told by whoever reads it.
    let declarations = settings.tags.flatMap { try? TagsFile.read($0) } ?? []
    let stored = Dictionary(store.tags.map { ($0.id, $0) }) { first, _ in first }
    let others = declarations.filter { declaration in
      // One that no file has is told as absent.
      guard let tag = stored[declaration.tag] else { return false }
      return (try? declaration.applied(to: tag)) != tag
    }
    let hint = "run 'tocsin ingest', or 'tocsin run', which reads the telemetry anew"
    guard let first = others.first else {
      fault = Fault(
        .missingInput,
        "the store was made of another tags.csv, of other settings under 'data' or by another version",
        at: settings.tags.map { Place(file: $0) }, hint: hint)
      return
    }
    let rest = others.count - 1
    let more = rest == 0 ? "" : " and \(rest) more \(rest == 1 ? "tag" : "tags")"
    fault = Fault(
      .missingInput,
      "the store was made of another tags.csv, which said otherwise of '\(first.tag)'\(more)",
      at: Place(file: settings.tags, line: first.line), hint: hint)
  }
}
