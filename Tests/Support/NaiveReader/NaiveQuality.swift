internal import Foundation
internal import Telemetry

/// What the quality of a record in the long form says about its value.
enum NaiveQuality {
  /// What all of a file's numbers count as good; what was told where they do not show it.
  static func scale(_ texts: [[UInt8]], told: String) -> String {
    let codes = texts.compactMap { code(String(decoding: $0, as: UTF8.self).lowercased()) }
    let seen = Set(codes)
    guard seen != [0], !seen.isEmpty else { return told }
    if seen.contains(where: { $0 >= 65_536 }) { return "unified" }
    let often = seen.map { value in codes.count { $0 == value } }.max() ?? 0
    let commonest = seen.filter { value in codes.count { $0 == value } == often }.min()
    if commonest == 100, seen.max() == 100 { return "percent" }
    if seen.contains(where: { (64..<128).contains($0) || (192..<256).contains($0) }) { return "" }
    if commonest == 0 { return "zero-is-good" }
    return seen.max() == 1 ? "flag" : ""
  }

  /// Good, doubtful or bad; nothing at all is good.
  static func reading(_ text: [UInt8], _ scale: String = "") -> CellQuality {
    var word = String(decoding: text, as: UTF8.self).lowercased()
    // `192 - good`: the number stands for the word.
    let parts = word.components(separatedBy: " - ")
    if parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(\.isNumber) { word = parts[1] }
    if word.isEmpty { return .measured }
    if let code = code(word) {
      switch scale {
      case "zero-is-good": return code == 0 ? .measured : code == 16 ? .suspect : .missing
      case "flag": return code == 1 ? .measured : code == 0 ? .missing : .suspect
      case "percent": return code == 100 ? .measured : code == 0 ? .missing : .suspect
      case "unified": return [.measured, .suspect, .missing, .missing][(code >> 30) & 3]
      default: break
      }
      // OPC UA keeps its verdict in the two highest of 32 bits, OPC DA in bits 6 and 7.
      if code >= 65_536 { return [.measured, .suspect, .missing, .missing][(code >> 30) & 3] }
      // Between them lie codes that vendors made up.
      if code >= 256 { return .suspect }
      return [.missing, .suspect, .suspect, .measured][(code >> 6) & 3]
    }
    if ["ok", "okay", "valid", "g", "raw", "normal", "annotated", "true"].contains(word) {
      return .measured
    }
    if word.hasPrefix("good") { return .measured }
    if word.hasPrefix("bad") { return .missing }
    let refusals = [
      "b", "invalid", "error", "fault", "failed", "failure", "no data", "nodata", "i/o timeout",
      "io timeout", "timeout", "comm fail", "comm failure", "communication failure",
      "not connected", "disconnected", "out of service", "config error", "configuration error",
      "device failure", "sensor failure", "null", "none", "na", "n/a", "nan", "false",
    ]
    return refusals.contains(word) ? .missing : .suspect
  }

  private static func code(_ word: String) -> Int? {
    let isHexadecimal = word.hasPrefix("0x")
    let digits = isHexadecimal ? word.dropFirst(2) : word[...]
    guard digits.allSatisfy({ isHexadecimal ? $0.isHexDigit : ("0"..."9").contains($0) }) else {
      return nil
    }
    let number = Int(digits, radix: isHexadecimal ? 16 : 10)
    return number.flatMap { $0 <= 0xffff_ffff ? $0 : nil }
  }
}
