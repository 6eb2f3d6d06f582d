internal import Diagnostics
internal import Foundation
internal import Ingest
internal import Telemetry

/// One telemetry file that is to be in the store.
struct SourceFile: Sendable {
  /// Where it is.
  var path: String
  /// What the store calls it: it does not depend on where the checkout stands.
  var name: String
  /// The SHA-256 of its bytes.
  var sha256: String
}

/// The telemetry files that are complete.
struct SourceFiles {
  /// In the order of the configuration.
  private(set) var files: [SourceFile] = []
  /// Files that were left for the next run.
  private(set) var notices: [Notice] = []

  /// Lists and digests the files; those that may still be written are left out.
  ///
  /// What came through standard input stands after the files that the configuration names.
  /// - Throws: ``Fault`` of kind `tryLater` where no file is complete; what listing and reading throw.
  init(
    _ settings: DataSettings, configuration: String, received: String, now: Timestamp, threads: Int
  ) throws {
    let found = try FilePatterns.files(settings.telemetry, configuration: configuration)
      .filter { !$0.hasSuffix(".done") }
    let kept = ReceivedInput.files(in: received).filter { !found.contains($0) }
    let names = Self.names(found)
    var complete: [(path: String, name: String)] = []
    for (path, name) in zip(found, names) {
      if let reason = Self.unsettled(path, settings.settled, now) {
        notices.append(Notice("\(reason); it is left for the next run", at: Place(file: path)))
      } else {
        complete.append((path, name))
      }
    }
    complete += kept.map { ($0, PathName.last(of: $0)) }
    guard !complete.isEmpty else {
      throw Fault(
        .tryLater, "none of the \(found.count) files is complete: \(notices[0].text)",
        at: notices[0].place, hint: "data.settled says when a file is complete")
    }
    let listed = complete
    let digests = try ParallelMap(threads: threads)(listed.count) {
      try FileDigest.sha256(of: listed[$0].path)
    }
    files = zip(listed, digests).map { SourceFile(path: $0.path, name: $0.name, sha256: $1) }
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
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      let changed = Timestamp(
        nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
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
