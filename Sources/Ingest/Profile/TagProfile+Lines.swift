extension TagProfile {
  /// How samples lie to the line between their neighbours.
  public struct Lines: Sendable, Hashable {
    /// Of the triples that move on both sides, the share whose middle lies on the line, 0 to 1.
    public var share: Double
    /// Of the same triples, the share whose middle lies far off it.
    public var kinkShare: Double
    /// How many such triples the shares come from.
    public var triples: Int
  }

  /// The share of points that may be drawn in between others; nil with fewer than 20 such triples.
  ///
  /// A triple counts where both changes are larger than 1.5 steps. The middle lies on the line within
  /// half a step (without a step: what a float32 keeps of the largest value), or 10⁻⁶ of the
  /// changes; it lies far off at four times as much and more. From at most 512 triples, all or
  /// a uniform sample.
  public var lines: Lines? {
    guard isOneSequence else { return nil }
    let largest = Swift.max(min?.magnitude ?? 0, max?.magnitude ?? 0)
    var onLine = 0
    var kinks = 0
    var count = 0
    for triple in triples.triples {
      let tolerance = Swift.max(
        1e-6 * (triple.before.magnitude + triple.after.magnitude),
        step.map { $0 * 0.501 } ?? largest * 0x1p-22)
      guard Swift.min(triple.before.magnitude, triple.after.magnitude) > 3 * tolerance else {
        continue
      }
      count += 1
      let residual = triple.residual
      if residual <= tolerance { onLine += 1 } else if residual >= 4 * tolerance { kinks += 1 }
    }
    guard count >= 20 else { return nil }
    return Lines(
      share: Double(onLine) / Double(count), kinkShare: Double(kinks) / Double(count),
      triples: count)
  }

  /// The standard deviation of what is left of a sample when the line between its neighbours is
  /// taken off; nil with fewer than 20 triples in one sequence.
  ///
  /// Robust: 1.4826 times the median size of v₁ − (1 − w)·v₀ − w·v₂ over √(1 + (1 − w)² + w²), with w
  /// the share of the time that has passed at the middle; triples of equal values count as 0, but
  /// for those at the smallest or largest value. Where the median is 0, rounding hides the noise:
  /// then step/√12 (or level/√12), which rounding alone makes; nil without a step. Sudden changes of
  /// the process count as noise where they are commoner than quiet. From at most 512 triples, all
  /// or a uniform sample: then the median is good to about 7 %.
  public var noiseFloor: Double? {
    guard isOneSequence, tripleCount >= 20 else { return nil }
    let sizes = triples.triples.map { triple in
      let w = triple.share
      return triple.residual / (1 + (1 - w) * (1 - w) + w * w).squareRoot()
    }.sorted()
    if sizes.isEmpty { return nil }
    // The sample leaves flat triples out: the median of all lies further down in it.
    let flat = Double(flatTripleCount) * (Double(innerRepeats) / Double(Swift.max(1, repeatCount)))
    let place = (Double(tripleCount) - flat) / 2 / Double(tripleCount)
    if place >= 0, place < 1 {
      let size = sizes[Swift.min(sizes.count - 1, Int(place * Double(sizes.count)))]
      if size > 0 { return 1.4826 * size }
    }
    return (level ?? step).map { $0 / 12.0.squareRoot() }
  }

  /// How much further points lie off the line of their neighbours where those are near in time.
  struct Door {
    /// The median distance from the line among the triples that span the least time (the shortest
    /// 30 %), over that of the others.
    var ratio: Double
    /// What the ratio of two samples of one distribution exceeds about once in 1,000 times.
    var chance: Double
  }

  /// What tells a swinging door: nil with fewer than 100 triples in one sequence.
  ///
  /// It keeps points close together only where the value leaves the line at once, so these lie far
  /// off it; of points that were kept for no such reason the near ones lie as far off, or less.
  var door: Door? {
    let all = triples.triples
    guard isOneSequence, all.count >= 100 else { return nil }
    let limit = all.map(\.longerPart).sorted()[all.count * 3 / 10]
    let near = all.filter { $0.longerPart <= limit }.map(\.residual).sorted()
    let far = all.filter { $0.longerPart > limit }.map(\.residual).sorted()
    guard near.count >= 20, far.count >= 20, far[far.count / 2] > 0 else { return nil }
    // A sample median's relative error is about 1.2 / √n for these shapes.
    let error = 1.2 * (1 / Double(near.count) + 1 / Double(far.count)).squareRoot()
    return Door(ratio: near[near.count / 2] / far[far.count / 2], chance: 1 + 3 * error)
  }
}
