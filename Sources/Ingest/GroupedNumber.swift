/// Numbers whose whole part is written in groups of three digits: `1,234.5`, `1 234 567`.
enum GroupedNumber {
  private static let most = 64

  /// The number that a whole field is; nil where a group has not three digits or it is no number.
  ///
  /// `thousands` is the mark's bytes: one, or those of a no-break space.
  static func value(
    _ text: UnsafeBufferPointer<UInt8>, mark: UInt8, thousands: [UInt8]
  ) -> Double? {
    guard text.count <= most, !thousands.isEmpty else { return nil }
    var plain: [UInt8] = []
    var at = 0
    var digits = 0
    var groups = 0
    var isWhole = true
    while at < text.count {
      let byte = text[at]
      if isWhole, startsWith(thousands, text, at) {
        // One to three digits lead, three follow each mark.
        guard groups == 0 ? (1...3).contains(digits) : digits == 3 else { return nil }
        groups += 1
        digits = 0
        at += thousands.count
        continue
      }
      if isWhole, byte &- 48 <= 9 {
        digits += 1
      } else if !(plain.isEmpty && (byte == 0x2d || byte == 0x2b)) {
        isWhole = false
      }
      plain.append(byte)
      at += 1
      if !isWhole, groups > 0, digits != 3 { return nil }
    }
    guard groups == 0 || digits == 3 else { return nil }
    return NumberText.value(of: plain, mark: mark)
  }

  private static func startsWith(
    _ mark: [UInt8], _ text: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> Bool {
    guard at + mark.count <= text.count else { return false }
    return mark.indices.allSatisfy { text[at + $0] == mark[$0] }
  }
}
