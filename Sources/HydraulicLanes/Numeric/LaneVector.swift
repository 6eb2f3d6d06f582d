/// Eight scenarios side by side: one number of each.
typealias LaneVector = SIMD8<Double>

/// One truth value per lane.
typealias LaneMask = SIMDMask<SIMD8<Int64>>

/// All bits set where a lane holds, none elsewhere: a mask that can be stored.
typealias LaneBits = SIMD8<Int64>

extension SIMD8 where Scalar == Double {
  /// The number of lanes.
  @inline(__always) static var laneCount: Int { 8 }

  /// |x| of every lane.
  @inline(__always) var magnitudes: LaneVector {
    let bits = unsafeBitCast(self, to: SIMD8<UInt64>.self)
    return unsafeBitCast(bits & SIMD8<UInt64>(repeating: 0x7FFF_FFFF_FFFF_FFFF), to: Self.self)
  }

  /// This magnitude with the sign of another number.
  @inline(__always) func withSign(of other: LaneVector) -> LaneVector {
    let sign =
      unsafeBitCast(other, to: SIMD8<UInt64>.self)
      & SIMD8<UInt64>(repeating: 0x8000_0000_0000_0000)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD8<UInt64>.self) | sign, to: Self.self)
  }

  /// `self` where the bits are set, else `other`.
  @inline(__always) func kept(_ bits: LaneBits, else other: LaneVector) -> LaneVector {
    let mine = unsafeBitCast(self, to: LaneBits.self) & bits
    let theirs = unsafeBitCast(other, to: LaneBits.self) & ~bits
    return unsafeBitCast(mine | theirs, to: Self.self)
  }

  /// `self` where the bits are set, else 0.
  @inline(__always) func kept(_ bits: LaneBits) -> LaneVector {
    unsafeBitCast(unsafeBitCast(self, to: LaneBits.self) & bits, to: Self.self)
  }
}

extension SIMDMask where Storage == SIMD8<Int64> {
  /// The mask as stored bits.
  @inline(__always) var bits: LaneBits {
    LaneBits(repeating: 0).replacing(with: LaneBits(repeating: -1), where: self)
  }
}
