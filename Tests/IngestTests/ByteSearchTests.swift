import Diagnostics
import Ingest
import TestSupport
import Testing

/// Searches through bytes, many at once, say what looking at each says.
@Suite struct ByteSearchTests {
  @Test("bytes are counted, and the first beyond ASCII found, wherever a stretch begins and ends")
  func eachByteCounts() {
    var generator = SeededGenerator(seed: 29)
    for _ in 0..<2_000 {
      let isPlain = Bool.random(using: &generator)
      let bytes = (0..<Int.random(in: 0...700, using: &generator)).map { _ in
        isPlain && Int.random(in: 0..<300, using: &generator) > 0
          ? UInt8.random(in: 9...14, using: &generator)
          : UInt8.random(in: 0...255, using: &generator)
      }
      let start = Int.random(in: 0...bytes.count, using: &generator)
      bytes.withUnsafeBufferPointer { text in
        #expect(text.count(of: 10) == bytes.count { $0 == 10 })
        #expect(
          text.placeBeyondASCII(from: start)
            == bytes[start...].firstIndex { $0 > 127 } ?? bytes.count)
      }
    }
    // More of one byte than a byte can count.
    let many = [UInt8](repeating: 10, count: 1_000)
    #expect(many.withUnsafeBufferPointer { $0.count(of: 10) } == 1_000)
  }
}
