import Diagnostics
import Ingest
import Testing

/// LZ4 frames against an encoder that is obviously correct.
struct ArrowInputLZ4Tests {
  /// Packs with one block of literals and matches that a plain search finds.
  private static func frame(_ text: [UInt8], isStored: Bool = false) -> [UInt8] {
    var block: [UInt8] = []
    var literals: [UInt8] = []
    func length(_ rest: Int) -> [UInt8] {
      rest < 15
        ? [] : [UInt8](repeating: 255, count: (rest - 15) / 255) + [UInt8((rest - 15) % 255)]
    }
    func nibble(_ count: Int) -> UInt8 { UInt8(min(15, count)) }
    var at = 0
    while at < text.count, !isStored {
      var best = (distance: 0, length: 0)
      for distance in stride(from: 1, through: min(at, 65_535), by: 1) {
        var length = 0
        while at + length < text.count - 5, text[at + length] == text[at + length - distance] {
          length += 1
        }
        if length > best.length { best = (distance, length) }
      }
      if best.length < 4 {
        literals.append(text[at])
        at += 1
        continue
      }
      block.append(nibble(literals.count) << 4 | nibble(best.length - 4))
      block += length(literals.count) + literals
      block += [UInt8(best.distance & 255), UInt8(best.distance >> 8)] + length(best.length - 4)
      literals = []
      at += best.length
    }
    block.append(nibble(literals.count) << 4)
    block += length(literals.count) + literals
    if isStored { block = text }
    let size = UInt32(block.count) | (isStored ? 0x8000_0000 : 0)
    return [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]
      + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + block + [0, 0, 0, 0]
  }

  private static func unpack(_ bytes: [UInt8], _ count: Int) -> [UInt8]? {
    bytes.withUnsafeBytes { LZ4Frame.decompress($0, count: count) }
  }

  private static func texts(_ random: inout SeededGenerator) -> [[UInt8]] {
    (0..<60).map { index in
      let letters = UInt8([1, 2, 4, 250][index % 4])
      return (0..<(index * 11)).map { _ in UInt8.random(in: 0..<letters, using: &random) }
    }
  }

  @Test("what was packed comes out, alone, twice in a row and up to a limit")
  func roundTrip() {
    var random = SeededGenerator(seed: 4)
    for text in Self.texts(&random) {
      for isStored in [false, true] {
        let packed = Self.frame(text, isStored: isStored)
        #expect(Self.unpack(packed, text.count) == text)
        #expect(Self.unpack(packed, text.count + 100) == text)
        #expect(Self.unpack(packed + packed, 2 * text.count) == text + text)
        #expect(Self.unpack(packed, text.count / 2) == Array(text.prefix(text.count / 2)))
      }
    }
  }

  @Test("a match that overlaps itself repeats, and one that reaches before the frame is refused")
  func matches() {
    // One literal, then 19 bytes from one byte before.
    let block: [UInt8] = [0x1f, 65, 1, 0, 0, 0x10, 66]
    let head: [UInt8] = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]
    let packed = head + [UInt8(block.count), 0, 0, 0] + block + [0, 0, 0, 0]
    #expect(Self.unpack(packed, 100) == [UInt8](repeating: 65, count: 20) + [66])
    for distance: UInt8 in [0, 2] {
      var wrong = packed
      wrong[13] = distance
      #expect(Self.unpack(wrong, 100) == nil)
    }
    // A second frame cannot see the first one's output.
    let back: [UInt8] = [0x10, 65, 5, 0, 0x10, 66]
    let second = head + [UInt8(back.count), 0, 0, 0] + back + [0, 0, 0, 0]
    #expect(Self.unpack(packed + second, 100) == nil)
  }

  @Test("20,000 damaged frames give bytes within the limit or nothing")
  func damaged() {
    var random = SeededGenerator(seed: 5)
    let frames = Self.texts(&random).map { Self.frame($0) }
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = frames.randomElement(using: &random) ?? []
      for _ in 0...Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      let output = Self.unpack(bytes, 500)
      if output == nil { refused += 1 }
      #expect((output?.count ?? 0) <= 500)
    }
    #expect(refused > 5_000)
  }
}
