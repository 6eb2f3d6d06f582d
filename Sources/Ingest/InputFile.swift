internal import Diagnostics
internal import Foundation

/// A regular file opened for `pread`; never mapped, because somebody else may cut it short.
final class InputFile: Sendable {
  /// The file, as the user named it.
  let path: String
  /// Its length when it was opened.
  let size: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where it is not there or cannot be opened, with the
  ///   system's reason; where it is a folder or no regular file.
  init(_ path: String) throws(Fault) {
    self.path = path
    let place = Place(file: path)
    guard !path.utf8.contains(0) else {
      throw Fault(.missingInput, "the file's name contains a NUL character", at: place)
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT
        ? Fault(.missingInput, "the file does not exist", at: place)
        : Fault(.missingInput, "cannot open the file: \(Self.reason)", at: place)
    }
    try Self.requireRegular(status, place)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(
        .missingInput, "cannot open the file: \(Self.reason)", at: place,
        hint: errno == EACCES ? "give the user who runs tocsin the right to read it" : nil)
    }
    size = Int(status.st_size)
  }

  /// Takes an open file, which is closed in the end; messages call it `name`.
  init(descriptor: Int32, name: String, size: Int) {
    path = name
    self.descriptor = descriptor
    self.size = size
  }

  deinit { close(descriptor) }

  /// Reads `count` bytes at an offset, all of which must be there, behind bytes that are at hand.
  ///
  /// - Throws: ``Fault`` of kind `io` where the file became shorter than it was, or the disk fails.
  func read(at offset: Int, count: Int, after front: [UInt8] = []) throws(Fault) -> [UInt8] {
    var fault: Fault?
    let whole = front.count + max(0, count)
    let bytes = [UInt8](unsafeUninitializedCapacity: whole) { buffer, filled in
      _ = buffer.initialize(from: front)
      filled = front.count
      while filled < whole {
        let rest = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<whole])
        let n = pread(
          descriptor, rest.baseAddress, rest.count, off_t(offset + filled - front.count))
        if n < 0 {
          if errno == EINTR { continue }
          fault = Fault(.io, "cannot read the file: \(Self.reason)", at: Place(file: path))
          return
        }
        if n == 0 {
          fault = Fault(
            .io,
            "the file shrank while it was read: \(size) bytes at first, "
              + "\(offset + filled - front.count) now",
            at: Place(file: path), hint: "read it when its writer has finished")
          return
        }
        filled += n
      }
    }
    if let fault { throw fault }
    return bytes
  }

  private static func requireRegular(_ status: stat, _ place: Place) throws(Fault) {
    let type = status.st_mode & S_IFMT
    if type == S_IFDIR {
      throw Fault(
        .missingInput, "this is a folder, not a file", at: place, hint: "name the files in it")
    }
    guard type == S_IFREG else {
      throw Fault(.missingInput, "this is not a regular file", at: place)
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
