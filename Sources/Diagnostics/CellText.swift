/// Hostile bytes as text that is safe to show in a message.
public enum CellText {
  /// At most `limit` bytes as UTF-8; broken or control characters become U+FFFD, a cut is marked
  /// `…`.
  public static func shown(_ bytes: some Collection<UInt8>, limit: Int = 40) -> String {
    let isCut = bytes.count > limit
    var kept = Array(bytes.prefix(limit))
    if isCut { dropPartialCharacter(&kept) }
    return cleaned(String(decoding: kept, as: UTF8.self)) + (isCut ? "…" : "")
  }

  /// The text with control characters replaced.
  public static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  /// The first bytes of a raw line, lossily decoded, tabs kept.
  public static func raw(_ bytes: some Collection<UInt8>, limit: Int = 200) -> String {
    var kept = Array(bytes.prefix(limit))
    if bytes.count > limit { dropPartialCharacter(&kept) }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }

  /// Removes a UTF-8 character that a cut left incomplete at the end.
  private static func dropPartialCharacter(_ bytes: inout [UInt8]) {
    var index = bytes.count - 1
    var back = 0
    while index >= 0, back < 3, bytes[index] & 0xc0 == 0x80 {
      index -= 1
      back += 1
    }
    guard index >= 0, bytes[index] >= 0xc0 else { return }
    let length = bytes[index] >= 0xf0 ? 4 : bytes[index] >= 0xe0 ? 3 : 2
    if back + 1 < length { bytes.removeSubrange(index...) }
  }
}
