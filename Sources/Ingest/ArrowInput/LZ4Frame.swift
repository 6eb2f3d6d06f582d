/// Unpacks LZ4 frames, every length and distance checked; checksums are not.
///
/// Source: LZ4 Frame Format 1.6.4 and LZ4 Block Format (github.com/lz4/lz4/tree/dev/doc).
package enum LZ4Frame {
  /// The first `count` bytes of what the frames hold; fewer where they hold fewer.
  ///
  /// No more than `count` bytes are written, whatever the input says. Damaged input gives nil.
  package static func decompress(_ input: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    var isSound = true
    let output = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      var reader = Reader(
        input: input, output: UnsafeMutableBufferPointer(rebasing: buffer[..<max(0, count)]))
      isSound = reader.frames()
      filled = reader.written
    }
    return isSound ? output : nil
  }

  /// The frame's first four bytes, as a little-endian number.
  private static let magic: UInt32 = 0x184d_2204

  private struct Reader {
    let input: UnsafeRawBufferPointer
    let output: UnsafeMutableBufferPointer<UInt8>
    var at = 0
    var written = 0
    /// Where the frame's output begins: no match reaches back beyond.
    var frameStart = 0

    var isFull: Bool { written == output.count }

    /// All frames; false where something is wrong.
    mutating func frames() -> Bool {
      while at < input.count, !isFull {
        guard let magic = number() else { return false }
        if magic & 0xffff_fff0 == 0x184d_2a50 {
          guard let size = number(), Int(size) <= input.count - at else { return false }
          at += Int(size)
        } else {
          guard magic == LZ4Frame.magic, frame() else { return false }
        }
      }
      return true
    }

    private mutating func frame() -> Bool {
      guard input.count - at >= 3 else { return false }
      let flags = input[at]
      // Version 01; a dictionary (bit 0) is never used by Arrow.
      guard flags >> 6 == 1, flags & 1 == 0 else { return false }
      let hasBlockChecksum = flags & 0x10 != 0
      at += 3 + (flags & 0x08 != 0 ? 8 : 0)
      guard at <= input.count else { return false }
      frameStart = written
      while !isFull {
        guard let header = number() else { return false }
        if header == 0 {
          // Behind the last block stands the content's checksum.
          at += flags & 0x04 != 0 ? 4 : 0
          return at <= input.count
        }
        let size = Int(header & 0x7fff_ffff)
        guard size <= input.count - at else { return false }
        let end = at + size
        if header >> 31 == 1 {
          copyLiterals(size)
        } else if !block(to: end) {
          return false
        }
        at = end + (hasBlockChecksum ? 4 : 0)
        guard at <= input.count else { return false }
      }
      return true
    }

    /// One block, which ends before `end`.
    private mutating func block(to end: Int) -> Bool {
      while at < end {
        let token = Int(input[at])
        at += 1
        guard let literals = length(token >> 4, end), literals <= end - at else { return false }
        copyLiterals(literals)
        if at == end || isFull { return true }
        guard end - at >= 2 else { return false }
        let distance = Int(input[at]) | Int(input[at + 1]) << 8
        at += 2
        guard distance > 0, distance <= written - frameStart,
          let match = length(token & 15, end)
        else { return false }
        copyMatch(distance, match + 4)
        if isFull { return true }
      }
      return true
    }

    /// A length of which 15 stands in the token where more bytes follow.
    private mutating func length(_ start: Int, _ end: Int) -> Int? {
      guard start == 15 else { return start }
      var length = start
      while at < end {
        let byte = Int(input[at])
        at += 1
        // At most 255 per byte of input: no overflow.
        length += byte
        if byte < 255 { return length }
      }
      return nil
    }

    private mutating func copyLiterals(_ count: Int) {
      let kept = min(count, output.count - written)
      if kept > 0, let from = input.baseAddress, let to = output.baseAddress {
        UnsafeMutableRawPointer(to + written).copyMemory(from: from + at, byteCount: kept)
      }
      written += kept
      at += count
    }

    /// Repeats what stands `distance` bytes before; it may run into what it writes.
    private mutating func copyMatch(_ distance: Int, _ count: Int) {
      let kept = min(count, output.count - written)
      guard kept > 0, let base = output.baseAddress else { return }
      let to = base + written
      let from = to - distance
      if distance >= kept {
        to.update(from: from, count: kept)
      } else {
        for index in 0..<kept { to[index] = from[index] }
      }
      written += kept
    }

    private mutating func number() -> UInt32? {
      guard input.count - at >= 4 else { return nil }
      defer { at += 4 }
      return UInt32(littleEndian: input.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }
  }
}
