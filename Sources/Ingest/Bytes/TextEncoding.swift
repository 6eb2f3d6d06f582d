/// Tells how a text's bytes stand for characters.
public enum TextEncoding {
  /// What was found.
  public struct Finding: Sendable, Equatable {
    /// The encoding.
    public var encoding: CSVFormat.Encoding
    /// How many bytes the byte order mark takes: 0 where there is none.
    public var markBytes: Int
    /// A sentence that says why; nil for UTF-8 that has no errors, which needs no reason.
    public var evidence: String?
  }

  /// Tells the encoding by a text's beginning and, where there are some, pieces further in.
  ///
  /// In this order: a byte order mark; UTF-16 where at least 7 of 10 characters have a zero as one
  /// byte, always the same, and hardly any as the other; windows-1252 where more bytes are no UTF-8
  /// than characters beyond ASCII are; UTF-8. Pieces may begin and end inside a character. A byte
  /// that no sample holds is not seen: such a file is read as the samples say.
  public static func detect(
    head: some RandomAccessCollection<UInt8>, pieces: [[UInt8]] = []
  ) -> Finding {
    let start = Array(head.prefix(4))
    if start.starts(with: [0xef, 0xbb, 0xbf]) {
      return Finding(encoding: .utf8, markBytes: 3, evidence: nil)
    }
    if start.starts(with: [0xff, 0xfe]) {
      return Finding(
        encoding: .utf16LittleEndian, markBytes: 2,
        evidence: "UTF-16, little-endian, by its byte order mark")
    }
    if start.starts(with: [0xfe, 0xff]) {
      return Finding(
        encoding: .utf16BigEndian, markBytes: 2,
        evidence: "UTF-16, big-endian, by its byte order mark")
    }
    if let finding = zeroPattern(head) { return finding }
    var tally = UTF8Tally()
    tally.add(Array(head))
    for piece in pieces { tally.add(piece) }
    if tally.invalid > tally.valid {
      return Finding(
        encoding: .latin1, markBytes: 0,
        evidence: "windows-1252: \(tally.invalid) of the sampled bytes are no UTF-8")
    }
    return Finding(
      encoding: .utf8, markBytes: 0,
      evidence: tally.invalid == 0
        ? nil
        : "UTF-8: \(tally.valid) sampled characters beyond ASCII are, "
          + "\(tally.invalid) bytes are not")
  }

  private static func zeroPattern(_ head: some RandomAccessCollection<UInt8>) -> Finding? {
    let sample = Array(head.prefix(1 << 16))
    let pairs = sample.count / 2
    guard pairs >= 2 else { return nil }
    var zeros = (even: 0, odd: 0)
    for index in 0..<pairs {
      if sample[2 * index] == 0 { zeros.even += 1 }
      if sample[2 * index + 1] == 0 { zeros.odd += 1 }
    }
    let isLittle = zeros.odd > zeros.even
    let (many, few) = isLittle ? (zeros.odd, zeros.even) : (zeros.even, zeros.odd)
    guard 10 * many >= 7 * pairs, 50 * few <= pairs else { return nil }
    return Finding(
      encoding: isLittle ? .utf16LittleEndian : .utf16BigEndian, markBytes: 0,
      evidence: "UTF-16, \(isLittle ? "little" : "big")-endian: \(many) of the first \(pairs) "
        + "characters have a zero as their \(isLittle ? "second" : "first") byte")
  }
}

/// Counts characters beyond ASCII that are UTF-8, and bytes that are not.
private struct UTF8Tally {
  var valid = 0
  var invalid = 0

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { add($0) } }

  private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    var at = 0
    // A piece may begin inside a character.
    while at < min(3, bytes.count), bytes[at] & 0xc0 == 0x80 { at += 1 }
    while true {
      at = bytes.placeBeyondASCII(from: at)
      guard at < bytes.count else { return }
      let byte = bytes[at]
      let length = byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0
      if length > 0, at + length > bytes.count,
        bytes[(at + 1)...].allSatisfy({ $0 & 0xc0 == 0x80 })
      {
        return
      }
      if length > 0, at + length <= bytes.count, isCharacter(bytes[at..<at + length]) {
        valid += 1
        at += length
      } else {
        invalid += 1
        at += 1
      }
    }
  }

  /// Continuations where they belong, nothing longer than needed, no surrogate, nothing beyond U+10FFFF.
  private func isCharacter(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let first = bytes[bytes.startIndex]
    let second = bytes[bytes.startIndex + 1]
    guard bytes.dropFirst().allSatisfy({ $0 & 0xc0 == 0x80 }) else { return false }
    switch first {
    case 0xe0: return second >= 0xa0
    case 0xed: return second < 0xa0
    case 0xf0: return second >= 0x90
    case 0xf4: return second < 0x90
    default: return true
    }
  }
}
