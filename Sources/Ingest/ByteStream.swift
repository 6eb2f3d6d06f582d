internal import Diagnostics
internal import Foundation

/// Bytes that come one after the other: standard input, a pipe, a file read from its start.
final class ByteStream {
  /// What messages call it.
  let name: String
  private let descriptor: Int32
  private let isOwned: Bool

  /// Reads an open descriptor, which stays open.
  init(descriptor: Int32, name: String) {
    self.name = name
    self.descriptor = descriptor
    isOwned = false
  }

  /// Opens a file or a named pipe.
  init(path: String) throws(Fault) {
    name = path
    isOwned = true
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(
        .missingInput,
        errno == ENOENT
          ? "the file does not exist"
          : "cannot open the file: \(String(cString: strerror(errno)))", at: Place(file: path))
    }
  }

  deinit { if isOwned { close(descriptor) } }

  /// Appends what is there, waiting for at least one byte; false at the end.
  func read(into buffer: inout [UInt8]) throws(Fault) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
      if n > 0 {
        buffer += chunk[..<n]
        return true
      }
      if n == 0 { return false }
      if errno == EINTR { continue }
      throw Fault(
        errno == EISDIR ? .missingInput : .io,
        errno == EISDIR
          ? "this is a folder, not a file"
          : "cannot read: \(String(cString: strerror(errno)))", at: Place(file: name))
    }
  }

  /// Whether it is a regular file of which more than the front can be sampled.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
