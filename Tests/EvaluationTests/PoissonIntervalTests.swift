import Evaluation
import Testing

@Suite("Poisson's interval")
struct PoissonIntervalTests {
  @Test(
    "the interval of a rate is the exact Poisson one",
    // Reference: scipy.stats.chi2, low = chi2.ppf(.025, 2n)/2, high = chi2.ppf(.975, 2n+2)/2.
    arguments: [
      (0, 0, 3.688879),
      (1, 0.0253178, 5.571643),
      (2, 0.242209, 7.224688),
      (6, 2.20189, 13.05947),
      (14, 7.65393, 23.48962),
      (100, 81.364, 121.6268),
      (500, 457.129, 545.8093),
      (501, 458.085, 546.853),
      (10000, 9804.95, 10197.95),
    ])
  func poisson(_ count: Int, _ low: Double, _ high: Double) {
    let interval = PoissonInterval.of(count)
    #expect(abs(interval.lowerBound - low) <= 1e-3 * max(1, low))
    #expect(abs(interval.upperBound - high) <= 1e-3 * high)
  }
}
