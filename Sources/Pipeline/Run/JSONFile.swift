public import Diagnostics
internal import Foundation
internal import Telemetry

/// Codable values as JSON files: sorted keys, a newline at the end; the same bytes each time.
public enum JSONFile {
  /// The JSON text of a value; `isCompact` for what nobody reads.
  public static func text(
    _ value: some Encodable, isCompact: Bool = false
  ) throws(Fault) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !isCompact { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      throw Fault(.ourBug, "a result cannot be written as JSON: \(error)")
    }
  }

  /// Writes a value, replacing the file atomically.
  public static func write(
    _ value: some Encodable, to path: String, isCompact: Bool = false
  ) throws(Fault) {
    try AtomicFile.write(try text(value, isCompact: isCompact), to: path)
  }

  /// Writes a value, which must be an object, under a ``Seal``.
  static func writeSealed(_ value: some Encodable, to path: String) throws(Fault) {
    try AtomicFile.write(Seal.seal(Array(try text(value, isCompact: true).utf8)), to: path)
  }

  /// Reads what ``writeSealed(_:to:)`` wrote.
  ///
  /// - Throws: ``Fault`` as ``read(_:from:)``, and of kind `badData` where a bit was changed or there is no seal.
  static func readSealed<Value: Decodable>(
    _ type: Value.Type, from path: String
  ) throws(Fault) -> Value {
    do throws(Fault) {
      guard try Seal.check(try FileBytes.read(path)) else {
        throw Fault(.badData, "the file has no seal")
      }
    } catch {
      throw error.at(Place(file: path))
    }
    return try read(type, from: path)
  }

  /// Reads a value.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` or `badData` naming the file.
  public static func read<Value: Decodable>(
    _ type: Value.Type, from path: String
  ) throws(Fault) -> Value {
    let bytes = try FileBytes.read(path)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let fault as Fault {
      throw fault.at(Place(file: path))
    } catch {
      throw Fault(
        .badData, "the file is damaged: \(error)", at: Place(file: path),
        hint: "remove it and run again")
    }
  }
}
