internal import LinearAlgebra

/// Cases of a classifier as bins: a byte per case and feature.
struct BinnedCases: Sendable {
  /// How many cases.
  let count: Int
  /// The bins of each feature.
  let features: [FeatureBins]
  /// `[feature · count + case]`.
  let bins: [UInt8]

  /// Bins of *cases × features*; `most` from 2 to 256.
  init(_ values: Matrix, most: Int) {
    precondition((2...256).contains(most), "a byte holds 2 to 256 bins, not \(most)")
    count = values.rows
    features = (0..<values.columns).map { FeatureBins(values.column($0), most: most) }
    var bins: [UInt8] = []
    bins.reserveCapacity(values.rows * values.columns)
    for (j, feature) in features.enumerated() {
      for value in values.column(j) { bins.append(UInt8(feature.bin(of: value))) }
    }
    self.bins = bins
  }
}
