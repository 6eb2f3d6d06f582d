/// A positive number x taken apart as 2^exponent · (1 + fraction), 1 + fraction in [√½, √2).
struct LaneMantissa {
  /// The exponent, a whole number.
  var exponent: LaneVector
  /// The mantissa minus 1, exact.
  var fraction: LaneVector

  /// Takes normal positive numbers apart; 0 and subnormal numbers give an exponent of −1023.
  @inline(__always) init(_ x: LaneVector) {
    // Moving 1 to √½ before cutting puts the mantissa around 1, so that log has no cancellation.
    let shift = SIMD8<UInt64>(repeating: 0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_667F_3BCD)
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let biased = (bits &+ shift) &>> SIMD8<UInt64>(repeating: 52)
    let mantissa =
      bits &- (biased &<< SIMD8<UInt64>(repeating: 52))
      &+ SIMD8<UInt64>(repeating: 1023 << 52)
    fraction = unsafeBitCast(mantissa, to: LaneVector.self) - 1
    // A whole number below 2⁵² in the low bits of 2⁵² is 2⁵² plus that number.
    let magic = unsafeBitCast(
      biased | SIMD8<UInt64>(repeating: 0x4330_0000_0000_0000), to: LaneVector.self)
    exponent = magic - (4_503_599_627_370_496.0 + 1023)
  }

  /// ln(1 + fraction) within 1 ulp.
  ///
  /// Source: the polynomial of `e_log.c`, fdlibm 5.3 (Sun Microsystems, 1993).
  @inline(__always) var naturalLogarithm: LaneVector {
    let f = fraction
    let s = f / (f + 2)
    let z = s * s
    let w = z * z
    // R(z) = z·(L1 + z·(L2 + …)), odd and even powers apart for a shorter chain
    let even =
      (LaneVector(repeating: 0x1.39A09D078C69F0p-3).multipliedAdding(w, 0x1.C71C51D8E78AFp-3))
      .multipliedAdding(w, 0x1.999999997FA04p-2) * w
    let odd =
      LaneVector(repeating: 0x1.2F112DF3E5244p-3)
      .multipliedAdding(w, 0x1.7466496CB03DEp-3)
      .multipliedAdding(w, 0x1.2492494229359p-2)
      .multipliedAdding(w, 0x1.5555555555593p-1) * z
    let half = f * f * 0.5
    // ln(1+f) = f − (f²/2 − s·(f²/2 + R))
    return f - (half - s * (half + (even + odd)))
  }

  /// log₂(1 + fraction) within 3 ulp, in fewer steps than by ``naturalLogarithm``.
  ///
  /// s·P(s²) with s = f/(f+2): own polynomial of degree 7 by Chebyshev interpolation of
  /// log₂((1+s)/(1−s))/s on [0, (3−2√2)²], relative error 2·10⁻¹⁷.
  @inline(__always) var binaryLogarithm: LaneVector {
    let s = fraction / (fraction + 2)
    let z = s * s
    let w = z * z
    let a = z.multipliedAdding(0x1.EC709DC3A047Dp-1, 0x1.71547652B82FEp+1)
    let b = z.multipliedAdding(0x1.A61762D699B46p-2, 0x1.2776C50EE39A4p-1)
    let c = z.multipliedAdding(0x1.0CA160EDA205Bp-2, 0x1.484AFB77D8797p-2)
    let d = z.multipliedAdding(0x1.B594042F590E9p-3, 0x1.C46DF723FD2EBp-3)
    return s * a.addingProduct(b.addingProduct(c.addingProduct(d, w), w), w)
  }
}

extension SIMD8 where Scalar == Double {
  /// self·x + constant, rounded once: a step of Horner's rule.
  @inline(__always) func multipliedAdding(_ x: LaneVector, _ constant: Double) -> LaneVector {
    LaneVector(repeating: constant).addingProduct(self, x)
  }

  /// self·factor + constant, rounded once.
  @inline(__always) func multipliedAdding(_ factor: Double, _ constant: Double) -> LaneVector {
    LaneVector(repeating: constant).addingProduct(self, LaneVector(repeating: factor))
  }
}
