import Foundation

/// A file of this process, for readers that want a path; in memory where the system has such a folder.
enum ScratchFile {
  private static let folder =
    FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

  /// Writes the bytes and gives the path, the same one for the same name.
  static func write(_ bytes: [UInt8], _ name: String) -> String {
    let path = "\(folder)/tocsin-fuzz-\(getpid())-\(name)"
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
