internal import Diagnostics
internal import Telemetry

/// The runs of a plant that were finished.
struct RunList {
  let folder: String

  /// The manifests, oldest first; a folder without one was not finished and does not count.
  func manifests() throws(Fault) -> [RunManifest] {
    var manifests: [RunManifest] = []
    for name in Folder.names(in: folder) where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)/manifest.json"
      if Folder.exists(path) { manifests.append(try JSONFile.read(RunManifest.self, from: path)) }
    }
    return manifests.sorted { ($0.asOf, $0.run) < ($1.asOf, $1.run) }
  }

  /// The run of the latest moment, of several the one that was finished last; nil where there is none.
  ///
  /// Only for what people look at: results do not depend on when a run was made.
  func newest() throws(Fault) -> RunManifest? {
    let manifests = try manifests()
    guard let asOf = manifests.last?.asOf else { return nil }
    return manifests.filter { $0.asOf == asOf }.max { finished($0) < finished($1) }
  }

  private func finished(_ manifest: RunManifest) -> Int64 {
    LastWrite.of("\(folder)/\(manifest.run)/manifest.json")?.nanoseconds ?? .min
  }
}
