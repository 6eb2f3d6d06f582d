/// A sample of the triples of neighbours that are not all equal.
///
/// Kept in 32 bits each: a ten-millionth of a change is far less than what is asked of them.
struct TripleSample: Sendable, Hashable, Codable {
  /// Three neighbours v₀, v₁, v₂ at t₀ < t₁ < t₂.
  struct Triple: Sendable {
    /// v₁ − v₀.
    var before: Double
    /// v₂ − v₁.
    var after: Double
    /// (t₁ − t₀) / (t₂ − t₀), between 0 and 1.
    var share: Double
    /// t₂ − t₀ in nanoseconds.
    var span: Double

    /// How far the middle lies off the line of its neighbours.
    var residual: Double {
      // |v₁ − (1 − w)·v₀ − w·v₂| = |(1 − w)·(v₁ − v₀) − w·(v₂ − v₁)|
      ((1 - share) * before - share * after).magnitude
    }

    /// The longer one of the two distances in time.
    var longerPart: Double { span * Swift.max(share, 1 - share) }
  }

  private var sample = KeyedSample()

  /// Those with this key or a greater one are not kept.
  var threshold: UInt32 { sample.threshold }

  /// Offers a triple whose middle stands at `middle`, all in nanoseconds.
  @inline(__always)
  mutating func add(
    _ start: Int64, _ middle: Int64, _ end: Int64, before: Double, after: Double
  ) {
    let key = KeyedSample.key(middle)
    guard key < sample.threshold else { return }
    keep(key, start, middle, end, before, after)
  }

  @inline(never)
  private mutating func keep(
    _ key: UInt32, _ start: Int64, _ middle: Int64, _ end: Int64, _ before: Double, _ after: Double
  ) {
    let span = Double(end &- start)
    let share = Double(middle &- start) / span
    // Stamps at both ends of what 64 bits hold have no distance; nor have such changes 32 bits.
    guard span > 0, (Float(before).magnitude + Float(after).magnitude).isFinite else { return }
    sample.keep(
      .init(key: key, x: Self.pack(before, after), y: Self.pack(share, span)))
  }

  /// Joins the sample of other triples.
  mutating func merge(_ other: TripleSample) { sample.merge(other.sample) }

  /// The triples kept, in no order.
  var triples: [Triple] {
    sample.items.map { item in
      let (before, after) = Self.unpack(item.x)
      let (share, span) = Self.unpack(item.y)
      return Triple(before: before, after: after, share: share, span: span)
    }
  }

  private static func pack(_ a: Double, _ b: Double) -> UInt64 {
    UInt64(Float(a).bitPattern) << 32 | UInt64(Float(b).bitPattern)
  }

  private static func unpack(_ bits: UInt64) -> (Double, Double) {
    (
      Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32))),
      Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    )
  }
}
