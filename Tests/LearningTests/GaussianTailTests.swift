import Foundation
import Learning
import TestSupport
import Testing

/// Numbers of SciPy's log_ndtr (`Tests/References/gaussian_tail_reference.py`).
@Suite("Digits of a normal tail")
struct GaussianTailTests {
  private struct Reference: Decodable { var tails: [[Double]] }

  @Test("digits are SciPy's, near 0 and as far out as a cell may lie")
  func reference() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("gaussian_tail_reference.json")))
    let tails = try JSONDecoder().decode(Reference.self, from: data).tails
    #expect(tails.contains { $0[0] == 0 } && tails.contains { $0[0] == 1e9 })
    for tail in tails {
      let found = GaussianTail.digits(tail[0])
      // A few units in the last place of the larger of the result and 1.
      #expect(abs(found - tail[1]) <= 4e-15 * max(1, tail[1]), "\(tail[0]): \(found)")
      #expect(GaussianTail.digits(-tail[0]) == found)
    }
  }

  @Test("it never falls as the deviation grows")
  func monotonic() {
    var before = 0.0
    for step in 0...40_000 {
      let now = GaussianTail.digits(Double(step) / 1_000)
      // The approximation's own error.
      #expect(now >= before - 4e-15 * max(1, before))
      before = max(before, now)
    }
  }

  @Test("NaN stays NaN, and what lies beyond all numbers is no NaN")
  func extremes() {
    #expect(GaussianTail.digits(.nan).isNaN)
    #expect(GaussianTail.digits(.infinity) == .infinity)
    #expect(GaussianTail.digits(1e150).isFinite)
  }

  @Test("the deviation of some digits has those digits")
  func inverse() {
    for digits in [1e-6, 0.3, 1, 2.9, 12, 300, 1e6] {
      let found = GaussianTail.digits(GaussianTail.deviation(ofDigits: digits))
      // Digits rise by 0.43 u and more per unit of u, whose own last bit counts.
      #expect(abs(found - digits) <= 1e-12 * max(1, digits), "\(digits): \(found)")
    }
    #expect(GaussianTail.deviation(ofDigits: 0) == 0 && GaussianTail.deviation(ofDigits: -1) == 0)
  }
}
