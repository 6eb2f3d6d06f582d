internal import Learning
internal import LinearAlgebra

/// Distributions and correlations of an untouched simulation against recorded time.
struct MarginalComparison {
  /// Mean of Kolmogorov and Smirnov's statistic over the tags that vary in both; nil where none does.
  let meanKS: Double?
  /// Mean difference of the correlations of pairs of such tags; nil where there is no pair.
  let meanCorrelationDifference: Double?

  init(recorded: ProcessRecord, simulated: ProcessRecord) {
    let varying = recorded.tags.indices.filter {
      Self.varies(recorded.column($0)) && Self.varies(simulated.column($0))
    }
    let distances = varying.map { Self.distance(recorded.column($0), simulated.column($0)) }
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

  private static func varies(_ x: [Double]) -> Bool {
    guard let first = x.first(where: { !$0.isNaN }) else { return false }
    return x.contains { !$0.isNaN && $0 != first }
  }

  // The largest difference of two empirical distribution functions.
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    let a = a.filter { !$0.isNaN }.sorted()
    let b = b.filter { !$0.isNaN }.sorted()
    var (i, j) = (0, 0)
    var largest = 0.0
    while i < a.count, j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] <= value { i += 1 }
      while j < b.count, b[j] <= value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return largest
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
