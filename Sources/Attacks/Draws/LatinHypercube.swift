public import Diagnostics

/// Each range cut into as many equal parts as there are points, one point in each, the parts paired by chance.
///
/// A point depends on the count too: drawing more moves the others. Source: McKay, Beckman & Conover (1979),
/// Technometrics 21(2).
public struct LatinHypercube: PointSequence {
  /// The id in campaign files.
  public static let id = "latin-hypercube"
  /// What it is.
  public static let summary = "one draw in each of as many equal parts of every range"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  /// Point `index`, below `count`; a count below 1 counts as 1.
  public func point(_ index: Int, of count: Int, seed: UInt64) -> [Double]? {
    let count = max(1, min(count, Int(UInt32.max)))
    return DrawnQuantity.allCases.map { quantity in
      let stage = "latin-hypercube \(quantity.rawValue)"
      var keys = SeededGenerator(root: seed, stage: stage)
      let part = Self.permuted(
        UInt32(index % count), below: UInt32(count), key: UInt32(truncatingIfNeeded: keys.next()))
      var own = SeededGenerator(root: seed, stage: "\(stage) within", index: index)
      // Kept off the next part's edge, to which the quotient might round.
      return (Double(part) + min(own.uniform(), 1 - 1e-6)) / Double(count)
    }
  }

  // The place of an index in a permutation of 0..<count that the key chooses, in constant time.
  //
  // Every line is a bijection of the bits below the next power of two; what lands beyond the count goes on.
  // Source: Kensler (2013), Correlated multi-jittered sampling, Pixar Technical Memo 13-01.
  static func permuted(_ index: UInt32, below count: UInt32, key: UInt32) -> UInt32 {
    let mask = count <= 1 ? 0 : UInt32.max >> UInt32((count - 1).leadingZeroBitCount)
    var i = index
    repeat {
      i ^= key
      i = i &* 0xe170_893d
      i ^= key >> 16
      i ^= (i & mask) >> 4
      i ^= key >> 8
      i = i &* 0x0929_eb3f
      i ^= key >> 23
      i ^= (i & mask) >> 1
      i = i &* (1 | key >> 27)
      i = i &* 0x6935_fa69
      i ^= (i & mask) >> 11
      i = i &* 0x74dc_b303
      i ^= (i & mask) >> 2
      i = i &* 0x9e50_1cc3
      i ^= (i & mask) >> 2
      i = i &* 0xc860_a3df
      i &= mask
      i ^= i >> 5
    } while i >= count
    return UInt32((UInt64(i) + UInt64(key)) % UInt64(count))
  }
}
