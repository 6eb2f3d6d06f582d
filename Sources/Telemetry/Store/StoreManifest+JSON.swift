public import Diagnostics
internal import Foundation

extension StoreManifest {
  /// Reads and checks the text of a `store.json`; what older versions wrote has no ``Seal``.
  ///
  /// - Throws: ``Fault`` of kind `badData` where a bit was changed, it is newer than this code, damaged or
  ///   contradicts itself; the place names `file`.
  public init(json: [UInt8], file: String) throws(Fault) {
    do throws(Fault) {
      try Seal.check(json)
    } catch {
      throw Fault(error.kind, error.problem, at: Place(file: file), hint: Self.damageHint)
    }
    do {
      let version = try JSONDecoder().decode(VersionOnly.self, from: Data(json)).schemaVersion
      guard version <= Self.currentVersion else {
        throw Fault(
          .badData,
          "the store has schema version \(version), this tocsin reads versions up to "
            + "\(Self.currentVersion)",
          at: Place(file: file), hint: "update tocsin, or ingest into another folder")
      }
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      self = try decoder.decode(StoreManifest.self, from: Data(json))
    } catch let fault as Fault {
      throw fault.at(Place(file: file))
    } catch let error as DecodingError {
      throw Fault(
        .badData, "damaged store.json: \(Self.text(of: error))", at: Self.place(of: error, file),
        hint: Self.damageHint)
    } catch {
      throw Fault(
        .badData, "damaged store.json: \(error)", at: Place(file: file), hint: Self.damageHint)
    }
    if let problem = contradiction {
      throw Fault(
        .badData, "damaged store.json: \(problem)", at: Place(file: file), hint: Self.damageHint)
    }
  }

  /// The text of `store.json`: keys sorted, pretty, a newline at the end, under a ``Seal``.
  public func json() throws(Fault) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // A sum of squares may overflow; that must not cost the store.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.userInfo[.timeKind] = timeKind
    let text: [UInt8]
    do {
      text = Seal.seal(Array(try encoder.encode(self)) + [UInt8(ascii: "\n")])
    } catch {
      throw Fault(.ourBug, "store.json cannot be written: \(error)")
    }
    guard text.count <= Self.longest else {
      throw Fault(
        .badData, "store.json would have \(text.count) bytes, at most \(Self.longest) are read",
        hint: "keep fewer tags or years in one store")
    }
    return text
  }

  private struct VersionOnly: Decodable { let schemaVersion: Int }

  private static let damageHint =
    "remove store.json and run `tocsin ingest`: the store is rebuilt from its sources"

  private static func text(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .valueNotFound(_, let context), .typeMismatch(_, let context),
      .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "it cannot be read"
    }
  }

  private static func place(of error: DecodingError, _ file: String) -> Place {
    let path: [any CodingKey] =
      switch error {
      case .keyNotFound(_, let context), .valueNotFound(_, let context),
        .typeMismatch(_, let context), .dataCorrupted(let context):
        context.codingPath
      @unknown default: []
      }
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return Place(file: file, path: text.isEmpty ? nil : text)
  }
}
