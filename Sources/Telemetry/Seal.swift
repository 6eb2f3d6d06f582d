public import Diagnostics

/// A digest of a JSON text inside the text: whoever reads it finds a bit that was changed anywhere in it.
///
/// The outermost object begins with the member `"sealed"`, which says how, and ends with `"seal"`: the SHA-256
/// of the text without the latter, in hexadecimal. Two members, for no single flipped bit can make a
/// sealed text one that never was sealed.
public enum Seal {
  private static let method = "sha256"
  private static let digits = 64

  /// A text whose outermost value is an object, with its seal.
  ///
  /// Other texts are a mistake of the caller.
  /// - Complexity: O(bytes).
  public static func seal(_ json: [UInt8]) -> [UInt8] {
    precondition(isObject(json), "only an object can be sealed")
    let isPretty = json.starts(with: "{\n".utf8)
    let mark = isPretty ? Mark.pretty : Mark.compact
    let members = json.dropFirst(isPretty ? 2 : 1).dropLast(mark.end.utf8.count)
    var text = Array(mark.head.utf8)
    if !members.isEmpty { text += Array(mark.join.utf8) + members }
    let digest = SHA256.hash(text + Array(mark.end.utf8))
    return text + Array((mark.tail + digest + "\"" + mark.end).utf8)
  }

  /// Holds a text against its seal.
  ///
  /// - Returns: whether it has one: what older versions wrote has none.
  /// - Throws: ``Fault`` of kind `badData` where a bit of it was changed.
  /// - Complexity: O(bytes).
  @discardableResult
  public static func check(_ text: [UInt8]) throws(Fault) -> Bool {
    for mark in [Mark.pretty, .compact] {
      let end = Array((mark.tail + String(repeating: "0", count: digits) + "\"" + mark.end).utf8)
      let isBegun = text.starts(with: mark.head.utf8)
      let isEnded =
        text.count >= end.count
        && zip(text.suffix(end.count), mark.tail.utf8).allSatisfy { $0 == $1 }
      guard isBegun || isEnded else { continue }
      let whole = Array(text.dropLast(end.count)) + Array(mark.end.utf8)
      let sealed = String(
        decoding: text.suffix(digits + 1 + mark.end.utf8.count).prefix(digits), as: UTF8.self)
      let digest = SHA256.hash(whole)
      let isWhole =
        isBegun && isEnded
        && text.suffix(mark.end.utf8.count + 1)
          .elementsEqual(("\"" + mark.end).utf8)
      guard isWhole, digest == sealed else {
        throw Fault(
          .badData,
          isWhole
            ? "the file was changed: its SHA-256 is \(digest.prefix(12))…, its seal says "
              + "\(CellText.shown(sealed.utf8.prefix(12)))…"
            : "the file was changed: its seal is damaged")
      }
      return true
    }
    return false
  }

  private static func isObject(_ json: [UInt8]) -> Bool {
    json.first == UInt8(ascii: "{") && json.suffix(2).elementsEqual("}\n".utf8)
  }

  /// How the two members are written.
  private struct Mark {
    let head: String
    let join: String
    let tail: String
    let end: String

    static let pretty = Mark(
      head: "{\n  \"sealed\" : \"\(method)\"", join: ",\n", tail: ",\n  \"seal\" : \"", end: "\n}\n"
    )
    static let compact = Mark(
      head: "{\"sealed\":\"\(method)\"", join: ",", tail: ",\"seal\":\"", end: "}\n")
  }
}
