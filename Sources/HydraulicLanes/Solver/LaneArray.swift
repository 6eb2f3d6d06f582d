/// A row of eight-lane numbers at a fixed place in memory: by slot as a vector, by slot and lane as
/// a number.
///
/// It does not own its memory; ``LaneMemory`` does.
struct LaneArray {
  /// The vectors, one per slot.
  let vectors: UnsafeMutablePointer<LaneVector>
  /// The same memory as numbers, eight per slot.
  let numbers: UnsafeMutablePointer<Double>

  /// The vector of a slot.
  @inline(__always) subscript(_ slot: Int) -> LaneVector {
    get { vectors[slot] }
    nonmutating set { vectors[slot] = newValue }
  }

  /// The number of a slot and lane.
  @inline(__always) subscript(_ slot: Int, _ lane: Int) -> Double {
    get { numbers[slot &* 8 &+ lane] }
    nonmutating set { numbers[slot &* 8 &+ lane] = newValue }
  }
}
