internal import Diagnostics
internal import Learning
internal import LinearAlgebra
package import Telemetry

/// How much noise sensors of one kind add, by comparing how rough a record and a true course are.
///
/// Roughness is |x(t−1) − 2 x(t) + x(t+1)|: white noise of deviation σ adds √6 σ to it, and the process has
/// its own. Of a few sizes the one is taken whose roughness is distributed most like the record's (method of
/// simulated moments, with Kolmogorov and Smirnov's distance); what a tenth of the record's roughness lies
/// below bounds it: q / (0.1257 √6), 0.1257 being that quantile of a standard Gaussian's magnitude. Its interval is
/// that of the sizes which are taken when the days of both courses are drawn again, as far as the sizes that are tried
/// lie apart: it counts chance, not what else the true course may have otherwise.
package struct ReadingNoise {
  /// A tag: what was recorded and what is true in an untouched run.
  package struct Pair {
    package let tag: Tag
    package let recorded: [Double]
    package let truth: [Double]
    /// What σ is a part of: a unit, or the tag's usual size.
    package let isRelative: Bool
    /// A unit of σ in the tag's unit.
    package let unit: Double
    /// What σ is a part of, in the tag's unit.
    fileprivate let scale: Double

    package init(
      tag: Tag, recorded: [Double], truth: [Double], isRelative: Bool, unit: Double
    ) {
      self.tag = tag
      self.recorded = recorded
      self.truth = truth
      self.isRelative = isRelative
      self.unit = unit
      // The usual size is the mean magnitude of what is not nothing.
      let values = isRelative ? recorded.filter { $0 != 0 && !$0.isNaN } : []
      let usual = values.isEmpty ? 0 : values.reduce(0) { $0 + abs($1) } / Double(values.count)
      scale = isRelative ? usual : abs(unit)
    }
  }

  /// A size, in parts of units or of values.
  package struct Found: Sendable, Equatable {
    package var size: Double
    /// Its 95 % interval; where the record tells nothing, what was known before.
    package var low: Double
    package var high: Double
    /// Whether there is a record to tell it: else the size is the greatest that was allowed.
    package var isAsked: Bool
  }

  /// How rough a course is up to a row.
  fileprivate struct Bend {
    var row: Int
    var size: Double
  }

  private static let tenth = 0.12566
  private static let sizes = [0, 0.1, 0.2, 0.35, 0.5, 0.7, 1]
  /// Fewer triples tell nothing.
  private static let fewest = 100

  /// The size of the noise, at most `most`.
  package static func found(
    _ pairs: [Pair], atMost most: Double, rowsPerDay: Int, seed: UInt64
  ) -> Found {
    let told = pairs.map { (pair: $0, bends: $0.bends($0.recorded)) }
      .filter { $0.bends.count >= fewest }
    guard !told.isEmpty else { return Found(size: most, low: 0, high: most, isAsked: false) }
    let bounds = told.map { $0.pair.bound(ofTenth: Self.tenth(of: $0.bends)) }
    let greatest = min(most, bounds.min() ?? most)
    guard greatest > 0 else {
      // A reading that often stands still has no noise beyond what its steps hide.
      let hidden = zip(told, bounds).filter { $0.1 == 0 }.map { $0.0.pair.hidden }.min() ?? 0
      return Found(size: 0, low: 0, high: min(hidden, most), isAsked: true)
    }
    var best: (size: Double, cost: Double)?
    let runs = sizes.map { part in
      var generator = SeededGenerator(root: seed, stage: "noise")
      let bends = told.map { $0.pair.bends($0.pair.noisy(part * greatest, &generator)) }
      let cost = zip(told, bends).reduce(0) { sum, courses in
        sum
          + (DistributionDistance.kolmogorovSmirnov(
            courses.0.bends.map(\.size), courses.1.map(\.size)) ?? 0)
      }
      if cost < best?.cost ?? .infinity { best = (part * greatest, cost) }
      return bends
    }
    let size = best?.size ?? greatest
    let range =
      interval(
        told, runs, DayBootstrap(rowsPerDay: max(1, rowsPerDay)), atMost: most, seed: seed)
      ?? 0...most
    return Found(
      size: size, low: min(size, range.lowerBound), high: max(size, range.upperBound),
      isAsked: true)
  }

  private static func tenth(of bends: [Bend]) -> Double {
    bends.map(\.size).sorted()[bends.count / 10]
  }

  // Between which sizes the noise lies, by what is taken with other days drawn; nil where there are too few.
  private static func interval(
    _ told: [(pair: Pair, bends: [Bend])], _ runs: [[[Bend]]], _ bootstrap: DayBootstrap,
    atMost most: Double, seed: UInt64
  ) -> ClosedRange<Double>? {
    let recorded = told.map { $0.bends }
    func days(_ bends: [[Bend]]) -> Int {
      bootstrap.days(ofRows: 1 + (bends.compactMap { $0.last?.row }.max() ?? -1))
    }
    func dated(_ bends: [Bend]) -> [DayBootstrap.Dated] {
      bends.map { DayBootstrap.Dated(day: bootstrap.day(ofRow: $0.row), value: $0.size) }
    }
    let count = (a: days(recorded), b: days(runs.flatMap { $0 }))
    guard min(count.a, count.b) >= DayBootstrap.fewest else { return nil }
    let rough = recorded.map { dated($0).sorted { $0.value < $1.value } }
    let distances = runs.map { run in
      zip(recorded, run).map { RedrawnDistance(dated($0), dated($1), days: count) }
    }
    var generator = SeededGenerator(root: seed, stage: "noise-interval")
    var taken: [Int] = []
    var bounds: [Double] = []
    for _ in 0..<DayBootstrap.draws {
      let weights = (
        a: DayBootstrap.weights(days: count.a, generator: &generator),
        b: DayBootstrap.weights(days: count.b, generator: &generator)
      )
      let costs = distances.map { $0.reduce(0) { $0 + $1(weights) } }
      taken.append(costs.indices.min { costs[$0] < costs[$1] } ?? 0)
      let drawn = zip(told, rough).compactMap { own, sorted in
        DayBootstrap.values(sorted, weights: weights.a) { [($0 / 10).rounded(.down)] }.first
          .map { own.pair.bound(ofTenth: $0) }
      }
      bounds.append(min(most, drawn.min() ?? most))
    }
    guard let range = DayBootstrap.interval(taken), let bound = DayBootstrap.interval(bounds)
    else { return nil }
    // What lies nearer to a size that is taken than to the next one is not told from it.
    let (low, high) = (range.lowerBound, range.upperBound)
    let least = low == 0 ? 0 : (sizes[low - 1] + sizes[low]) / 2
    let most = high == sizes.count - 1 ? 1 : (sizes[high] + sizes[high + 1]) / 2
    return least * bound.lowerBound...most * bound.upperBound
  }
}

extension ReadingNoise.Pair {
  /// The greatest size that is allowed by what a tenth of the record's roughness lies below; infinite where the
  /// tag has no size.
  fileprivate func bound(ofTenth tenth: Double) -> Double {
    scale > 0 ? tenth / (ReadingNoise.tenth * 6.0.squareRoot()) / scale : .infinity
  }

  /// Half a step of the readings.
  fileprivate var hidden: Double { scale > 0 ? (tag.resolution ?? 0) / 2 / scale : 0 }

  /// Second differences of neighbours, by the last row; triples of zeros are those of something that stands still.
  fileprivate func bends(_ x: [Double]) -> [ReadingNoise.Bend] {
    x.indices.dropFirst(2).compactMap { row in
      let bend = abs(x[row - 2] - 2 * x[row - 1] + x[row])
      return bend.isNaN || x[row] == 0 && x[row - 1] == 0 && x[row - 2] == 0
        ? nil : ReadingNoise.Bend(row: row, size: bend)
    }
  }

  fileprivate func noisy(_ size: Double, _ generator: inout SeededGenerator) -> [Double] {
    truth.map { value in
      let z = generator.gaussian()
      return tag.rounded(isRelative ? value * (1 + size * z) : value + size * unit * z)
    }
  }
}
