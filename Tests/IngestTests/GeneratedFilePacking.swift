import Ingest

/// Turns text into the bytes of a file: encoded, then packed without compressing.
enum GeneratedFilePacking {
  /// The text in an encoding, the byte order mark in front where asked.
  static func encoded(
    _ text: String, _ encoding: CSVFormat.Encoding, hasByteOrderMark: Bool
  ) -> [UInt8] {
    switch encoding {
    case .utf8: (hasByteOrderMark ? [0xef, 0xbb, 0xbf] : []) + Array(text.utf8)
    case .latin1:
      // What Windows-1252 lacks is not drawn for it.
      text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    case .utf16LittleEndian:
      ((hasByteOrderMark ? [0xfeff] : []) + Array(text.utf16)).flatMap {
        [UInt8($0 & 0xff), UInt8($0 >> 8)]
      }
    case .utf16BigEndian:
      ((hasByteOrderMark ? [0xfeff] : []) + Array(text.utf16)).flatMap {
        [UInt8($0 >> 8), UInt8($0 & 0xff)]
      }
    }
  }

  /// One gzip member per part, each of stored blocks (RFC 1951, 3.2.4; RFC 1952).
  static func gzip(_ bytes: [UInt8], parts: Int) -> [UInt8] {
    pieces(bytes, parts).flatMap { piece -> [UInt8] in
      var packed: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
      // Stored blocks of at most 1,000 bytes, so that a file has several.
      let blocks = pieces(piece, max(1, (piece.count + 999) / 1_000))
      for (index, block) in blocks.enumerated() {
        packed.append(index == blocks.count - 1 ? 1 : 0)
        packed += littleEndian(UInt64(block.count), 2)
        packed += littleEndian(UInt64(~UInt16(block.count)), 2)
        packed += block
      }
      return packed + littleEndian(UInt64(checksum(piece)), 4)
        + littleEndian(UInt64(piece.count), 4)
    }
  }

  /// One zstd frame per part, each of raw blocks (RFC 8878, 3.1.1).
  static func zstd(_ bytes: [UInt8], parts: Int) -> [UInt8] {
    pieces(bytes, parts).flatMap { piece -> [UInt8] in
      // A window descriptor for 128 KiB, no content size, no checksum.
      var packed: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3]
      let blocks = pieces(piece, max(1, (piece.count + 999) / 1_000))
      for (index, block) in blocks.enumerated() {
        let isLast: UInt64 = index == blocks.count - 1 ? 1 : 0
        packed += littleEndian(UInt64(block.count) << 3 | isLast, 3)
        packed += block
      }
      return packed
    }
  }

  private static func pieces(_ bytes: [UInt8], _ count: Int) -> [[UInt8]] {
    (0..<count).map { Array(bytes[(bytes.count * $0 / count)..<(bytes.count * ($0 + 1) / count)]) }
  }

  private static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * UInt64($0)) & 0xff) }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1
    }
  }

  /// The CRC-32 of gzip (RFC 1952, 8).
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ $0 >> 8 }
  }
}
