internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Files and folders with the system's reason in every fault.
enum FolderIO {
  /// The bytes of a file.
  static func read(_ path: String) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let kind: FaultKind = errno == ENOENT || errno == EACCES ? .missingInput : .io
      throw Fault(kind, "cannot open the file: \(reason())", at: Place(file: path))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Fault(.io, "cannot read the file: \(reason())", at: Place(file: path))
      }
      if count == 0 { return bytes }
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
