internal import Diagnostics
internal import Foundation

/// An open file that is read at offsets; closed with the value.
struct ReadOnlyFile: ~Copyable, Sendable {
  /// The path, for messages.
  let path: String
  /// The length at the moment of opening.
  let size: Int
  /// Which file it is, whatever stands at the path later.
  let identity: FileIdentity
  private let descriptor: Int32

  /// Opens a regular file.
  init(_ path: String) throws(Fault) {
    // Of a pipe that nobody writes to, opening it would not come back.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let missing = errno == ENOENT || errno == ENOTDIR
      throw Fault(
        missing ? .missingInput : .io, "cannot open the file: \(String(cString: strerror(errno)))",
        at: Place(file: path))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Fault(.badData, "not a regular file", at: Place(file: path))
    }
    self.path = path
    size = Int(status.st_size)
    identity = FileIdentity(status)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills the buffer with the bytes from `offset` on.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Fault) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let n = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if n < 0 {
        if errno == EINTR { continue }
        throw Fault(
          .io, "cannot read the file: \(String(cString: strerror(errno)))", at: Place(file: path))
      }
      if n == 0 {
        throw Fault(
          .badData,
          "the file ends at byte \(offset + done), \(buffer.count - done) more are needed",
          at: Place(file: path))
      }
      done += n
    }
  }

  /// The bytes of a part of the file.
  func bytes(_ count: Int, at offset: Int) throws(Fault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { buffer throws(Fault) in
      try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    }
    return bytes
  }

  /// The SHA-256 of the whole file, read in pieces.
  func sha256() throws(Fault) -> String {
    var digest = SHA256()
    var offset = 0
    while offset < size {
      let piece = try bytes(min(1 << 20, size - offset), at: offset)
      piece.withUnsafeBytes { digest.update($0) }
      offset += piece.count
    }
    return digest.finish()
  }
}
