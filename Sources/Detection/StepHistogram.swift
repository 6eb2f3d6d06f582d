internal import Foundation

/// A histogram as a step function: what a value scores between one cut and the next.
///
/// Level 0 is for values below the first cut, level k for those from cut k − 1 on, up to cut k. The outermost bins
/// reach half a bin farther than they were filled.
struct StepHistogram {
  /// Ascending; one more than there are bins.
  let cuts: [Double]
  /// How many bits rarer than in the fullest bin a value is, ≥ 0; two more than there are bins.
  let levels: [Double]

  /// Fills `bins` bins of equal width from the least to the greatest of finite values, of which there must be one.
  ///
  /// Values that are all the same get bins half a unit to either side, as NumPy's histogram has it. O(n bins).
  init(_ values: [Double], bins: Int) {
    var low = values.min() ?? 0
    var high = values.max() ?? 0
    if low == high {
      low -= 0.5
      high += 0.5
    }
    let width = (high - low) / Double(bins)
    let edges = (0..<bins).map { Double($0) * width + low } + [high]
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      // A value on an edge belongs above it, the greatest to the last bin.
      counts[min(edges.dropLast().lastIndex { $0 <= value } ?? 0, bins - 1)] += 1
    }
    let bits = (0..<bins).map { bin in
      let share = Double(counts[bin]) / Double(values.count)
      return log2(share / (edges[bin + 1] - edges[bin]) + HBOS.added)
    }
    let (fullest, emptiest) = (bits.max() ?? 0, bits.min() ?? 0)
    let first = low - HBOS.tolerance * (edges[1] - low)
    let last = high + HBOS.tolerance * (high - edges[bins - 1])
    cuts = [first] + edges[1..<bins] + [last.nextUp]
    levels = [fullest - emptiest] + bits.map { fullest - $0 } + [fullest - emptiest]
  }
}
