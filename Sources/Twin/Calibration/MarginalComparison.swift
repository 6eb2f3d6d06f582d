internal import Learning
internal import LinearAlgebra

/// Distributions, memories, spectra and correlations of an untouched simulation against recorded time.
struct MarginalComparison {
  /// Each tag by itself.
  let tags: [Fidelity.Likeness]
  /// Mean of Kolmogorov and Smirnov's statistic over the tags that vary in both; nil where none does.
  let meanKS: Double?
  /// Mean difference of the correlations of pairs of such tags; nil where there is no pair.
  let meanCorrelationDifference: Double?

  init(recorded: ProcessRecord, simulated: ProcessRecord) {
    let likeness = TagLikeness(recorded: recorded, simulated: simulated)
    let tags = recorded.tags.indices.map(likeness.of)
    let varying = recorded.tags.indices.filter {
      Self.varies(recorded.column($0)) && Self.varies(simulated.column($0))
    }
    let distances = varying.compactMap { tags[$0].ks.number }
    self.tags = tags
    meanKS = distances.isEmpty ? nil : distances.reduce(0, +) / Double(distances.count)
    let real = varying.map { Self.standardised(recorded.column($0)) }
    let own = varying.map { Self.standardised(simulated.column($0)) }
    var sum = 0.0
    var pairs = 0
    for i in varying.indices {
      for j in 0..<i {
        sum += abs(Self.correlation(real[i], real[j]) - Self.correlation(own[i], own[j]))
        pairs += 1
      }
    }
    meanCorrelationDifference = pairs > 0 ? sum / Double(pairs) : nil
  }

  static func varies(_ x: [Double]) -> Bool {
    guard let first = x.first(where: { !$0.isNaN }) else { return false }
    return x.contains { !$0.isNaN && $0 != first }
  }

  private static func standardised(_ x: [Double]) -> [Double] {
    let present = x.filter { !$0.isNaN }
    let mean = present.reduce(0, +) / Double(present.count)
    let variance =
      present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(present.count)
    let scale = variance > 0 ? 1 / variance.squareRoot() : 0
    // A missing cell counts as the mean: it takes no part.
    return x.map { $0.isNaN ? 0 : ($0 - mean) * scale }
  }

  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum / Double(max(a.count, 1))
  }
}
