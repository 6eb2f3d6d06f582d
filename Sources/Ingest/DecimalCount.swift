/// A plain decimal number as a whole number and a power of ten, so that no digit is lost: what
/// epochs and serials are written in.
struct DecimalCount {
  /// The digits without a mark; at most 19.
  var mantissa: UInt64
  /// The power of ten that the mantissa is multiplied with.
  var exponent: Int
  /// Whether a minus stands before it.
  var isNegative: Bool

  /// The powers of ten from 10⁰ to 10¹⁹.
  private static func power(_ exponent: Int) -> UInt64 {
    var power: UInt64 = 1
    for _ in 0..<exponent { power &*= 10 }
    return power
  }

  /// Reads `[-+]digits[.digits][e±digits]`, a comma in place of the point perhaps; nil where it is
  /// not that.
  ///
  /// Digits after the mark past the 19th significant one are dropped; before it, they are too many.
  @inline(__always)
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var text = ClockText(bytes)
    isNegative = text.take(UInt8(ascii: "-"))
    if !isNegative { _ = text.take(UInt8(ascii: "+")) }
    mantissa = 0
    exponent = 0
    var significant = 0
    let start = text.at
    while text.digit(text.at) <= 9 {
      if significant == 19 { return nil }
      mantissa = mantissa &* 10 &+ UInt64(text.digit(text.at))
      if mantissa != 0 { significant += 1 }
      text.at += 1
    }
    guard text.at > start else { return nil }
    if text.take(UInt8(ascii: ".")) || text.take(UInt8(ascii: ",")) {
      guard text.digit(text.at) <= 9 else { return nil }
      while text.digit(text.at) <= 9 {
        if significant < 19 {
          mantissa = mantissa &* 10 &+ UInt64(text.digit(text.at))
          if mantissa != 0 { significant += 1 }
          exponent -= 1
        }
        text.at += 1
      }
    }
    if text.next | 0x20 == UInt8(ascii: "e") {
      text.at += 1
      let isMinus = text.take(UInt8(ascii: "-"))
      if !isMinus { _ = text.take(UInt8(ascii: "+")) }
      // Four digits are beyond every use and still cannot overflow.
      guard let power = text.digits(1, 4) else { return nil }
      exponent += isMinus ? -power : power
    }
    guard text.isAtEnd else { return nil }
  }

  /// The magnitude times `unit`, below one dropped or rounded half up; nil above 9.2 × 10¹⁸.
  ///
  /// value = mantissa × unit × 10^exponent
  @inline(__always)
  func scaled(by unit: UInt64, rounds: Bool) -> Int64? {
    let limit: UInt64 = 9_214_646_400_000_000_000
    if mantissa == 0 { return 0 }
    if exponent >= 0 {
      guard exponent <= 19 else { return nil }
      let (a, overflowA) = mantissa.multipliedReportingOverflow(by: unit)
      let (b, overflowB) = a.multipliedReportingOverflow(by: Self.power(exponent))
      return overflowA || overflowB || b >= limit ? nil : Int64(b)
    }
    // Nothing is left of 19 digits and a unit of 10¹⁴ below 10⁻³⁸.
    guard exponent >= -38 else { return 0 }
    var dividend = mantissa.multipliedFullWidth(by: unit)
    var rest = -exponent
    // A power of ten above 10¹⁹ takes two divisions; the first drops what cannot matter then.
    if rest > 19 {
      let first = Self.divided(dividend, by: Self.power(19))
      dividend = (high: first.high, low: first.low)
      rest -= 19
    }
    let divisor = Self.power(rest)
    if rounds {
      let (low, carries) = dividend.low.addingReportingOverflow(divisor / 2)
      dividend = (high: dividend.high &+ (carries ? 1 : 0), low: low)
    }
    let quotient = Self.divided(dividend, by: divisor)
    return quotient.high > 0 || quotient.low >= limit ? nil : Int64(quotient.low)
  }

  /// The quotient of a number of 128 bits.
  @inline(__always)
  private static func divided(
    _ dividend: (high: UInt64, low: UInt64), by divisor: UInt64
  ) -> (high: UInt64, low: UInt64) {
    if dividend.high == 0 { return (0, dividend.low / divisor) }
    let high = dividend.high / divisor
    // The rest of the upper half lies below the divisor, so that the quotient fits.
    let low = divisor.dividingFullWidth((dividend.high % divisor, dividend.low)).quotient
    return (high, low)
  }
}
