import Foundation
import Hydraulics

/// What EPANET 2.2 says about `.inp` files: the output of Reference/epanet_reference.py.
struct ReferenceFile {
  /// One file.
  struct Case {
    let name: String
    let bytes: [UInt8]
    let code: Int
    let errors: [Int]
    let dump: [String: Any]?
  }

  let cases: [Case]

  /// Reads the file; networks that it names by path are read from there.
  init(_ path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    cases = try (root["cases"] as? [[String: Any]] ?? []).map { item in
      let name = item["name"] as? String ?? ""
      let bytes: [UInt8]
      if let text = item["inp"] as? String {
        let isLatin = item["encoding"] as? String == "latin-1"
        bytes = isLatin ? text.unicodeScalars.map { UInt8($0.value) } : Array(text.utf8)
      } else {
        bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: name)))
      }
      return Case(
        name: name, bytes: bytes, code: item["code"] as? Int ?? 0,
        errors: item["errors"] as? [Int] ?? [], dump: item["dump"] as? [String: Any])
    }
  }

  /// The committed cases.
  static func committed(file: String = #filePath) throws -> ReferenceFile {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    return try ReferenceFile(folder.appendingPathComponent("Reference/inp_reference.json").path)
  }
}

/// Values of JSON, read by position; a wrong shape reads as NaN or empty and so fails the comparison.
enum Field {
  static func number(_ value: Any?) -> Double { (value as? NSNumber)?.doubleValue ?? .nan }
  static func numbers(_ value: Any?) -> [Double] { list(value).map(number) }
  static func list(_ value: Any?) -> [Any] { value as? [Any] ?? [] }
  /// A text whose bytes stand in the file as Latin-1: read as UTF-8 where they are that.
  static func text(_ value: Any?) -> String {
    let text = value as? String ?? "?"
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    return String(validating: bytes, as: UTF8.self) ?? text
  }
}
