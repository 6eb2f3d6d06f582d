public import Diagnostics
internal import Foundation

/// Writes whole files so that a reader sees the old one or the new one, never a part.
///
/// Temporary file beside the target, sync, rename, sync the folder. A crash leaves the old file and at
/// worst a `.tocsin-tmp-` file, which ``removeTemporaries(in:)`` clears. Files are not world-readable.
/// A link stays one: what it leads to is replaced. What is no file (a device, a pipe, a folder) is refused.
public enum AtomicFile {
  /// The prefix of temporary names.
  public static let temporaryPrefix = ".tocsin-tmp-"

  /// What to do where a disk is full.
  public static let fullHint = "free space on this disk; what existed before is untouched"

  /// Replaces or makes the file at `path` with the bytes.
  ///
  /// - Throws: ``Fault`` of kind `io` naming the file and the system's reason (disk full, no right …).
  public static func write(_ bytes: [UInt8], to path: String) throws(Fault) {
    try write(to: path) { (file: inout OpenFile) throws(Fault) in try file.append(bytes) }
  }

  /// Replaces or makes the file at `path` with a text's UTF-8.
  public static func write(_ text: String, to path: String) throws(Fault) {
    try write(Array(text.utf8), to: path)
  }

  /// Replaces or makes the file at `path` with what `body` appends; on an error nothing is left.
  public static func write(
    to path: String, _ body: (inout OpenFile) throws(Fault) -> Void
  ) throws(Fault) {
    let named = path
    let path = try target(of: named)
    let folder = PathName.folder(of: path)
    let name = PathName.last(of: path)
    let temporary = "\(folder.isEmpty ? "." : folder)/\(temporaryPrefix)\(getpid())-\(name)"
    var file = try OpenFile(creating: temporary, for: path)
    do {
      try body(&file)
      try file.finish()
    } catch {
      unlink(temporary)
      throw error
    }
    guard WriteGate.pass({ rename(temporary, path) }) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw Fault(.io, "cannot replace the file: \(reason)", at: Place(file: path))
    }
    try syncFolder(folder.isEmpty ? "." : folder)
  }

  /// The file that a path leads to.
  ///
  /// - Throws: ``Fault`` of kind `io` where it leads to something else than a file.
  private static func target(of path: String) throws(Fault) -> String {
    guard !path.isEmpty else {
      throw Fault(.io, "the path of the file to write is empty", hint: "name a file")
    }
    var found = stat()
    // What is not there is made; a link that leads nowhere is replaced.
    guard stat(path, &found) == 0 else { return path }
    let kind = found.st_mode & S_IFMT
    guard kind == S_IFREG else {
      let words =
        switch kind {
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
      throw Fault(
        .io, "cannot write the file: '\(path)' is \(words)", at: Place(file: path),
        hint: "name a file: it is written whole and put in the old one's place")
    }
    guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFLNK,
      let real = realpath(path, nil)
    else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Makes renames and removals in a folder durable.
  public static func syncFolder(_ folder: String) throws(Fault) {
    let descriptor = open(folder, O_RDONLY)
    guard descriptor >= 0 else {
      throw Fault(
        .io, "cannot open the folder: \(String(cString: strerror(errno)))", at: Place(file: folder))
    }
    defer { close(descriptor) }
    // Some file systems refuse to sync a folder; they have nothing to make durable.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw Fault(
        .io, "cannot sync the folder: \(String(cString: strerror(errno)))", at: Place(file: folder))
    }
  }

  /// Removes what a killed writer left in a folder; not its subfolders.
  public static func removeTemporaries(in folder: String) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
    for name in names where name.hasPrefix(temporaryPrefix) { unlink("\(folder)/\(name)") }
  }
}

/// A file that is being written, buffered by its writer.
public struct OpenFile: ~Copyable {
  private let descriptor: Int32
  private let target: String
  /// How many bytes were appended.
  public private(set) var count = 0

  fileprivate init(creating path: String, for target: String) throws(Fault) {
    self.target = target
    descriptor = WriteGate.pass { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640) }
    guard descriptor >= 0 else {
      let full = errno == ENOSPC || errno == EDQUOT
      let reason = String(cString: strerror(errno))
      throw Fault(
        .io, "cannot write the file: \(reason)", at: Place(file: target),
        hint: full ? AtomicFile.fullHint : "check that the folder exists and may be written")
    }
  }

  deinit { close(descriptor) }

  /// Appends bytes.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    var offset = 0
    while offset < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      let n = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if n < 0 {
        if errno == EINTR { continue }
        throw failure("write")
      }
      offset += n
    }
    count += bytes.count
  }

  /// Appends the bytes of an array.
  public mutating func append(_ bytes: [UInt8]) throws(Fault) {
    // Typed throws do not pass through withUnsafeBytes yet: carry the result out.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(Fault) in try append(buffer) }
    }
    try result.get()
  }

  fileprivate func finish() throws(Fault) {
    guard fsync(descriptor) == 0 else { throw failure("sync") }
  }

  private func failure(_ what: String) -> Fault {
    let full = errno == ENOSPC || errno == EDQUOT
    return Fault(
      .io, "cannot \(what) the file: \(String(cString: strerror(errno)))", at: Place(file: target),
      hint: full ? AtomicFile.fullHint : nil)
  }
}
