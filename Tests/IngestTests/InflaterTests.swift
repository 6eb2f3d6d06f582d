import CZlib
import Diagnostics
import Ingest
import Testing

/// The unpacker of gzip's data against zlib: the same bytes, and the same damage.
@Suite struct InflaterTests {
  /// How unpacking ended.
  private enum End: Equatable {
    case done(used: Int)
    case truncated
    case damaged(String)
  }

  /// What zlib makes of raw DEFLATE data.
  private func zlib(_ packed: [UInt8]) -> (bytes: [UInt8], end: End) {
    // zlib keeps the structure's address: it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer {
      inflateEnd(stream)
      stream.deallocate()
    }
    var input = packed
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 70_000)
    return input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      while true {
        let (status, count) = chunk.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          let status = inflate(stream, Z_NO_FLUSH)
          return (status, output.count - Int(stream.pointee.avail_out))
        }
        bytes += chunk[..<count]
        switch status {
        case Z_STREAM_END: return (bytes, .done(used: input.count - Int(stream.pointee.avail_in)))
        case Z_OK where count > 0 || stream.pointee.avail_in > 0: continue
        case Z_OK, Z_BUF_ERROR: return (bytes, .truncated)
        default:
          return (bytes, .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "\(status)"))
        }
      }
    }
  }

  /// What the unpacker makes of them, when they come in pieces, or the output is taken in some.
  private func unpacked(
    _ packed: [UInt8], pieces: Int, taken: Int
  ) -> (bytes: [UInt8], end: End) {
    let inflater = Inflater()
    var bytes: [UInt8] = []
    var (at, come) = (0, min(pieces, packed.count))
    while true {
      var used = 0
      let stop: Inflater.Stop
      do throws(DeflateDamage) {
        stop = try packed.withUnsafeBufferPointer { packed throws(DeflateDamage) in
          try inflater.run(UnsafeBufferPointer(rebasing: packed[at..<come]), used: &used)
        }
      } catch {
        return (bytes, .damaged(error.reason))
      }
      at += used
      while inflater.waiting > 0 {
        inflater.take(atMost: taken) { bytes.append(contentsOf: $0) }
      }
      switch stop {
      case .isDone: return (bytes, .done(used: at))
      case .isFull: continue
      case .needsInput:
        if come == packed.count { return (bytes, .truncated) }
        come = min(packed.count, come + pieces)
      }
    }
  }

  /// Raw DEFLATE data of zlib at some level and strategy, with some flushes.
  private func pack(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    deflateInit2_(
      stream, Int32(generator.from(0, 9)), Z_DEFLATED, Int32(-generator.from(9, 15)),
      Int32(generator.from(1, 9)), Int32(generator.from(0, 4)), ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer {
      deflateEnd(stream)
      stream.deallocate()
    }
    var input = bytes
    var packed = [UInt8](repeating: 0, count: bytes.count * 2 + 10_000)
    return input.withUnsafeMutableBufferPointer { input in
      let count = packed.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        var left = input.count
        while left > 0 {
          let some = min(left, generator.pick([700, 9_000, left]))
          stream.pointee.avail_in = UInt32(some)
          left -= some
          deflate(stream, generator.pick([Z_NO_FLUSH, Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH]))
        }
        deflate(stream, Z_FINISH)
        return output.count - Int(stream.pointee.avail_out)
      }
      return Array(packed[..<count])
    }
  }

  private func content(_ generator: inout SeededGenerator) -> [UInt8] {
    let count = generator.pick([0, 1, 60, 3_000, generator.from(0, 40_000)])
    switch generator.from(0, 5) {
    case 0: return (0..<count).map { _ in UInt8(generator.from(0, 255)) }
    case 1: return (0..<count).map { _ in generator.pick(Array("ab".utf8)) }
    case 2: return [UInt8](repeating: UInt8(generator.from(0, 255)), count: count)
    case 3:
      return (0..<count / 8 + 1).flatMap { _ in
        Array("\(generator.from(0, 999)).\(generator.from(0, 9_999)),".utf8)
      }
    case 4: return (0..<count).map { _ in UInt8(generator.from(0, generator.from(1, 255))) }
    default:
      // Matches as far back as they may reach, and farther.
      let part = (0..<generator.pick([5, 300, 32_768, 33_000])).map { _ in
        UInt8(generator.from(0, 255))
      }
      return part + part + part.prefix(40)
    }
  }

  @Test("what zlib packs is unpacked, however it comes and is taken")
  func packed() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<400 {
      let bytes = content(&generator)
      let packed = pack(bytes, &generator)
      let pieces = generator.pick([1, 3, 17, 1_000, 131_072])
      let read = unpacked(
        packed + [7, 7, 7], pieces: pieces, taken: generator.pick([1, 999, .max]))
      #expect(read.bytes == bytes)
      #expect(read.end == .done(used: packed.count))
    }
  }

  @Test("a long stream goes through the room many times")
  func long() {
    var generator = SeededGenerator(seed: 8)
    var bytes: [UInt8] = []
    while bytes.count < 2_000_000 { bytes += content(&generator) }
    let packed = pack(bytes, &generator)
    for pieces in [4_096, 131_072, packed.count] {
      let read = unpacked(packed, pieces: pieces, taken: .max)
      #expect(read.bytes == bytes)
      #expect(read.end == .done(used: packed.count))
    }
  }

  @Test("what is cut, changed or made up ends as zlib ends it, with its bytes where it is whole")
  func damaged() {
    var generator = SeededGenerator(seed: 6)
    var (done, truncated) = (0, 0)
    var reasons: Set<String> = []
    for _ in 0..<6_000 {
      var packed = pack(content(&generator), &generator)
      switch generator.from(0, 3) {
      case 0: packed.removeLast(generator.from(0, packed.count))
      case 1: packed = (0..<generator.from(0, 60)).map { _ in UInt8(generator.from(0, 255)) }
      default:
        for _ in 0..<generator.pick([1, 1, 2, 8]) {
          let at = generator.from(0, min(packed.count - 1, generator.pick([9, 90, 1 << 20])))
          packed[at] ^= 1 << UInt8(generator.from(0, 7))
        }
      }
      let expected = zlib(packed)
      let read = unpacked(packed, pieces: generator.pick([1, 7, 1 << 20]), taken: .max)
      #expect(read.end == expected.end, "\(packed.count) bytes")
      switch expected.end {
      case .done:
        done += 1
        #expect(read.bytes == expected.bytes)
      case .truncated: truncated += 1
      case .damaged(let reason): reasons.insert(reason)
      }
    }
    // All of zlib's words for damaged data.
    #expect(done > 300 && truncated > 300)
    #expect(
      reasons == [
        "invalid block type", "invalid stored block lengths",
        "too many length or distance symbols", "invalid code lengths set",
        "invalid bit length repeat", "invalid code -- missing end-of-block",
        "invalid literal/lengths set", "invalid distances set", "invalid literal/length code",
        "invalid distance code", "invalid distance too far back",
      ])
  }
}
