internal import Foundation

/// Reads decimal numbers from bytes; the result equals `strtod`'s bit for bit.
///
/// Written are a sign, digits with a decimal mark, and an exponent. Up to 19 significant digits
/// with a power of ten from -27 to 27 are rounded here: by one exact operation where the digits fit
/// 53 bits (Clinger 1990), by an exact 128-bit quotient or product otherwise. The rest goes to
/// `strtod`.
package enum NumberText {
  /// Reads a number at `start`, not past `end`.
  ///
  /// - Returns: the value, infinite where it is beyond a Double's range, and where the number ends;
  ///   `end == start` where there is none.
  @inline(__always)
  package static func scan(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, mark: UInt8
  ) -> (value: Double, end: Int) {
    var at = start
    var isNegative = false
    if at < end, bytes[at] == 0x2d || bytes[at] == 0x2b {
      isNegative = bytes[at] == 0x2d
      at += 1
    }
    if let (magnitude, next) = short(bytes, at, end, mark: mark) {
      return (isNegative ? -magnitude : magnitude, next)
    }
    var mantissa: UInt64 = 0
    var significant = 0
    var power = 0
    var hasDigit = false
    while at < end {
      let digit = bytes[at] &- 48
      if digit > 9 { break }
      hasDigit = true
      mantissa = mantissa &* 10 &+ UInt64(digit)
      // Leading zeros are not significant; past 19 digits the mantissa is not used.
      if significant > 0 || digit != 0 { significant += 1 }
      at += 1
    }
    if at < end, bytes[at] == mark {
      at += 1
      while at < end {
        let digit = bytes[at] &- 48
        if digit > 9 { break }
        hasDigit = true
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if significant > 0 || digit != 0 { significant += 1 }
        power -= 1
        at += 1
      }
    }
    guard hasDigit else { return (0, start) }
    if at < end, bytes[at] | 0x20 == 0x65 {
      let (exponent, next) = Self.exponent(bytes, at + 1, end)
      if next > at + 1 {
        power += exponent
        at = next
      }
    }
    if significant == 0 { return (isNegative ? -0.0 : 0.0, at) }
    if mantissa <= 1 << 53, significant <= 19, power <= 22, power >= -22 {
      // Both factors are exact Doubles, so the one operation rounds correctly.
      let magnitude =
        power > 0
        ? Double(mantissa) * powersOfTen[power] : Double(mantissa) / powersOfTen[-power]
      return (isNegative ? -magnitude : magnitude, at)
    }
    guard significant <= 19, power >= -27, power <= 27 else {
      return (system(bytes, start, at, mark: mark), at)
    }
    let magnitude = rounded(mantissa, power)
    return (isNegative ? -magnitude : magnitude, at)
  }

  /// Reads up to seven digits, a mark and up to seven digits, with eight bytes to read at both; nil for
  /// all other numbers.
  ///
  /// Reference: Lemire, "Number parsing at a gigabyte per second" (2021), section 4, and its sources.
  @inline(__always)
  private static func short(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, mark: UInt8
  ) -> (value: Double, end: Int)? {
    guard end - start >= 16 else { return nil }
    let whole = digits(bytes + start)
    guard whole.count < 8 else { return nil }
    var at = start + whole.count
    if bytes[at] != mark {
      if whole.count == 0 || bytes[at] | 0x20 == 0x65 { return nil }
      return (Double(whole.value), at)
    }
    at += 1
    let part = digits(bytes + at)
    guard part.count < 8, whole.count + part.count > 0, bytes[at + part.count] | 0x20 != 0x65 else {
      return nil
    }
    // At most 14 digits: both numbers are exact Doubles, so the one division rounds correctly.
    let mantissa = whole.value &* wholePowersOfTen[part.count] &+ part.value
    return (Double(mantissa) / powersOfTen[part.count], at + part.count)
  }

  /// The number that the leading digits of eight bytes are, and how many there are.
  @inline(__always)
  private static func digits(_ bytes: UnsafePointer<UInt8>) -> (value: UInt64, count: Int) {
    let text = UInt64(
      littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    // '0' to '9' become 0 to 9; every other byte reaches 10 or more.
    let cells = text ^ 0x3030_3030_3030_3030
    let others = ((cells &+ 0x7676_7676_7676_7676) | cells) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    if count == 0 { return (0, 0) }
    // Leading zeros in place of the bytes behind: the digits stand at the end.
    var value = cells &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
    value = (value &* 10 &+ value &>> 8) & 0x00ff_00ff_00ff_00ff
    value = (value &* 100 &+ value &>> 16) & 0x0000_ffff_0000_ffff
    value = (value &* 10_000 &+ value &>> 32) & 0xffff_ffff
    return (value, count)
  }

  private static let wholePowersOfTen: InlineArray<8, UInt64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000,
  ]

  /// Reads `[sign]digits`; gives `start` as the end where there is no digit.
  private static func exponent(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> (Int, end: Int) {
    var at = start
    var isNegative = false
    if at < end, bytes[at] == 0x2d || bytes[at] == 0x2b {
      isNegative = bytes[at] == 0x2d
      at += 1
    }
    let first = at
    var value = 0
    while at < end {
      let digit = bytes[at] &- 48
      if digit > 9 { break }
      // Capped: whatever is larger overflows or vanishes anyway, and strtod decides.
      if value < 100_000 { value = value * 10 + Int(digit) }
      at += 1
    }
    return (isNegative ? -value : value, at > first ? at : start)
  }

  /// mantissa · 10^power, rounded to the nearest Double, ties to even; mantissa > 0, |power| ≤ 27, and not
  /// both of mantissa and 10^|power| exact Doubles.
  @inline(never)
  private static func rounded(_ mantissa: UInt64, _ power: Int) -> Double {
    let zeros = mantissa.leadingZeroBitCount
    let normal = mantissa << UInt64(zeros)
    if power >= 0 {
      // mantissa · 5^power · 2^power = (high·2^64 + low) · 2^(power - zeros)
      let (high, low) = normal.multipliedFullWidth(by: powersOfFive[power])
      if high == 0 { return assemble(low, sticky: false, exponent: power - zeros) }
      let shift = high.leadingZeroBitCount
      let top = shift == 0 ? high : high << UInt64(shift) | low >> UInt64(64 - shift)
      let rest = shift == 0 ? low : low << UInt64(shift)
      return assemble(top, sticky: rest != 0, exponent: power - zeros + 64 - shift)
    }
    // mantissa / (5^k · 2^k): a 128-bit dividend over a divisor whose top bit is set gives 64 exact
    // bits of the quotient and a remainder that says whether anything follows.
    let five = powersOfFive[-power]
    let divisorZeros = five.leadingZeroBitCount
    let divisor = five << UInt64(divisorZeros)
    let halve = normal >= divisor
    let dividend: (high: UInt64, low: UInt64) =
      halve ? (normal >> 1, (normal & 1) << 63) : (normal, 0)
    let (quotient, remainder) = divisor.dividingFullWidth(dividend)
    let exponent = (halve ? 1 : 0) - zeros - 64 + divisorZeros + power
    return assemble(quotient, sticky: remainder != 0, exponent: exponent)
  }

  /// (bits + a bit more where sticky) · 2^exponent; the top bit of `bits` is set, or it is exact.
  private static func assemble(_ bits: UInt64, sticky: Bool, exponent: Int) -> Double {
    let zeros = bits.leadingZeroBitCount
    if zeros >= 11 { return Double(bits) * powerOfTwo(exponent) }
    let dropped = UInt64(11 - zeros)
    let half: UInt64 = 1 << (dropped - 1)
    let rest = bits & ((1 << dropped) - 1)
    var kept = bits >> dropped
    if rest > half || (rest == half && (sticky || kept & 1 == 1)) { kept += 1 }
    return Double(kept) * powerOfTwo(exponent + Int(dropped))
  }

  /// 2^exponent for exponents of normal numbers.
  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(1_023 + exponent) << 52)
  }

  /// What the C library makes of it; slow, for the rare long ones.
  @inline(never)
  private static func system(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, mark: UInt8
  ) -> Double {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: end - start + 1) { text in
      for i in 0..<end - start {
        let byte = bytes[start + i]
        text[i] = CChar(bitPattern: byte == mark ? 0x2e : byte)
      }
      text[end - start] = 0
      guard let base = text.baseAddress else { return .infinity }
      return strtod(base, nil)
    }
  }

  private static let powersOfTen: InlineArray<23, Double> = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// 5^0 to 5^27, all below 2^63.
  private static let powersOfFive: [UInt64] = {
    var powers: [UInt64] = [1]
    while powers.count <= 27 { powers.append(powers[powers.count - 1] * 5) }
    return powers
  }()
}

extension NumberText {
  /// The number that a whole field is; nil where it is none, infinite where beyond the range.
  package static func value(of field: [UInt8], mark: UInt8 = 0x2e) -> Double? {
    field.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return nil }
      let (value, end) = scan(base, 0, bytes.count, mark: mark)
      return end == bytes.count && end > 0 ? value : nil
    }
  }
}
