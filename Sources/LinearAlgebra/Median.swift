extension Sequence<Double> {
  /// The median: half-way between the middle two of an even number of values; nil for none.
  ///
  /// NaN has no place in an order: leave it out before. Complexity O(n log n).
  public func median() -> Double? {
    // An array of its own: the library's sort of any sequence would box every comparison.
    var sorted = Array(self)
    sorted.sort()
    if sorted.isEmpty { return nil }
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
