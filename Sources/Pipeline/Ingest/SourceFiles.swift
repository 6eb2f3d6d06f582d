internal import Diagnostics
internal import Ingest
internal import Telemetry

/// One telemetry file that is to be in the store.
struct SourceFile: Sendable {
  /// Where it is.
  var path: String
  /// What the store calls it: it does not depend on where the checkout stands.
  var name: String
  /// The SHA-256 of its bytes; of one that is written again, of the bytes that the store has.
  var sha256: String
  /// Whether it is being written again: the store keeps what it has of it.
  var isHeld = false
  /// Which file it was before it was digested.
  var identity: FileIdentity?
}

/// The telemetry files that are complete.
struct SourceFiles {
  /// In the order of the configuration.
  private(set) var files: [SourceFile] = []
  /// Files that were left for the next run.
  private(set) var notices: [Notice] = []

  /// Lists and digests the files; those that may still be written are left out, or stay as the store has
  /// them.
  ///
  /// What came through standard input stands after the files that the configuration names.
  /// - Parameter stored: the SHA-256 of each source of the store, by its name.
  /// - Throws: ``Fault`` of kind `tryLater` where no file is complete; what listing and reading throw.
  init(
    _ settings: DataSettings, configuration: String, received: String, stored: [String: String],
    now: Timestamp, threads: Int
  ) throws {
    let found = try FilePatterns.files(
      settings.telemetry, leavingOut: settings.tags, configuration: configuration
    ).filter { !$0.hasSuffix(".done") }
    let kept = ReceivedInput.files(in: received).filter { !found.contains($0) }
    let names = Self.names(found)
    var complete: [(path: String, name: String, held: String?)] = []
    for (path, name) in zip(found, names) {
      if let reason = Self.unsettled(path, settings.settled, now) {
        let held = stored[name]
        notices.append(
          Notice(
            "\(reason); it is left for the next run"
              + (held == nil ? "" : ", until then the store keeps its earlier rows"),
            at: Place(file: path)))
        if held != nil { complete.append((path, name, held)) }
      } else {
        complete.append((path, name, nil))
      }
    }
    complete += kept.map { ($0, PathName.last(of: $0), nil) }
    guard !complete.isEmpty else {
      throw Fault(
        .tryLater, "none of the \(found.count) files is complete: \(notices[0].text)",
        at: notices[0].place, hint: "data.settled says when a file is complete")
    }
    let listed = complete
    files = try ParallelMap(threads: threads)(listed.count) { index in
      let (path, name, held) = listed[index]
      let identity = FileIdentity(path: path)
      return SourceFile(
        path: path, name: name, sha256: try held ?? FileDigest.sha256(of: path),
        isHeld: held != nil, identity: identity)
    }
  }

  /// The most names that a notice lists.
  private static let mostNames = 5

  /// A notice where sources of the store have no file any more, under their name or another: a folder
  /// that was emptied by mistake, or by somebody, shows here and nowhere else.
  func vanished(from sources: [StoreManifest.SourceFile]) -> [Notice] {
    let names = Set(files.map(\.name))
    let contents = Set(files.map(\.sha256))
    let gone = sources.filter { !names.contains($0.name) && !contents.contains($0.sha256) }
    guard !gone.isEmpty else { return [] }
    let rows = gone.map(\.rowsStored).reduce(0, +)
    let listed = gone.prefix(Self.mostNames).map { "'\($0.name)'" }.joined(separator: ", ")
    let more = gone.count > Self.mostNames ? " and \(gone.count - Self.mostNames) more" : ""
    return [
      Notice(
        gone.count == 1
          ? "\(listed) is no longer among the files: its \(rows) rows leave the store"
          : "\(listed)\(more) are no longer among the files: their \(rows) rows leave the store")
    ]
  }

  /// Why a file is not complete yet; nil where it is.
  private static func unsettled(
    _ path: String, _ settled: DataSettings.Settled, _ now: Timestamp
  ) -> String? {
    switch settled {
    case .now: return nil
    case .marked:
      return Folder.exists("\(path).done")
        ? nil : "there is no \(PathName.last(of: path)).done beside the file"
    case .unchanged(let span):
      guard let changed = LastWrite.of(path) else { return nil }
      let age = now - changed
      return age >= span
        ? nil
        : "the file changed \(age.roundedText) ago, less than \(span.roundedText)"
    }
  }

  /// Base names; folders are added where these clash.
  static func names(_ files: [String]) -> [String] {
    let bases = files.map { PathName.last(of: $0) }
    guard Set(bases).count < bases.count else { return bases }
    return files.map { file in
      let folder = PathName.last(of: PathName.folder(of: file))
      return (folder.isEmpty ? "" : folder + "/") + PathName.last(of: file)
    }
  }
}
