internal import CByteMarks

/// Where delimiters, line ends, quotes and NUL bytes stand in the next stretch of text, in ascending order.
///
/// They are found for 64 bytes at a time, before the fields between them are read: where a field ends then
/// does not depend on what the one before it holds, and the processor reads several fields at once.
struct FieldMarks: ~Copyable {
  /// How many bytes are looked through at a time; a row must lie within so many.
  static let stretch = 1 << 15
  private static let word = 64
  /// Places are written eight at a time, so up to seven more than there are.
  private static let spare = 8

  private let places: UnsafeMutablePointer<UInt16>
  /// Where the stretch begins; places are counted from here.
  private(set) var start = 0
  /// How many marks the stretch has.
  private(set) var count = 0
  /// The first mark that is not behind the rows that were read.
  var next = 0

  init() { places = .allocate(capacity: Self.stretch + Self.word + Self.spare) }

  deinit { places.deallocate() }

  /// The marks of the stretch, until it is left.
  var found: Found { Found(start: start, count: count, places: UnsafePointer(places)) }

  /// Marks that were found.
  struct Found {
    fileprivate let start: Int
    let count: Int
    fileprivate let places: UnsafePointer<UInt16>

    fileprivate init(start: Int, count: Int, places: UnsafePointer<UInt16>) {
      (self.start, self.count, self.places) = (start, count, places)
    }

    /// The place of mark `index`.
    @inline(__always)
    subscript(index: Int) -> Int { start &+ Int(places[index]) }
  }

  /// Looks through the stretch from `start` on, as far as whole groups of 64 bytes lie below `limit`.
  mutating func find(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to limit: Int, delimiter: UInt8, lineEnd: UInt8
  ) {
    self.start = start
    next = 0
    let end = min(Self.stretch, limit &- start)
    var found = places
    var at = 0
    while at &+ Self.word <= end {
      var bits = tocsin_marks(bytes + (start &+ at), delimiter, lineEnd)
      let behind = found + bits.nonzeroBitCount
      repeat {
        for k in 0..<Self.spare {
          found[k] = UInt16(truncatingIfNeeded: at &+ bits.trailingZeroBitCount)
          bits &= bits &- 1
        }
        found += Self.spare
      } while found < behind
      found = behind
      at &+= Self.word
    }
    count = found - places
  }
}
