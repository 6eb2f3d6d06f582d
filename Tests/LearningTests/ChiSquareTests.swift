import Learning
import Testing

@Suite("χ²")
struct ChiSquareTests {
  @Test(
    "quantiles are those of SciPy 1.17.1's chi2.ppf",
    arguments: [
      (0.5, 1, 0.454936423119572), (0.975, 1, 5.023886187314888), (0.5, 2, 1.386294361119891),
      (0.975, 5, 12.832501994030027), (0.5, 52, 51.334874205924834),
      (0.975, 52, 73.80986339506073), (0.01, 7, 1.2390423055679298),
      (0.999, 100, 149.44925277903886),
    ])
  func quantiles(_ probability: Double, _ degrees: Int, _ wanted: Double) {
    let found = ChiSquare.quantile(probability, degrees: degrees)
    #expect(abs(found - wanted) < 1e-9 * wanted)
    #expect(abs(ChiSquare.tail(found, degrees: degrees) - (1 - probability)) < 1e-12)
  }

  @Test("the truncation factor is 1 for all rows, and above 1 for the nearest ones")
  func truncation() {
    #expect(ChiSquare.truncationFactor(share: 1, degrees: 4) == 1)
    // Of one degree: ½ / P(χ²(3) ≤ q½) = 0.5 / 0.0716.
    #expect(abs(ChiSquare.truncationFactor(share: 0.5, degrees: 1) - 6.9) < 0.2)
    let factors = [0.5, 0.75, 0.9, 0.99].map { ChiSquare.truncationFactor(share: $0, degrees: 6) }
    #expect(factors == factors.sorted(by: >) && factors[3] > 1)
  }
}
