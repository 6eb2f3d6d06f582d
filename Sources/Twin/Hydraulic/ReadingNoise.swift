internal import Diagnostics
internal import Learning
internal import LinearAlgebra
package import Telemetry

/// How much noise sensors of one kind add, by comparing how rough a record and a true course are.
///
/// Roughness is |x(t−1) − 2 x(t) + x(t+1)|: white noise of deviation σ adds √6 σ to it, and the process has
/// its own. Of a few sizes the one is taken whose roughness is distributed most like the record's (method of
/// simulated moments, with Kolmogorov and Smirnov's distance); what a tenth of the record's roughness lies
/// below bounds it: q / (0.1257 √6), 0.1257 being that quantile of a standard Gaussian's magnitude.
package struct ReadingNoise {
  /// A tag: what was recorded and what is true in an untouched run.
  package struct Pair {
    package var tag: Tag
    package var recorded: [Double]
    package var truth: [Double]
    /// What σ is a part of: a unit, or the tag's usual size.
    package var isRelative: Bool
    /// A unit of σ in the tag's unit.
    package var unit: Double

    package init(
      tag: Tag, recorded: [Double], truth: [Double], isRelative: Bool, unit: Double
    ) {
      self.tag = tag
      self.recorded = recorded
      self.truth = truth
      self.isRelative = isRelative
      self.unit = unit
    }
  }

  private static let tenth = 0.12566
  private static let sizes = [0, 0.1, 0.2, 0.35, 0.5, 0.7, 1]
  /// Fewer triples tell nothing.
  private static let fewest = 100

  /// The size of the noise, in parts of units or of values, at most `most`.
  package static func size(_ pairs: [Pair], atMost most: Double, seed: UInt64) -> Double {
    let told = pairs.map { (pair: $0, bends: $0.roughness($0.recorded)) }
      .filter { $0.bends.count >= fewest }
    let bound = told.map { $0.pair.bound($0.bends) }.min() ?? .infinity
    let greatest = min(most, bound)
    guard greatest > 0, !told.isEmpty else { return greatest.isFinite ? greatest : most }
    var best: (size: Double, cost: Double)?
    for part in sizes {
      var generator = SeededGenerator(root: seed, stage: "noise")
      var cost = 0.0
      for (pair, bends) in told {
        let noisy = pair.noisy(part * greatest, &generator)
        cost += DistributionDistance.kolmogorovSmirnov(bends, pair.roughness(noisy)) ?? 0
      }
      if cost < best?.cost ?? .infinity { best = (part * greatest, cost) }
    }
    return best?.size ?? greatest
  }
}

extension ReadingNoise.Pair {
  /// The greatest size that the record's roughness allows; infinite where the tag has no size.
  fileprivate func bound(_ bends: [Double]) -> Double {
    let size = isRelative ? usual : abs(unit)
    guard size > 0 else { return .infinity }
    return bends.sorted()[bends.count / 10] / (ReadingNoise.tenth * 6.0.squareRoot()) / size
  }

  /// The mean magnitude of what is not nothing.
  private var usual: Double {
    let values = recorded.filter { $0 != 0 && !$0.isNaN }
    return values.isEmpty ? 0 : values.reduce(0) { $0 + abs($1) } / Double(values.count)
  }

  /// Second differences of neighbours; triples of zeros are those of something that stands still.
  fileprivate func roughness(_ x: [Double]) -> [Double] {
    x.indices.dropFirst(2).compactMap { row in
      let bend = abs(x[row - 2] - 2 * x[row - 1] + x[row])
      return bend.isNaN || x[row] == 0 && x[row - 1] == 0 && x[row - 2] == 0 ? nil : bend
    }
  }

  fileprivate func noisy(_ size: Double, _ generator: inout SeededGenerator) -> [Double] {
    truth.map { value in
      let z = generator.gaussian()
      return tag.rounded(isRelative ? value * (1 + size * z) : value + size * unit * z)
    }
  }
}
