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
}
