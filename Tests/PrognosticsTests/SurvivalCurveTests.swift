import Prognostics
import Testing

@Suite("Distributions of remaining life")
struct SurvivalCurveTests {
  let curve = SurvivalCurve(
    levels: [0.05, 0.1, 0.5, 0.9, 0.95], lives: [10, 14, 30, 80, 100], cap: 100)

  @Test("quantiles are linear between levels and end at the outermost")
  func quantiles() {
    #expect(curve.median == 30)
    #expect(curve.quantile(0.05) == 10)
    #expect(curve.quantile(0.01) == 10)
    #expect(curve.quantile(0.99) == 100)
    // 14 + (0.3 − 0.1) / 0.4 · 16, to rounding.
    #expect(abs(curve.quantile(0.3) - 22) < 1e-12)
  }

  @Test("an interval that is open above spends all of its error below")
  func intervals() {
    #expect(curve.interval(0.9).low == 14 && curve.interval(0.9).high == 100)
    #expect(curve.interval(0.8).low == 14 && curve.interval(0.8).high == 80)
    #expect(curve.isCapped(100) && !curve.isCapped(99.9))
    // A life beyond the cap lies in an open interval and not in a closed one.
    #expect(curve.covers(300, coverage: 0.9))
    #expect(!curve.covers(300, coverage: 0.8))
    #expect(!curve.covers(13.9, coverage: 0.9))
    #expect(curve.covers(14, coverage: 0.9))
  }
}
