internal import Foundation

extension Array<UInt8> {
  /// Where a byte stands at `start` or after it; nil where it does not.
  func place(of byte: UInt8, from start: Int) -> Int? {
    withUnsafeBufferPointer { $0.place(of: byte, from: start) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where a byte stands at `start` or after it; nil where it does not.
  func place(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress,
      let found = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(base).distance(to: found)
  }
}
