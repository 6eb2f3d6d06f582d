import Foundation
import TestSupport

/// A folder that goes away with its owner.
final class Scratch {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "tocsin-ingest-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func file(_ text: String, _ name: String = "x.csv") throws -> String {
    try file(Array(text.utf8), name)
  }

  func file(_ bytes: [UInt8], _ name: String = "x.csv") throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// The path of a real file, whether the folder is given as a URL or as a text.
func datasetPath(_ name: String) -> String { "\(plain(Datasets.folder))/\(name)" }
private func plain(_ folder: URL?) -> String { folder?.path ?? "" }
private func plain(_ folder: String?) -> String { folder ?? "" }
