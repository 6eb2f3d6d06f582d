public import Diagnostics
internal import Foundation
internal import Telemetry

extension ModelManifest {
  /// The bytes of `model.json`: keys sorted, a line each, a line end at the end.
  ///
  /// - Throws: ``Fault`` of kind `badData` naming a number that is not finite.
  public func encoded() throws(Fault) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch EncodingError.invalidValue(let value, let context) {
      throw Fault(
        .badData, "model.json cannot hold \(value): only finite numbers",
        at: Place(path: Self.path(context.codingPath)))
    } catch {
      throw Fault(.ourBug, "model.json cannot be written: \(error)")
    }
  }

  /// The longest `model.json` that is read, in bytes: what a decoder makes of one is many times as large.
  package static let longest = 32 << 20

  /// Reads `model.json`.
  ///
  /// - Throws: ``Fault`` of kind `badData`: longer than ``longest`` or nested deeper than 128; a newer
  ///   schema version, by number; what is missing or of another type, with its path; version 1 without a
  ///   sample interval or alarm terms.
  public init(decoding bytes: [UInt8]) throws(Fault) {
    guard bytes.count <= Self.longest else {
      throw Self.broken("it has \(bytes.count) bytes, at most \(Self.longest) are read", [])
    }
    struct Version: Decodable { let schemaVersion: Int }
    let version = try Self.decode(Version.self, bytes).schemaVersion
    guard (1...Self.currentSchemaVersion).contains(version) else {
      throw Fault(
        .badData,
        "model.json has schema version \(version); this tocsin reads 1 to "
          + "\(Self.currentSchemaVersion)",
        hint: version > Self.currentSchemaVersion
          ? "use a newer tocsin, or export the model again with this one" : nil)
    }
    self = try Self.decode(ModelManifest.self, bytes)
    // The decoder passes over what it does not know, however deep; and takes one of two values of a name.
    do throws(Fault) {
      _ = try JSONParser.parse(bytes[...])
    } catch {
      throw Self.broken(error.problem, [])
    }
    if version == 1 {
      if sampleInterval == nil { throw Self.broken("'sampleInterval' is missing", []) }
      if alarms == nil { throw Self.broken("'alarms' is missing", []) }
    }
  }

  private static func decode<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws(Fault) -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch DecodingError.keyNotFound(let key, let context) {
      throw broken("'\(key.stringValue)' is missing", context.codingPath)
    } catch DecodingError.typeMismatch(let type, let context) {
      throw broken("expected \(name(of: type))", context.codingPath)
    } catch DecodingError.valueNotFound(let type, let context) {
      throw broken("expected \(name(of: type)), got null", context.codingPath)
    } catch DecodingError.dataCorrupted(let context) {
      throw broken(
        context.codingPath.isEmpty ? "it is not JSON" : context.debugDescription,
        context.codingPath)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw broken("\(error)", [])
    }
  }

  private static func broken(_ problem: String, _ path: [any CodingKey]) -> Fault {
    let path = Self.path(path)
    return Fault(
      .badData, "model.json is broken: \(problem)", at: path.isEmpty ? nil : Place(path: path))
  }

  private static func name(of type: any Any.Type) -> String {
    if type == String.self { return "a text" }
    if type is any Numeric.Type { return "a number" }
    return "\(type)".hasPrefix("Array") ? "a list" : "an object"
  }

  private static func path(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}
