public import Diagnostics

/// Sobol's sequence with Owen's scrambling: any first 2ᵐ points fill every range evenly, 1 in each 2ᵐth part.
///
/// Drawing more moves no other point. 32 bits; six dimensions. Direction numbers: Joe & Kuo (2008), SIAM J. Sci.
/// Comput. 30(5), `new-joe-kuo-6.21201`. Order by Gray code: Antonov & Saleev (1979). Scrambling: Owen (1995),
/// in which a bit is flipped by a chance that the bits above it choose.
public struct Sobol: PointSequence {
  /// The id in campaign files.
  public static let id = "sobol"
  /// What it is.
  public static let summary = "evenly spread whatever the number, scrambled by the seed"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  /// Point `index`, from 0 on.
  public func point(_ index: Int, of count: Int, seed: UInt64) -> [Double]? {
    DrawnQuantity.allCases.indices.map { dimension in
      let plain = Self.plain(UInt32(truncatingIfNeeded: index), dimension: dimension)
      return Double(Self.scrambled(plain, dimension: dimension, seed: seed)) * 0x1p-32
    }
  }

  // A primitive polynomial's degree and inner coefficients, and the first direction numbers.
  private static let polynomials: [(degree: Int, inner: UInt32, first: [UInt32])] = [
    (1, 0, [1]), (2, 1, [1, 3]), (3, 1, [1, 3, 1]), (3, 2, [1, 1, 1]), (4, 1, [1, 1, 3, 3]),
  ]

  // 32 direction numbers per dimension, each with its leading bit in place.
  private static let directions: [[UInt32]] =
    [(0..<32).map { 1 << UInt32(31 - $0) }]
    + polynomials.map { degree, inner, first in
      var v = first.enumerated().map { $1 << UInt32(31 - $0) }
      while v.count < 32 {
        let k = v.count
        var next = v[k - degree] ^ (v[k - degree] >> UInt32(degree))
        for j in 1..<max(1, degree) where inner >> UInt32(degree - 1 - j) & 1 == 1 {
          next ^= v[k - j]
        }
        v.append(next)
      }
      return v
    }

  /// A coordinate of the sequence without scrambling, in parts of 2³².
  package static func plain(_ index: UInt32, dimension: Int) -> UInt32 {
    let gray = index ^ (index >> 1)
    return directions[dimension].enumerated().reduce(0) { sum, direction in
      gray >> UInt32(direction.offset) & 1 == 1 ? sum ^ direction.element : sum
    }
  }

  private static func scrambled(_ plain: UInt32, dimension: Int, seed: UInt64) -> UInt32 {
    let stage = "sobol \(dimension)"
    var result: UInt32 = 0
    for bit in 0..<32 {
      // A leading 1 tells prefixes of different lengths apart.
      let prefix = (1 << bit) | Int(UInt64(plain) >> UInt64(32 - bit))
      var chance = SeededGenerator(root: seed, stage: stage, index: prefix)
      let flip = UInt32(chance.next() >> 63)
      result |= (plain >> UInt32(31 - bit) & 1 ^ flip) << UInt32(31 - bit)
    }
    return result
  }
}
