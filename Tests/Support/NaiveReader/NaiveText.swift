/// Turns the bytes of a file into UTF-8, the plain way.
enum NaiveText {
  /// The text's bytes without a byte order mark.
  static func decoded(_ bytes: [UInt8], _ encoding: NaiveFormat.Encoding) -> [UInt8] {
    switch encoding {
    case .utf8:
      return bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    case .windows1252:
      return Array(scalars(bytes.map(windows1252)).utf8)
    case .utf16LittleEndian, .utf16BigEndian:
      var units: [UInt16] = []
      for pair in 0..<bytes.count / 2 {
        let first = UInt16(bytes[2 * pair])
        let second = UInt16(bytes[2 * pair + 1])
        units.append(encoding == .utf16LittleEndian ? first | second << 8 : first << 8 | second)
      }
      // Half a unit at the end is no character (WHATWG Encoding Standard, 14.2.1).
      if bytes.count % 2 == 1 { units.append(0xfffd) }
      if units.first == 0xfeff { units.removeFirst() }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    }
  }

  private static func scalars(_ values: [Unicode.Scalar]) -> String {
    String(String.UnicodeScalarView(values))
  }

  /// What Windows-1252 has where ISO 8859-1 has control characters; the five holes stay those.
  ///
  /// Source: WHATWG Encoding Standard, index windows-1252.
  private static let upper: [Unicode.Scalar] = [
    "\u{20AC}", "\u{81}", "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
    "\u{02C6}", "\u{2030}", "\u{0160}", "\u{2039}", "\u{0152}", "\u{8D}", "\u{017D}", "\u{8F}",
    "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
    "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}", "\u{0153}", "\u{9D}", "\u{017E}", "\u{0178}",
  ]

  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    (0x80...0x9f).contains(byte) ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte)
  }
}
