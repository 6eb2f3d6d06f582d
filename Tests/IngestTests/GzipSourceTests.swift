import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

/// What a gzip file holds, against zlib, and what is said of damage.
@Suite struct GzipSourceTests {
  /// How a file ended.
  private enum End: Equatable {
    case whole
    case cutOff
    case damaged(String)
  }

  /// What the source makes of a file, whose bytes it hands over in pieces.
  private func unpacked(_ packed: [UInt8], atMost most: Int) -> (bytes: [UInt8], end: End) {
    let source = GzipSource(MemorySource(name: "x.gz", packed))
    var bytes: [UInt8] = []
    do throws(Fault) {
      while true {
        let before = bytes.count
        guard try source.read(into: &bytes, atMost: most) else { return (bytes, .whole) }
        #expect(bytes.count > before && bytes.count <= before + most)
      }
    } catch {
      #expect(error.kind == .badData)
      return (bytes, error.problem.contains("is cut off") ? .cutOff : .damaged(error.problem))
    }
  }

  /// A member around DEFLATE data that hold nothing.
  private func member(_ data: [UInt8]) -> [UInt8] {
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + data + [UInt8](repeating: 0, count: 24)
  }

  @Test("data that no packer writes are told with a place at most ten bytes behind")
  func damagedData() {
    func check(_ data: [UInt8], _ reason: String) {
      guard case .damaged(let text) = unpacked(member(data), atMost: 99).end else {
        Issue.record("\(reason) is not told")
        return
      }
      let parts = text.components(separatedBy: " before byte offset ")
      #expect(parts.first == "damaged gzip file: \(reason)")
      // ISA-L has read up to eight bytes on.
      let place = parts.last.flatMap { Int($0) } ?? 0
      #expect((11...10 + data.count + 10).contains(place), "\(text)")
    }
    // RFC 1951, 3.2.3: a third type of block; a stored block whose length and its complement differ.
    check([7], "invalid block")
    check([1, 5, 0, 5, 0], "invalid block")
    // 3.2.6: three bytes again from one before the first; the symbol 286, which nothing has.
    check([3, 2, 0], "invalid distance too far back")
    check([0x1b, 3], "invalid code")
  }

  @Test("what a header may hold is passed, and its own checksum is held")
  func header() {
    // RFC 1952, 2.3.1: extra bytes, a name, a comment, a checksum of the header; no byte of data.
    var packed: [UInt8] = [0x1f, 0x8b, 8, 30, 1, 2, 3, 4, 0, 3, 2, 0, 7, 7]
    packed += Array("name\0comment\0".utf8)
    let checksum = GeneratedFilePacking.checksum(packed)
    packed += [UInt8(checksum & 0xff), UInt8(checksum >> 8 & 0xff)]
    let place = packed.count
    packed += [3, 0] + [UInt8](repeating: 0, count: 8)
    #expect(unpacked(packed, atMost: 9).end == .whole)
    packed[place - 1] ^= 1
    #expect(
      unpacked(packed, atMost: 9).end
        == .damaged("damaged gzip file: header crc mismatch at byte offset \(place)"))
    packed[3] = 0x20
    #expect(
      unpacked(packed, atMost: 9).end
        == .damaged("damaged gzip file: unknown header flags set at byte offset 4"))
    packed[2] = 7
    #expect(
      unpacked(packed, atMost: 9).end
        == .damaged("damaged gzip file: unknown compression method at byte offset 3"))
  }

  @Test(
    "what zlib packs at any level, strategy and flush is unpacked; what is cut, changed or made up is refused as zlib does",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func zlib() throws {
    let scratch = Scratch()
    let script = """
      import random, struct, sys, zlib
      draw = random.Random(4)

      def content():
        count = draw.choice([0, 1, 60, 3000, draw.randint(0, 40000)])
        kind = draw.randint(0, 5)
        if kind == 0: return draw.randbytes(count)
        if kind == 1: return bytes(draw.choices(b'ab', k=count))
        if kind == 2: return bytes([draw.randint(0, 255)]) * count
        if kind == 3: return b''.join(b'%d.%d,' % (draw.randint(0, 999), draw.randint(0, 9999)) for _ in range(count // 8 + 1))
        if kind == 4: return bytes(draw.choices(range(draw.randint(1, 256)), k=count))
        # Matches as far back as they may reach, and farther.
        part = draw.randbytes(draw.choice([5, 300, 32768, 33000]))
        return part + part + part[:40]

      def pack(text):
        # wbits 25 to 31: gzip with windows of 512 bytes to 32 KiB.
        packer = zlib.compressobj(draw.randint(0, 9), zlib.DEFLATED, draw.randint(25, 31), draw.randint(1, 9), draw.randint(0, 4))
        packed, at = b'', 0
        while at < len(text):
          some = draw.choice([700, 9000, len(text)])
          packed += packer.compress(text[at:at + some])
          at += some
          if draw.random() < .5: packed += packer.flush(draw.choice([zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH]))
        return packed + packer.flush()

      def judge(packed):
        out = b''
        while True:
          member = zlib.decompressobj(31)
          try: out += member.decompress(packed)
          except zlib.error: return 2, b''
          if not member.eof: return 1, b''
          packed = member.unused_data.lstrip(b'\\0')
          if not packed: return 0, out
          if packed[0] != 0x1f: return 2, b''

      with open(sys.argv[1], 'wb') as file:
        for index in range(2400):
          packed = b''.join(pack(content()) for _ in range(draw.choice([1, 1, 1, 2, 3])))
          kind = draw.randint(0, 5)
          if kind == 0: packed = packed[:draw.randint(1, len(packed))]
          elif kind == 1: packed = packed[:10] + draw.randbytes(draw.randint(0, 60))
          elif kind < 5:
            packed = bytearray(packed)
            for _ in range(draw.choice([1, 1, 2, 8])):
              packed[draw.randint(0, min(len(packed) - 1, draw.choice([19, 90, 1 << 20])))] ^= 1 << draw.randint(0, 7)
            packed = bytes(packed)
          verdict, text = judge(packed)
          file.write(struct.pack('<BBII', kind, verdict, len(packed), len(text)) + packed + text)
      """
    let path = "\(scratch.path)/packed"
    _ = try ExternalTools.runPython(try scratch.file(script, "pack.py"), [path])
    let all = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var generator = SeededGenerator(seed: 6)
    var counts = [0, 0, 0]
    var at = 0
    func number(_ place: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(all[place + $1]) << (8 * $1) }
    }
    while at < all.count {
      let (kind, verdict) = (all[at], Int(all[at + 1]))
      let (packedCount, textCount) = (number(at + 2), number(at + 6))
      let packed = Array(all[(at + 10)..<(at + 10 + packedCount)])
      at += 10 + packedCount + textCount
      let read = unpacked(packed, atMost: generator.pick([1, 100, 30_000, 1 << 20]))
      counts[verdict] += 1
      // Of bytes that were changed, the library may tell damage before or after the end of what is there.
      #expect((read.end == .whole) == (verdict == 0), "\(packed.count) bytes, \(read.end)")
      if kind == 0 { #expect((read.end == .cutOff) == (verdict == 1)) }
      if verdict == 0 { #expect(read.bytes == Array(all[(at - textCount)..<at])) }
    }
    #expect(counts[0] > 300 && counts[1] > 300 && counts[2] > 800, "\(counts)")
  }
}
