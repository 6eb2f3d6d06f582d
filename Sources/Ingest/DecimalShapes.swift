/// How a number with some count of decimals is taken apart, where its end is known.
///
/// Eight bytes that end with the number are read at once and taken apart by masks that are at hand: what stands
/// before the mark moves by a byte, the rest stays, and three products make one whole number of the digits (Lemire,
/// "Number parsing at a gigabyte per second", 2021, section 4). At most 15 digits are read, so that the whole
/// number and the power of ten are exact and the one division rounds correctly (Clinger 1990): the result equals
/// `strtod`'s bit for bit.
struct DecimalShape {
  /// What makes digits 0 to 9, the mark 0 and every other byte something else.
  fileprivate let pattern: UInt64
  /// What, added to the bytes, reaches the upper bit of those that are no digits, and of the mark's where it is not 0.
  fileprivate let carry: UInt64
  /// The bytes before the mark.
  fileprivate let whole: UInt64
  /// Ten to the decimals.
  fileprivate let divisor: Double
  /// The fewest bytes that hold the mark and a digit.
  fileprivate let fewest: Int

  fileprivate static let zeros: UInt64 = 0x3030_3030_3030_3030
  fileprivate static let digits: UInt64 = 0x7676_7676_7676_7676

  /// The shape of numbers with 0 to 7 decimals, the last byte of eight being the last of them.
  fileprivate init(decimals: Int, mark: UInt8, divisor: Double) {
    let bits = UInt64(8 * (7 - decimals))
    pattern = Self.zeros ^ UInt64(0x30 ^ mark) << bits
    carry = Self.digits + 9 << bits
    whole = (1 << bits) - 1
    self.divisor = divisor
    fewest = max(2, decimals + 1)
  }

  /// The shape of numbers without a mark.
  fileprivate init() {
    (pattern, carry, whole, divisor, fewest) = (Self.zeros, Self.digits, 0, 1, 1)
  }

  /// The number of this shape that up to eight bytes without a sign are; nil where they are none.
  ///
  /// Eight bytes before `end` must be there.
  @inline(__always)
  func magnitude(
    _ bytes: UnsafePointer<UInt8>, endingAt end: Int, count: Int, _ tables: DecimalShapes.Tables
  ) -> Double? {
    guard count >= fewest, count <= 8 else { return nil }
    let cells = (DecimalShapes.load(bytes + (end &- 8)) ^ pattern) & tables.last[count]
    guard (cells &+ carry | cells) & 0x8080_8080_8080_8080 == 0 else { return nil }
    return Double(Int64(bitPattern: digits(cells))) / divisor
  }

  /// The digits before and behind the mark as one number; without the mark's byte, which is 0 in `cells`.
  @inline(__always)
  fileprivate func digits(_ cells: UInt64) -> UInt64 {
    let before = cells & whole
    return DecimalShapes.joined(cells &- before &+ before &<< 8)
  }
}

/// The shapes of numbers with one decimal mark.
struct DecimalShapes: ~Copyable {
  /// What the shapes share, to be passed along.
  struct Tables {
    /// For k from 0 to 8, all bits of the last k bytes of eight.
    fileprivate let last: UnsafePointer<UInt64>
    /// By the count of decimals, 0 to 7; then the one without a mark.
    fileprivate let shapes: UnsafePointer<DecimalShape>
    fileprivate let mark: UInt8

    /// What is expected of a field's first number.
    var first: UnsafePointer<DecimalShape> { shapes + DecimalShapes.wholeShape }
  }

  fileprivate static let wholeShape = 8
  /// The most bytes of a number without its sign: 15 digits, or 14 and a mark.
  private static let longest = 15
  /// How many bytes before a number's end must be there to be read, whatever they are.
  static let front = 16

  let tables: Tables
  private let shapes: UnsafeMutablePointer<DecimalShape>
  private let last: UnsafeMutablePointer<UInt64>

  /// The shapes with a decimal mark.
  init(mark: UInt8) {
    shapes = .allocate(capacity: 9)
    last = .allocate(capacity: 9)
    var power = 1.0
    for decimals in 0..<8 {
      (shapes + decimals).initialize(
        to: DecimalShape(decimals: decimals, mark: mark, divisor: power))
      power *= 10
    }
    (shapes + Self.wholeShape).initialize(to: DecimalShape())
    for count in 0...8 {
      (last + count).initialize(to: count == 0 ? 0 : ~0 << UInt64(64 - 8 * count))
    }
    tables = Tables(last: UnsafePointer(last), shapes: UnsafePointer(shapes), mark: mark)
  }

  deinit {
    shapes.deallocate()
    last.deallocate()
  }

  /// A number of another shape or more digits than expected, which becomes what is expected next; nil where the bytes are
  /// none, or one that is written in another way (`+1`, `1e5`, more digits).
  ///
  /// ``front`` bytes before `end` must be there.
  @inline(never)
  static func magnitude(
    _ bytes: UnsafePointer<UInt8>, endingAt end: Int, count: Int, _ tables: Tables,
    expected: inout UnsafePointer<DecimalShape>
  ) -> Double? {
    guard count > 0, count <= longest else { return nil }
    let cells = (load(bytes + (end &- 8)) ^ DecimalShape.zeros) & tables.last[min(count, 8)]
    guard let (shape, isWhole) = shape(of: cells, tables), isWhole || count > 1 else { return nil }
    expected = shape
    var digits = shape.pointee.digits(isWhole ? cells : cells & ~shape.pointee.markBits)
    if count <= 8 { return Double(Int64(bitPattern: digits)) / shape.pointee.divisor }
    let front = (load(bytes + (end &- 16)) ^ DecimalShape.zeros) & tables.last[count &- 8]
    guard let (far, isWholeInFront) = self.shape(of: front, tables) else { return nil }
    // Eight digits stand behind those in front, or seven and the mark.
    if isWholeInFront {
      digits &+= joined(front) &* (isWhole ? 100_000_000 : 10_000_000)
      return Double(Int64(bitPattern: digits)) / shape.pointee.divisor
    }
    guard isWhole else { return nil }
    digits &+= far.pointee.digits(front & ~far.pointee.markBits) &* 100_000_000
    return Double(Int64(bitPattern: digits)) / (far.pointee.divisor * 1e8)
  }

  /// The shape of bytes that are digits and at most one mark.
  @inline(__always)
  private static func shape(
    of cells: UInt64, _ tables: Tables
  ) -> (shape: UnsafePointer<DecimalShape>, isWhole: Bool)? {
    let others = (cells &+ DecimalShape.digits | cells) & 0x8080_8080_8080_8080
    if others == 0 { return (tables.shapes + wholeShape, true) }
    let place = others.trailingZeroBitCount >> 3
    guard others & (others &- 1) == 0,
      UInt8(truncatingIfNeeded: cells &>> UInt64(8 * place)) == 0x30 ^ tables.mark
    else { return nil }
    return (tables.shapes + (7 - place), false)
  }

  @inline(__always)
  fileprivate static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }

  /// The number that eight digits are, the first one in the lowest byte.
  @inline(__always)
  fileprivate static func joined(_ cells: UInt64) -> UInt64 {
    var value = cells
    value = (value &* 10 &+ value &>> 8) & 0x00ff_00ff_00ff_00ff
    value = (value &* 100 &+ value &>> 16) & 0x0000_ffff_0000_ffff
    return (value &* 10_000 &+ value &>> 32) & 0xffff_ffff
  }
}

extension DecimalShape {
  /// All bits of the mark's byte: the one behind those before it.
  fileprivate var markBits: UInt64 { (whole &+ 1) &* 0xff }
}
