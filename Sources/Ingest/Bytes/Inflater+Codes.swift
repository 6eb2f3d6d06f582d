extension Inflater {
  /// Bytes that must follow those that eight are read at.
  private static let ahead = 16

  /// Unpacks symbols of a block; nil where the block has ended, or where more can be read at once.
  ///
  /// A symbol of which bits are missing is left for the next time as a whole.
  func codes(
    _ input: UnsafeBufferPointer<UInt8>, _ used: inout Int
  ) throws(DeflateDamage) -> Stop? {
    if let base = input.baseAddress, input.count - used >= Self.ahead,
      try manyCodes(base, &used, limit: input.count - Self.ahead)
    {
      return nil
    }
    while true {
      if end >= Self.full { return .isFull }
      if input.count - used > Self.ahead { return nil }
      fill(input, &used)
      var entry = symbols.entries[Int(bits & 0x7ff)]
      var width = DeflateCodes.width(entry)
      if DeflateCodes.isSecond(entry) {
        entry = symbols.entries[DeflateCodes.place(entry, bits >> 11)]
        width = 11 + DeflateCodes.width(entry)
      }
      guard count >= max(1, width) else { return .needsInput }
      if DeflateCodes.isInvalid(entry) { throw DeflateDamage("invalid literal/length code") }
      if entry & DeflateCodes.literal != 0 {
        use(width)
        room[end] = UInt8(truncatingIfNeeded: entry >> 16)
        end += 1
        continue
      }
      if entry & DeflateCodes.end != 0 {
        use(width)
        finishBlock(&used)
        return nil
      }
      let extra = DeflateCodes.extra(entry)
      var ahead = bits >> UInt64(width)
      let length = DeflateCodes.value(entry) + Int(ahead & ((1 << extra) - 1))
      ahead >>= extra
      width += Int(extra)
      var far = distances.entries[Int(ahead & 0xff)]
      var farWidth = DeflateCodes.width(far)
      if DeflateCodes.isSecond(far) {
        far = distances.entries[DeflateCodes.place(far, ahead >> 8)]
        farWidth = 8 + DeflateCodes.width(far)
      }
      guard count >= width + max(1, farWidth) else { return .needsInput }
      if DeflateCodes.isInvalid(far) { throw DeflateDamage("invalid distance code") }
      let farExtra = DeflateCodes.extra(far)
      ahead >>= UInt64(farWidth)
      width += farWidth + Int(farExtra)
      guard count >= width else { return .needsInput }
      let distance = bases[DeflateCodes.value(far)] + Int(ahead & ((1 << farExtra) - 1))
      guard distance <= end - first else { throw DeflateDamage("invalid distance too far back") }
      use(width)
      Self.copy(room + end, length, distance)
      end += length
    }
  }

  private func use(_ width: Int) {
    bits >>= UInt64(width)
    count -= width
  }

  /// Unpacks symbols while sixteen bytes follow and the room is not full; true where the block has ended.
  ///
  /// A symbol and its distance take 48 bits at most, three literals of the first table 33; each time at least 56 are read.
  private func manyCodes(
    _ input: UnsafePointer<UInt8>, _ used: inout Int, limit: Int
  ) throws(DeflateDamage) -> Bool {
    let (table, farTable, bases, room, first) = (
      symbols.entries, distances.entries, bases, room, first
    )
    var (bits, count, at, end) = (bits, count, used, end)
    defer { (self.bits, self.count, used, self.end) = (bits, count, at, end) }
    /// Bits above `count` are those of the bytes at `at`, which are read again.
    @inline(__always) func refill() {
      let word = UnsafeRawPointer(input + at).loadUnaligned(as: UInt64.self)
      bits |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: count)
      at &+= (63 &- count) &>> 3
      count |= 56
    }
    @inline(__always) func use(_ width: UInt64) {
      bits &>>= width
      count &-= Int(truncatingIfNeeded: width)
    }
    @inline(__always) func write(_ entry: UInt32) {
      room[end] = UInt8(truncatingIfNeeded: entry &>> 16)
      end &+= 1
    }
    while at <= limit, end < Self.full {
      refill()
      var entry = table[Int(truncatingIfNeeded: bits & 0x7ff)]
      if entry & DeflateCodes.literal != 0 {
        use(UInt64(entry & 0x1f))
        write(entry)
        entry = table[Int(truncatingIfNeeded: bits & 0x7ff)]
        if entry & DeflateCodes.literal != 0 {
          use(UInt64(entry & 0x1f))
          write(entry)
          entry = table[Int(truncatingIfNeeded: bits & 0x7ff)]
          if entry & DeflateCodes.literal != 0 {
            use(UInt64(entry & 0x1f))
            write(entry)
            continue
          }
        }
        if at > limit { return false }
        refill()
      }
      var width = UInt64(entry & 0x1f)
      if entry & DeflateCodes.invalid != 0 {
        if DeflateCodes.isSecond(entry) {
          entry = table[DeflateCodes.place(entry, bits &>> 11)]
          width = 11 &+ UInt64(entry & 0x1f)
        }
        if entry & DeflateCodes.literal != 0 {
          use(width)
          write(entry)
          continue
        }
        if DeflateCodes.isInvalid(entry) { throw DeflateDamage("invalid literal/length code") }
        if entry & DeflateCodes.end != 0 {
          use(width)
          (self.bits, self.count) = (bits, count)
          finishBlock(&at)
          (bits, count) = (self.bits, self.count)
          return true
        }
      }
      let extra = DeflateCodes.extra(entry)
      var ahead = bits &>> width
      let length =
        DeflateCodes.value(entry) &+ Int(truncatingIfNeeded: ahead & ((1 &<< extra) &- 1))
      ahead &>>= extra
      var far = farTable[Int(truncatingIfNeeded: ahead & 0xff)]
      var farWidth = UInt64(far & 0x1f)
      if far & DeflateCodes.invalid != 0 {
        if DeflateCodes.isSecond(far) {
          far = farTable[DeflateCodes.place(far, ahead &>> 8)]
          farWidth = 8 &+ UInt64(far & 0x1f)
        }
        if DeflateCodes.isInvalid(far) { throw DeflateDamage("invalid distance code") }
      }
      ahead &>>= farWidth
      let farExtra = DeflateCodes.extra(far)
      let distance =
        bases[DeflateCodes.value(far)]
        &+ Int(truncatingIfNeeded: ahead & ((1 &<< farExtra) &- 1))
      guard distance <= end &- first else { throw DeflateDamage("invalid distance too far back") }
      use(width &+ extra &+ farWidth &+ farExtra)
      Self.copy(room + end, length, distance)
      end &+= length
    }
    return false
  }
}
