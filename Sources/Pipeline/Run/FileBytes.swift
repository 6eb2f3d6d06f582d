internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Whole files as bytes.
enum FileBytes {
  /// The largest file of a run that is read as one piece, in bytes.
  static let largest = 1 << 30

  /// All bytes of a file that is not longer than a limit.
  static func read(
    _ path: String, atMost most: Int = largest, called name: String = "file",
    beyond kind: FaultKind = .badData
  ) throws(Fault) -> [UInt8] {
    guard
      let bytes = try WholeFile.bytes(of: path, atMost: most, called: name, beyond: kind)
    else {
      throw Fault(.missingInput, "the file does not exist or cannot be read", at: Place(file: path))
    }
    return bytes
  }

  /// The text of an epanetCPA file.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where it is longer than a configuration may be.
  static func readCyberPhysical(_ path: String) throws(Fault) -> String {
    String(
      decoding: try read(
        path, atMost: YAMLFile.largestFile, called: "epanetCPA file", beyond: .configuration),
      as: UTF8.self)
  }

  /// Appends a file's bytes to one that is being written, a piece at a time.
  static func copy(_ path: String, to target: inout OpenFile) throws(Fault) {
    guard let source = FileHandle(forReadingAtPath: path) else {
      throw Fault(.missingInput, "the file does not exist or cannot be read", at: Place(file: path))
    }
    while true {
      let data: Data?
      do {
        data = try source.read(upToCount: 1 << 20)
      } catch {
        throw Fault(.io, "cannot read the file: \(error)", at: Place(file: path))
      }
      guard let data, !data.isEmpty else { return }
      try target.append([UInt8](data))
    }
  }
}
