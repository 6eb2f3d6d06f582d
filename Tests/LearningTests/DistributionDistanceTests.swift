import Learning
import Testing

@Suite("Distances of distributions")
struct DistributionDistanceTests {
  @Test("equal scipy's")
  func scipy() throws {
    let reference = try FidelityReference.read().distances
    let part = Array(reference.a.prefix(70))
    let pairs = [
      (DistributionDistance.kolmogorovSmirnov(reference.a, reference.b), reference.ks),
      (DistributionDistance.wasserstein(reference.a, reference.b), reference.wasserstein),
      (DistributionDistance.kolmogorovSmirnov(part, reference.b), reference.ksPart),
      (DistributionDistance.wasserstein(part, reference.b), reference.wassersteinPart),
    ]
    // Sums of 600 terms of about 1e-2.
    for (own, other) in pairs { #expect(abs((own ?? .nan) - other) < 1e-13) }
  }

  @Test("are those of the definitions: sorted samples of one size are matched in order")
  func naive() {
    let a = [3.0, 1, 4, 1, 5, 9, 2.5]
    let b = [2.0, 7, 1, 8, 2, 8, 1]
    let matched = zip(a.sorted(), b.sorted()).reduce(0) { $0 + abs($1.0 - $1.1) } / 7
    #expect(abs((DistributionDistance.wasserstein(a, b) ?? .nan) - matched) < 1e-15)
    let largest = (a + b).map { x in
      abs(Double(a.count { $0 <= x }) - Double(b.count { $0 <= x })) / 7
    }.max()
    #expect(DistributionDistance.kolmogorovSmirnov(a, b) == largest)
  }

  @Test("what is missing takes no part, and nothing has no distance")
  func missing() {
    #expect(DistributionDistance.wasserstein([.nan, 1, 2], [2, .nan, 3]) == 1)
    #expect(DistributionDistance.kolmogorovSmirnov([1, 2], [1, .nan, 2]) == 0)
    #expect(DistributionDistance.wasserstein([], [1]) == nil)
    #expect(DistributionDistance.kolmogorovSmirnov([1], [.nan]) == nil)
    // All of one lies below the other.
    #expect(DistributionDistance.kolmogorovSmirnov([1, 2], [5]) == 1)
  }
}
