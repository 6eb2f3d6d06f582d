internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Files and folders with the system's reason in every fault.
enum FolderIO {
  /// The longest list of names or digests, and the longest signature or key, in bytes.
  static let longestList = 16 << 20

  /// The bytes of a regular file; of a longer one than `most` none is read.
  static func read(_ path: String, atMost most: Int) throws(Fault) -> [UInt8] {
    guard let bytes = try WholeFile.bytes(of: path, atMost: most, called: "file") else {
      throw unreadable(path)
    }
    return bytes
  }

  /// The bytes of a key, which may come from a pipe.
  static func readKey(_ path: String) throws(Fault) -> [UInt8] {
    guard
      let bytes = try WholeFile.bytes(
        of: path, atMost: longestList, called: "file", takesPipes: true)
    else { throw unreadable(path) }
    return bytes
  }

  // Why a file cannot be read as one.
  private static func unreadable(_ path: String) -> Fault {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor < 0 else {
      close(descriptor)
      return Fault(.badData, "not a regular file", at: Place(file: path))
    }
    let kind: FaultKind = errno == ENOENT || errno == EACCES ? .missingInput : .io
    return Fault(kind, "cannot open the file: \(reason())", at: Place(file: path))
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
