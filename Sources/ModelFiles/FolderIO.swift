internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Files and folders with the system's reason in every fault.
enum FolderIO {
  /// The longest list of names or digests, and the longest signature or key, in bytes.
  static let longestList = 16 << 20

  /// The bytes of a regular file; of a longer one than `most` none is read.
  static func read(_ path: String, atMost most: Int) throws(Fault) -> [UInt8] {
    // Of a pipe that nobody writes to, opening it would not come back.
    try read(path, atMost: most, flags: O_NONBLOCK) { (status: stat) throws(Fault) in
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Fault(.badData, "not a regular file", at: Place(file: path))
      }
    }
  }

  /// The bytes of a key, which may come from a pipe.
  static func readKey(_ path: String) throws(Fault) -> [UInt8] {
    try read(path, atMost: longestList, flags: 0) { (_: stat) throws(Fault) in }
  }

  private static func read(
    _ path: String, atMost most: Int, flags: Int32, requiring check: (stat) throws(Fault) -> Void
  ) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
    guard descriptor >= 0 else {
      let kind: FaultKind = errno == ENOENT || errno == EACCES ? .missingInput : .io
      throw Fault(kind, "cannot open the file: \(reason())", at: Place(file: path))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Fault(.io, "cannot read the file: \(reason())", at: Place(file: path))
    }
    try check(status)
    func longer(_ found: String) -> Fault {
      Fault(
        .badData, "the file has \(found) bytes, at most \(most) are read", at: Place(file: path))
    }
    if status.st_size > most { throw longer("\(status.st_size)") }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Fault(.io, "cannot read the file: \(reason())", at: Place(file: path))
      }
      if count == 0 { return bytes }
      if bytes.count + count > most { throw longer("more than \(most)") }
      bytes.append(contentsOf: block[..<count])
    }
  }

  /// Makes a folder that others may not read, with those above it.
  static func makeFolder(_ path: String) throws(Fault) {
    let made = WriteGate.pass {
      Result {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
      }
    }
    if case .failure(let error) = made {
      let full = (error as? CocoaError)?.code == .fileWriteOutOfSpace
      throw Fault(
        .io, "cannot make the folder: \(error.localizedDescription)", at: Place(file: path),
        hint: full ? AtomicFile.fullHint : nil)
    }
  }

  /// Gives a file or folder another name.
  static func move(_ path: String, to other: String) throws(Fault) {
    guard WriteGate.pass({ rename(path, other) }) == 0 else {
      throw Fault(.io, "cannot rename '\(path)': \(reason())", at: Place(file: other))
    }
  }

  /// Removes a folder with what is in it; nothing happens where there is none.
  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The names in a folder, sorted; empty where there is none.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
