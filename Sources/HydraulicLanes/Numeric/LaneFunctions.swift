/// Elementary functions of eight numbers at once, each within 2 ulp of the exact value.
///
/// log: polynomial of fdlibm; 2^r: own polynomial of degree 11 by Chebyshev interpolation of the
/// relative error on [−½, ½], 2·10⁻¹⁷.
package enum LaneFunctions {
  /// log₂ e, split so that the first product is exact enough.
  static let log2E = 0x1.71547652B82FEp+0
  /// ln 2, upper 33 bits, so that its product with an exponent is exact.
  static let upperLn2 = 0x1.62E42FEE00000p-1
  /// ln 2 minus ``upperLn2``.
  static let lowerLn2 = 0x1.A39EF35793C76p-33

  /// 2^(whole + r) for |r| ≤ ½ and a whole number that keeps the result normal.
  @inline(__always)
  static func powerOfTwo(whole magic: LaneVector, rest r: LaneVector) -> LaneVector {
    let r2 = r * r
    let r4 = r2 * r2
    // Pairs first (Estrin), so that the chain is short.
    let a = r.multipliedAdding(0x1.62E42FEFA39EFp-1, 1)
    let b = r.multipliedAdding(0x1.C6B08D704A0C6p-5, 0x1.EBFBDFF82C5AEp-3)
    let c = r.multipliedAdding(0x1.5D87FE78A3F9Cp-10, 0x1.3B2AB6FB9F1A5p-7)
    let d = r.multipliedAdding(0x1.FFCBFC6DA6ED1p-17, 0x1.430913112C61Bp-13)
    let e = r.multipliedAdding(0x1.B524EBD13A55Fp-24, 0x1.62BFC2C86D700p-20)
    let f = r.multipliedAdding(0x1.E9EC1FCB69A7Fp-32, 0x1.E6228ACD1C6E5p-28)
    let low = a.addingProduct(b, r2)
    let middle = c.addingProduct(d, r2)
    let high = e.addingProduct(f, r2)
    let value = low.addingProduct(middle.addingProduct(high, r4), r4)
    let exponent =
      unsafeBitCast(magic, to: SIMD8<UInt64>.self) &<< SIMD8<UInt64>(repeating: 52)
    let bits = unsafeBitCast(value, to: SIMD8<UInt64>.self) &+ exponent
    return unsafeBitCast(bits, to: LaneVector.self)
  }

  /// A number to which a |number| < 2⁵¹ can be added to round it to a whole one.
  static let roundingMagic = 6_755_399_441_055_744.0

  /// x^p for normal positive x where the result is normal; finite but meaningless for 0.
  ///
  /// Within 2 ulp for |p| ≤ 1, as friction takes it; beyond, the error grows with p.
  @inline(__always) static func normalPower(_ x: LaneVector, _ p: Double) -> LaneVector {
    let logarithm = binaryLogarithm(x)
    return normalPower(exponent: logarithm.exponent, fraction: logarithm.fraction, p)
  }

  /// log₂ x of normal positive x in two parts: a whole number and the rest in [−½, ½].
  @inline(__always) static func binaryLogarithm(
    _ x: LaneVector
  ) -> (exponent: LaneVector, fraction: LaneVector) {
    let parts = LaneMantissa(x)
    return (parts.exponent, parts.binaryLogarithm)
  }

  /// x^p by the parts of log₂ x.
  ///
  /// With x = 2^e·m: p·log₂ x = p·e + p·log₂ m, the first product kept in two parts.
  @inline(__always) static func normalPower(
    exponent: LaneVector, fraction: LaneVector, _ p: Double
  ) -> LaneVector {
    let power = LaneVector(repeating: p)
    let upper = exponent * power
    let lower = (-upper).addingProduct(exponent, power)
    let magic = upper.addingProduct(fraction, power) + roundingMagic
    let whole = magic - roundingMagic
    let rest = ((upper - whole) + lower).addingProduct(fraction, power)
    return powerOfTwo(whole: magic, rest: rest)
  }

  /// x^p for x ≥ 0: 0 and infinity as in C's `pow`; NaN for negative x.
  @inline(never) static func power(_ x: LaneVector, _ p: Double) -> LaneVector {
    guard p != 0 else { return LaneVector(repeating: 1) }
    // Subnormal numbers are lifted into the normal range: x·2⁵⁴.
    let isSmall = x .< 0x1p-1022
    let lifted = x.replacing(with: x * 0x1p54, where: isSmall)
    let parts = LaneMantissa(lifted)
    let exponent = parts.exponent.replacing(with: parts.exponent - 54, where: isSmall)
    let log2m = parts.naturalLogarithm * log2E
    let factor = LaneVector(repeating: p)
    let upper = exponent * factor
    let lower = (-upper).addingProduct(exponent, factor)
    let total = upper.addingProduct(log2m, factor)
    // Halves, so that a result below the normal range is rounded once, by the last product.
    let bounded = total.clamped(
      lowerBound: LaneVector(repeating: -1100), upperBound: LaneVector(repeating: 1100))
    let magic = bounded + roundingMagic
    let whole = magic - roundingMagic
    let rest = ((upper - whole) + lower).addingProduct(log2m, factor)
    let firstHalf = (whole * 0.5).rounded(.down)
    let first = powerOfTwo(whole: firstHalf + roundingMagic, rest: rest)
    let second = powerOfTwo(
      whole: (whole - firstHalf) + roundingMagic, rest: LaneVector(repeating: 0))
    var result = first * second
    let atZero = p > 0 ? 0 : Double.infinity
    let atInfinity = p > 0 ? Double.infinity : 0
    result.replace(with: 0, where: total .<= -1100)
    result.replace(with: .infinity, where: total .>= 1100)
    result.replace(with: atZero, where: x .== 0)
    result.replace(with: atInfinity, where: x .== .infinity)
    result.replace(with: .nan, where: .!(x .>= 0))
    return result
  }

  /// ln x: −∞ at 0, NaN below.
  @inline(__always) static func logarithm(_ x: LaneVector) -> LaneVector {
    let isSmall = x .< 0x1p-1022
    let lifted = x.replacing(with: x * 0x1p54, where: isSmall)
    let parts = LaneMantissa(lifted)
    let exponent = parts.exponent.replacing(with: parts.exponent - 54, where: isSmall)
    // ln x = e·ln 2 + ln m, ln 2 in two parts
    let lower = parts.naturalLogarithm.addingProduct(exponent, LaneVector(repeating: lowerLn2))
    var result = lower.addingProduct(exponent, LaneVector(repeating: upperLn2))
    result.replace(with: -.infinity, where: x .== 0)
    result.replace(with: .infinity, where: x .== .infinity)
    result.replace(with: .nan, where: .!(x .>= 0))
    return result
  }

  /// e^x: 0 and infinity beyond the range of Double.
  @inline(never) static func exponential(_ x: LaneVector) -> LaneVector {
    let bounded = x.clamped(
      lowerBound: LaneVector(repeating: -760), upperBound: LaneVector(repeating: 760))
    let whole = (bounded * log2E).rounded(.toNearestOrEven)
    // r = x − n·ln 2, then in powers of two: r·log₂ e
    let reduced = bounded.addingProduct(-whole, LaneVector(repeating: upperLn2))
      .addingProduct(-whole, LaneVector(repeating: lowerLn2))
    let rest = reduced * log2E
    let half = (whole * 0.5).rounded(.down)
    let first = powerOfTwo(whole: half + roundingMagic, rest: rest)
    let second = powerOfTwo(
      whole: (whole - half) + roundingMagic, rest: LaneVector(repeating: 0))
    return (first * second).replacing(with: x, where: .!(x .== x))
  }
}
