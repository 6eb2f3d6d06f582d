extension TagProfile {
  /// The non-zero changes from one sample to the next.
  public struct DeadBand: Sendable, Hashable {
    /// The smallest of them.
    public var smallest: Double
    /// The share of them that is at most half as much again, 0 to 1.
    public var share: Double
    /// What a twentieth of them does not reach.
    public var low: Double
    /// Their median.
    public var median: Double
    /// Whether small changes are missing from the data.
    ///
    /// True where a twentieth of the changes reaches a quarter of the median and two steps, and the
    /// changes are no multiples of one level; noise that is merely rounded changes by one step.
    public var isVisible: Bool
  }

  /// How small changes are; nil with fewer than 20 changes in one sequence.
  ///
  /// Changes from or to the smallest or the largest sample are left out where at least 20 others
  /// remain: a pump that starts says nothing about what the historian drops. From all changes where
  /// they are at most 512, else from a uniform sample of 256 to 512.
  public var deadBand: DeadBand? {
    let sizes = changeSizes
    guard isOneSequence, sizes.count >= 20, let smallest = sizes.first else { return nil }
    let low = sizes[sizes.count / 20]
    let median = sizes[sizes.count / 2]
    let near = sizes.prefix { $0 <= smallest * 1.5 }.count
    // A tenth of a step covers what subtracting two rounded numbers leaves.
    let isAboveStep = step.map { low >= $0 * 1.9 } ?? true
    return DeadBand(
      smallest: smallest, share: Double(near) / Double(sizes.count), low: low, median: median,
      isVisible: isAboveStep && low >= median / 4 && level == nil)
  }

  /// The distance of a converter's levels where that is no decimal step; nil where there are none.
  ///
  /// So it is where 19 of 20 changes are multiples of the smallest one, to a thousandth of it or two
  /// steps of the rounding that follows, and the smallest is at least 500 of those.
  public var level: Double? {
    let sizes = changeSizes
    // The smallest change is no good measure of the level: its rounding would grow with each multiple.
    guard isOneSequence, sizes.count >= 20, let smallest = sizes.first,
      step.map({ smallest >= 500 * $0 }) ?? true
    else { return nil }
    let near = sizes.filter { $0 <= smallest * 1.01 }
    let level = near.reduce(0) { $0 + $1 / Double(near.count) }
    let tolerance = Swift.max(level / 1_000, (step ?? 0) * 2)
    let multiples = sizes.filter { size in
      ((size / level).rounded() * level - size).magnitude <= tolerance
    }
    return near.count >= 5 && multiples.count * 20 >= sizes.count * 19 ? level : nil
  }

  /// The sizes of changes away from the extremes, ascending; of all where those are few.
  private var changeSizes: [Double] {
    let all = changes.changes
    let inner = all.filter { $0.from != min && $0.from != max && $0.to != min && $0.to != max }
    return (inner.count >= 20 ? inner : all).map(\.size).sorted()
  }

  /// The share of samples that repeat the one before, away from the smallest and largest sample.
  ///
  /// 0 without samples. A pump that stands at 0 repeats for a reason; a value in between that
  /// repeats is held, or too coarse to move.
  public var repeatShare: Double {
    let all = innerRepeats &+ changeCount
    return all == 0 ? 0 : Double(innerRepeats) / Double(all)
  }

  /// Changes that are 0, away from the smallest and the largest sample.
  var innerRepeats: Int {
    repeatCount &- (min == max ? repeatsAtMin : repeatsAtMin &+ repeatsAtMax)
  }

  /// The smallest and the largest sample, as far as the tag stands still there often.
  ///
  /// Often is a fiftieth of the samples, and at least 10 of them: a pump that is off, a valve at 100 %.
  public var restingValues: [Double] {
    guard isOneSequence, let min, let max, min < max else { return [] }
    let often = Swift.max(10, (repeatCount &+ changeCount) / 50)
    return (repeatsAtMin >= often ? [min] : []) + (repeatsAtMax >= often ? [max] : [])
  }
}
