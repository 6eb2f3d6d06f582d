import Evaluation
import Testing

@Suite("The interval of a share")
struct WilsonIntervalTests {
  @Test(
    "is Wilson's",
    // Reference: scipy.stats.binomtest(k, n).proportion_ci(0.95, method="wilson").
    arguments: [
      (0, 1, 0.0000000, 0.7934507),
      (1, 1, 0.2065493, 1.0000000),
      (0, 10, 0.0000000, 0.2775328),
      (10, 11, 0.6226416, 0.9837678),
      (9, 12, 0.4676947, 0.9110583),
      (271, 300, 0.8646183, 0.9318497),
      (50, 100, 0.4038315, 0.5961685),
      (1, 100000, 0.0000018, 0.0000566),
    ])
  func reference(_ hits: Int, _ cases: Int, _ low: Double, _ high: Double) {
    let interval = WilsonInterval(hits, of: cases)
    // The references have seven decimals.
    #expect(abs(interval.low - low) < 1e-6)
    #expect(abs(interval.high - high) < 1e-6)
  }

  @Test("holds its share, is not empty, and stays inside 0 to 1")
  func ends() {
    for cases in [1, 2, 7, 300, Int.max] {
      for hits in [0, 1, cases / 3, cases - 1, cases] {
        let interval = WilsonInterval(hits, of: cases)
        #expect(interval.contains(Double(hits) / Double(cases)))
        #expect(interval.low >= 0 && interval.high <= 1)
        // Of 2⁶³ cases the ends meet to the last bit.
        #expect(interval.low < interval.high || cases == Int.max)
      }
      #expect(WilsonInterval(0, of: cases).low == 0 && WilsonInterval(cases, of: cases).high == 1)
    }
  }

  @Test("is everything from 0 to 1 without cases, and impossible counts do not trap")
  func impossible() {
    for (hits, cases) in [(0, 0), (5, -3)] {
      let interval = WilsonInterval(hits, of: cases)
      #expect(interval.low == 0 && interval.high == 1)
    }
    #expect(WilsonInterval(-4, of: 7) == WilsonInterval(0, of: 7))
    #expect(WilsonInterval(9, of: 7) == WilsonInterval(7, of: 7))
  }
}
