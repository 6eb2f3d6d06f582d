/// A sample of the non-zero changes from one value to the next.
struct ChangeSample: Sendable, Hashable, Codable {
  /// A change.
  struct Change: Sendable {
    var from: Double
    var to: Double
    var size: Double { (to - from).magnitude }
  }

  private var sample = KeyedSample()

  /// Those with this key or a greater one are not kept.
  var threshold: UInt32 { sample.threshold }

  /// Offers a change whose later value stands at a moment.
  @inline(__always)
  mutating func add(_ nanoseconds: Int64, from: Double, to: Double) {
    let key = KeyedSample.key(nanoseconds)
    guard key < sample.threshold else { return }
    sample.keep(.init(key: key, x: from.bitPattern, y: to.bitPattern))
  }

  /// Joins the sample of other changes.
  mutating func merge(_ other: ChangeSample) { sample.merge(other.sample) }

  /// The changes kept, in no order.
  var changes: [Change] {
    sample.items.map { Change(from: Double(bitPattern: $0.x), to: Double(bitPattern: $0.y)) }
  }
}
