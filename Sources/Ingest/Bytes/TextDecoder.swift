/// Turns text of another encoding into UTF-8, piece by piece.
///
/// Pieces may end inside a character. UTF-8 passes untouched.
package struct TextDecoder {
  /// How the input's bytes stand for characters.
  package let encoding: CSVFormat.Encoding
  /// Unpaired surrogates and odd last bytes that became U+FFFD.
  package private(set) var replaced = 0
  /// UTF-16: the first byte of a unit whose second has not come.
  private var oddByte: UInt8?
  /// UTF-16: a high surrogate whose low one has not come.
  private var high: UInt32?

  /// Starts at a text's beginning, after its byte order mark.
  package init(_ encoding: CSVFormat.Encoding) { self.encoding = encoding }

  /// Appends the UTF-8 of a piece.
  package mutating func decode(_ input: [UInt8], into output: inout [UInt8]) {
    switch encoding {
    case .utf8: output += input
    case .latin1: output += Self.windows1252(input)
    case .utf16LittleEndian: output += utf16(input, low: 0)
    case .utf16BigEndian: output += utf16(input, low: 1)
    }
  }

  /// Appends what is left over at the end of the text.
  package mutating func finish(into output: inout [UInt8]) {
    for isLeft in [high != nil, oddByte != nil] where isLeft {
      replaced += 1
      output += [0xef, 0xbf, 0xbd]
    }
    high = nil
    oddByte = nil
  }

  private static func windows1252(_ input: [UInt8]) -> [UInt8] {
    // No character takes more than three bytes.
    [UInt8](unsafeUninitializedCapacity: 3 * input.count) { buffer, count in
      var writer = UTF8Writer(buffer: buffer)
      for byte in input {
        writer.append(byte & 0xe0 == 0x80 ? upper1252[Int(byte & 0x1f)] : UInt32(byte))
      }
      count = writer.count
    }
  }

  /// 0x80 to 0x9F in windows-1252 (WHATWG Encoding Standard); elsewhere it is ISO 8859-1.
  private static let upper1252: [UInt32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
    0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
    0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
  ]

  /// `low` is the place of a unit's low byte.
  private mutating func utf16(_ input: [UInt8], low: Int) -> [UInt8] {
    var oddByte = oddByte
    var high = high
    var replaced = replaced
    // A unit makes up to three bytes; a surrogate left from before may add three.
    let output = [UInt8](unsafeUninitializedCapacity: 3 * (input.count / 2 + 2)) { buffer, count in
      var writer = UTF8Writer(buffer: buffer)
      var at = 0
      while at < input.count {
        let first: UInt8
        if let odd = oddByte {
          first = odd
          oddByte = nil
        } else {
          first = input[at]
          at += 1
          guard at < input.count else {
            oddByte = first
            break
          }
        }
        let second = input[at]
        at += 1
        let unit =
          low == 0 ? UInt32(second) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(second)
        switch unit {
        case 0xd800..<0xdc00:
          if high != nil {
            replaced += 1
            writer.append(0xfffd)
          }
          high = unit
        case 0xdc00..<0xe000:
          if let lead = high {
            writer.append(0x10000 + (lead - 0xd800) << 10 + (unit - 0xdc00))
            high = nil
          } else {
            replaced += 1
            writer.append(0xfffd)
          }
        default:
          if high != nil {
            replaced += 1
            writer.append(0xfffd)
            high = nil
          }
          writer.append(unit)
        }
      }
      count = writer.count
    }
    self.oddByte = oddByte
    self.high = high
    self.replaced = replaced
    return output
  }
}

/// Writes characters into memory that is large enough for them.
private struct UTF8Writer {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  mutating func append(_ scalar: UInt32) {
    if scalar < 0x80 {
      put(scalar)
    } else if scalar < 0x800 {
      put(0xc0 | scalar >> 6)
      put(0x80 | scalar & 0x3f)
    } else if scalar < 0x10000 {
      put(0xe0 | scalar >> 12)
      put(0x80 | scalar >> 6 & 0x3f)
      put(0x80 | scalar & 0x3f)
    } else {
      put(0xf0 | scalar >> 18)
      put(0x80 | scalar >> 12 & 0x3f)
      put(0x80 | scalar >> 6 & 0x3f)
      put(0x80 | scalar & 0x3f)
    }
  }

  private mutating func put(_ byte: UInt32) {
    buffer[count] = UInt8(truncatingIfNeeded: byte)
    count += 1
  }
}
