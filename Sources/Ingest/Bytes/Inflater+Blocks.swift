extension Inflater {
  /// Why a header could not be read.
  enum Wait: Error {
    case needsInput
    case damage(DeflateDamage)

    static func damaged(_ reason: String) -> Wait { .damage(DeflateDamage(reason)) }
  }

  /// Reads bits a byte at a time, as many as are there and fit.
  func fill(_ input: UnsafeBufferPointer<UInt8>, _ used: inout Int) {
    bits &= (1 << UInt64(count)) - 1
    while count <= 55, used < input.count {
      bits |= UInt64(input[used]) << UInt64(count)
      used += 1
      count += 8
    }
  }

  /// The next `wanted` bits as a number.
  private func take(
    _ wanted: Int, _ input: UnsafeBufferPointer<UInt8>, _ used: inout Int
  ) throws(Wait) -> Int {
    if count < wanted { fill(input, &used) }
    if count < wanted { throw .needsInput }
    let value = bits & ((1 << UInt64(wanted)) - 1)
    bits >>= UInt64(wanted)
    count -= wanted
    return Int(value)
  }

  /// Reads the header of a block (RFC 1951, 3.2.3 to 3.2.7).
  func header(_ input: UnsafeBufferPointer<UInt8>, _ used: inout Int) throws(Wait) {
    let isLast = try take(1, input, &used) == 1
    switch try take(2, input, &used) {
    case 0:
      bits >>= UInt64(count & 7)
      count -= count & 7
      let length = try take(16, input, &used)
      let check = try take(16, input, &used)
      guard length == ~check & 0xffff else { throw .damaged("invalid stored block lengths") }
      // Bytes that were read ahead are given back.
      used -= count >> 3
      (bits, count) = (0, 0)
      place = .stored(length)
    case 1:
      _ = symbols.build(DeflateCodes.fixedSymbols[...], DeflateCodes.symbolMeanings)
      _ = distances.build(
        [UInt8](repeating: 5, count: 32)[...], DeflateCodes.distanceMeanings)
      place = .codes
    case 2:
      try codes(ofBlock: input, &used)
      place = .codes
    default: throw .damaged("invalid block type")
    }
    isLastBlock = isLast
  }

  /// Reads the codes that a block brings along.
  private func codes(
    ofBlock input: UnsafeBufferPointer<UInt8>, _ used: inout Int
  ) throws(Wait) {
    let symbolCount = try take(5, input, &used) + 257
    let distanceCount = try take(5, input, &used) + 1
    let lengthCount = try take(4, input, &used) + 4
    guard symbolCount <= 286, distanceCount <= 30 else {
      throw .damaged("too many length or distance symbols")
    }
    var lengths = [UInt8](repeating: 0, count: 19)
    for symbol in DeflateCodes.lengthOrder[..<lengthCount] {
      lengths[symbol] = UInt8(truncatingIfNeeded: try take(3, input, &used))
    }
    // Of the three codes this one alone must use all of its bits. Without any code zlib reads zeros of one bit each,
    // and misses the end of the block then.
    let shares = lengths.reduce(0) { $0 + ($1 > 0 ? 128 >> Int($1) : 0) }
    guard shares == 128 || shares == 0,
      lengthCodes.build(lengths[...], DeflateCodes.lengthMeanings)
    else { throw .damaged("invalid code lengths set") }
    lengths = []
    let all = symbolCount + distanceCount
    while lengths.count < all {
      if count < 7 { fill(input, &used) }
      let entry = lengthCodes.entries[Int(bits & 0x7f)]
      let symbol = DeflateCodes.value(entry)
      _ = try take(max(1, DeflateCodes.width(entry)), input, &used)
      if symbol < 16 {
        lengths.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      let extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7
      let times = try take(extra, input, &used) + (symbol == 18 ? 11 : 3)
      guard symbol > 16 || !lengths.isEmpty, lengths.count + times <= all else {
        throw .damaged("invalid bit length repeat")
      }
      let length = symbol == 16 ? lengths[lengths.count - 1] : 0
      lengths += [UInt8](repeating: length, count: times)
    }
    guard lengths[256] != 0 else { throw .damaged("invalid code -- missing end-of-block") }
    guard symbols.build(lengths[..<symbolCount], DeflateCodes.symbolMeanings) else {
      throw .damaged("invalid literal/lengths set")
    }
    guard distances.build(lengths[symbolCount...], DeflateCodes.distanceMeanings) else {
      throw .damaged("invalid distances set")
    }
  }
}
