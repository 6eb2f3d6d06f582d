internal import Foundation

extension Array<UInt8> {
  /// Where a byte stands at `start` or after it, before `end`; nil where it does not.
  func place(of byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
    withUnsafeBufferPointer { $0.place(of: byte, from: start, to: end) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where a byte stands at `start` or after it, before `end`; nil where it does not.
  func place(of byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
    let end = Swift.min(end ?? count, count)
    guard start < end, let base = baseAddress,
      let found = memchr(base + start, Int32(byte), end - start)
    else { return nil }
    return UnsafeRawPointer(base).distance(to: found)
  }

  /// How often a byte stands here.
  package func count(of byte: UInt8) -> Int {
    let bytes = UnsafeRawBufferPointer(self)
    let wanted = SIMD16(repeating: byte)
    let (one, none) = (SIMD16<UInt8>(repeating: 1), SIMD16<UInt8>.zero)
    var (found, at) = (0, 0)
    while at + 16 <= count {
      // A lane counts as far as a byte does.
      let end = Swift.min(count - 15, at + 255 * 16)
      var lanes = none
      while at < end {
        let text = bytes.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
        lanes &+= none.replacing(with: one, where: text .== wanted)
        at += 16
      }
      for lane in 0..<16 { found += Int(lanes[lane]) }
    }
    while at < count {
      if self[at] == byte { found += 1 }
      at += 1
    }
    return found
  }

  /// Where the first byte beyond ASCII stands at `start` or after it; the end where there is none.
  package func placeBeyondASCII(from start: Int) -> Int {
    let bytes = UnsafeRawBufferPointer(self)
    var at = start
    let beyond: UInt64 = 0x8080_8080_8080_8080
    while at + 8 <= count,
      bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & beyond == 0
    {
      at += 8
    }
    while at < count, self[at] < 0x80 { at += 1 }
    return at
  }
}
