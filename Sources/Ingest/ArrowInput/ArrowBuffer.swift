internal import Diagnostics

/// One buffer of a column: unpacked in memory, or in the file, of which any part is read when needed.
struct ArrowBuffer {
  private enum Place {
    case memory([UInt8])
    case file(InputFile, offset: Int)
  }

  private let place: Place
  /// How many bytes it has.
  let count: Int

  /// Bytes at hand.
  init(_ bytes: [UInt8]) {
    place = .memory(bytes)
    count = bytes.count
  }

  /// A part of a file, which the caller has checked to lie in it.
  init(_ input: InputFile, offset: Int, count: Int) {
    place = .file(input, offset: offset)
    self.count = count
  }

  /// Some of the bytes; `range` must lie in 0..<``count``.
  func bytes(_ range: Range<Int>) throws(Fault) -> [UInt8] {
    switch place {
    case .memory(let bytes): range == 0..<bytes.count ? bytes : Array(bytes[range])
    case .file(let input, let offset):
      try input.read(at: offset + range.lowerBound, count: range.count)
    }
  }
}
