import Foundation

/// A file of this process, for readers that want a path; in memory where the system has such a folder.
enum ScratchFile {
  private static let folder =
    FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
  private static let prefix = "tocsin-fuzz-\(getpid())-"

  /// Once asked for, the files go when the process ends.
  private static let goesAtExit: Void = {
    atexit { removeAll() }
  }()

  private static func removeAll() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(prefix) { unlink("\(folder)/\(name)") }
  }

  /// Writes the bytes and gives the path, the same one for the same name.
  static func write(_ bytes: [UInt8], _ name: String) -> String {
    goesAtExit
    let path = "\(folder)/\(prefix)\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { fatalError("cannot write \(path)") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { fatalError("cannot write \(path)") }
      done += count
    }
    return path
  }
}
