internal import Diagnostics
internal import Foundation
internal import Telemetry

/// What an interrupted process leaves half written.
public enum Temporaries {
  /// Ends this process's writing for good and removes its temporaries under some folders, however deep.
  public static func removeOwn(under folders: [String]) {
    WriteGate.close()
    remove(AtomicFile.temporaryPrefix + "\(getpid())-", under: folders)
  }

  /// Removes what killed processes left; only for whoever holds the output folder's lock.
  static func removeAll(under folders: [String]) {
    remove(AtomicFile.temporaryPrefix, under: folders)
  }

  private static func remove(_ prefix: String, under folders: [String]) {
    for folder in folders {
      guard let walker = FileManager.default.enumerator(atPath: folder) else { continue }
      var found: [String] = []
      while let name = walker.nextObject() as? String {
        if PathName.last(of: name).hasPrefix(prefix) {
          found.append("\(folder)/\(name)")
          walker.skipDescendants()
        }
      }
      for path in found { try? FileManager.default.removeItem(atPath: path) }
    }
  }
}
