/// A prefix code as a table: the next bits look up what they mean and how many of them it takes.
///
/// Codes of up to `rootBits` bits are found at once, longer ones by a second table behind. Bits 0 to 7 of an entry are how
/// many bits its code takes, without the root's in a second table; bits 8 to 15 how many extra bits follow, or index a second
/// table; bits 16 to 28 its value: a literal, the base of a length, a symbol, where a second table begins; the
/// others its kind, none for lengths, distances and plain symbols. Reference: RFC 1951, section 3.2.2.
struct DeflateCodes: ~Copyable {
  static let literal: UInt32 = 0x8000_0000
  static let second: UInt32 = 0x4000_0000
  static let end: UInt32 = 0x2000_0000
  /// No code begins with these bits.
  static let invalid: UInt32 = 0x6000_0000

  /// The tables, the first one in front.
  let entries: UnsafeMutablePointer<UInt32>
  private let rootBits: Int
  private let capacity: Int

  /// Room for the tables of any code; more than codes of 15 bits can take.
  init(rootBits: Int, capacity: Int) {
    self.rootBits = rootBits
    self.capacity = capacity
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: Self.invalid, count: capacity)
  }

  deinit { entries.deallocate() }

  @inline(__always) static func width(_ entry: UInt32) -> Int { Int(entry & 0xff) }
  @inline(__always) static func extra(_ entry: UInt32) -> UInt64 { UInt64(entry &>> 8 & 0xff) }
  @inline(__always) static func value(_ entry: UInt32) -> Int { Int(entry &>> 16 & 0x1fff) }
  @inline(__always) static func isSecond(_ entry: UInt32) -> Bool { entry & invalid == second }
  @inline(__always) static func isInvalid(_ entry: UInt32) -> Bool { entry & invalid == invalid }

  /// Where the entry of a second table stands, by the bits behind the root's.
  @inline(__always)
  static func place(_ entry: UInt32, _ bits: UInt64) -> Int {
    value(entry) &+ Int(truncatingIfNeeded: bits & ((1 &<< extra(entry)) &- 1))
  }

  /// Makes the tables of the canonical code with these lengths of up to 15 bits; `meanings` are the symbols' entries
  /// without the bits that their codes take.
  ///
  /// - Returns: false where the lengths are of no prefix code: codes that begin alike, or bits that begin none, but for a
  ///   single code of one bit and none at all.
  func build(_ lengths: ArraySlice<UInt8>, _ meanings: [UInt32]) -> Bool {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var left = 1
    for bits in 1...15 {
      left = left * 2 - counts[bits]
      if left < 0 { return false }
    }
    let longest = counts.lastIndex { $0 > 0 } ?? 0
    if left > 0, longest > 1 { return false }
    let root = 1 << rootBits
    entries.update(repeating: Self.invalid, count: root)
    var next = [Int](repeating: 0, count: 17)
    for bits in 1...15 { next[bits + 1] = (next[bits] + counts[bits]) << 1 }
    // How many bits more than the root's codes with each beginning have.
    var beyond = [Int](repeating: 0, count: root)
    var codes: [(code: Int, bits: Int, meaning: UInt32)] = []
    codes.reserveCapacity(lengths.count)
    for (length, meaning) in zip(lengths, meanings) where length > 0 {
      let bits = Int(length)
      let code = Self.reversed(next[bits], bits)
      next[bits] += 1
      codes.append((code, bits, meaning))
      let begin = code & (root - 1)
      if bits > rootBits { beyond[begin] = max(beyond[begin], bits - rootBits) }
    }
    var free = root
    for (code, bits, meaning) in codes {
      if bits <= rootBits {
        fill(0, root, from: code, bits, meaning)
        continue
      }
      let begin = code & (root - 1)
      let width = beyond[begin]
      if Self.isInvalid(entries[begin]) {
        if free + (1 << width) > capacity { return false }
        entries[begin] = Self.second | UInt32(free) << 16 | UInt32(width) << 8 | UInt32(rootBits)
        (entries + free).update(repeating: Self.invalid, count: 1 << width)
        free += 1 << width
      }
      fill(
        Self.value(entries[begin]), 1 << width, from: code >> rootBits, bits - rootBits, meaning)
    }
    return true
  }

  /// Writes an entry wherever the low bits are the code's.
  private func fill(_ start: Int, _ size: Int, from code: Int, _ bits: Int, _ meaning: UInt32) {
    for at in stride(from: code, to: size, by: 1 << bits) {
      entries[start + at] = meaning | UInt32(bits)
    }
  }

  /// Codes are written from their first bit on, numbers from their last.
  private static func reversed(_ code: Int, _ bits: Int) -> Int {
    (0..<bits).reduce(0) { $0 | (code >> $1 & 1) << (bits - 1 - $1) }
  }
}

extension DeflateCodes {
  /// How many bits follow a symbol of distances.
  static func extraBits(ofDistance code: Int) -> Int { code < 4 ? 0 : code / 2 - 1 }

  /// Literals, the end of a block, and lengths with their extra bits; the last two symbols mean nothing.
  static let symbolMeanings: [UInt32] = {
    var meanings: [UInt32] = (0..<256).map { literal | $0 << 16 }
    meanings.append(end)
    var base: UInt32 = 3
    for code in 0..<28 {
      let extra = UInt32(code < 8 ? 0 : code / 4 - 1)
      meanings.append(base << 16 | extra << 8)
      base += 1 << extra
    }
    return meanings + [258 << 16, invalid, invalid]
  }()

  /// Distances by their symbols; the last two mean nothing.
  static let distanceMeanings: [UInt32] = (0..<32).map { code in
    code < 30 ? UInt32(code) << 16 | UInt32(extraBits(ofDistance: code)) << 8 : invalid
  }

  /// Symbols of the code of code lengths.
  static let lengthMeanings: [UInt32] = (0..<19).map { $0 << 16 }

  /// In which order the lengths of the code of code lengths come.
  static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The lengths of the fixed code of symbols.
  static let fixedSymbols: [UInt8] =
    [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
    + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8)
}
