internal import Diagnostics
internal import Foundation

/// Files without a name, which vanish with the process whatever becomes of it.
enum TemporaryFile {
  /// Makes one; `purpose` is part of the name that it has for a moment.
  ///
  /// - Returns: a descriptor that is open for reading and writing, the caller's to close.
  static func open(_ purpose: String) throws(Fault) -> Int32 {
    let folder = FileManager.default.temporaryDirectory.path
    var name = Array("\(folder)/tocsin-\(purpose)-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw failure("make", at: folder) }
    unlink(name)
    return descriptor
  }

  /// Writes all elements' bytes.
  static func write<T: BitwiseCopyable>(_ elements: [T], to descriptor: Int32) throws(Fault) {
    let isWritten = elements.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let n = Foundation.write(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if n < 0, errno == EINTR { continue }
        guard n >= 0 else { return false }
        done += n
      }
      return true
    }
    guard isWritten else {
      throw failure("write", at: FileManager.default.temporaryDirectory.path)
    }
  }

  private static func failure(_ verb: String, at folder: String) -> Fault {
    Fault(
      .io, "cannot \(verb) a temporary file: \(String(cString: strerror(errno)))",
      at: Place(file: folder), hint: "set TMPDIR to a folder with room")
  }
}
