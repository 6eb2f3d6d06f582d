import Diagnostics
import Foundation
import Learning
import TestSupport
import Testing

/// Numbers of statsmodels' acorr_ljungbox (`Tests/References/ljung_box_reference.py`).
@Suite("Ljung and Box's test of whiteness")
struct LjungBoxTests {
  private struct Reference: Decodable {
    struct Case: Decodable {
      var name: String
      var count: Int
      var memory: Double
      var lags: Int
      var statistic: Double
      var p: Double
    }
    var cases: [Case]
  }

  /// The course of the reference script.
  private func course(_ count: Int, memory: Double) -> [Double] {
    var (state, last) = (12_345, 0.0)
    return (0..<count).map { _ in
      state = (1_103_515_245 * state + 12_345) % (1 << 31)
      last = memory * last + Double(state) / Double(1 << 31) - 0.5
      return last
    }
  }

  @Test("statistics and probabilities are statsmodels'")
  func reference() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("ljung_box_reference.json")))
    let cases = try JSONDecoder().decode(Reference.self, from: data).cases
    #expect(cases.count >= 4)
    for known in cases {
      let test = try #require(
        LjungBox(course(known.count, memory: known.memory), lags: known.lags))
      #expect(abs(test.statistic / known.statistic - 1) < 1e-10, "\(known.name)")
      #expect(abs(test.pValue - known.p) < 1e-10, "\(known.name)")
      #expect(test.correlations.count == known.lags && test.count == known.count)
    }
  }

  @Test("of white courses one in twenty falls below 0.05, of coloured ones nearly all")
  func size() throws {
    var (white, coloured) = (0, 0)
    for seed in 0..<400 {
      var generator = SeededGenerator(root: UInt64(seed), stage: "white")
      let noise = (0..<300).map { _ in generator.gaussian() }
      var last = 0.0
      let kept = noise.map { value -> Double in
        last = 0.3 * last + value
        return last
      }
      if try #require(LjungBox(noise, lags: 24)).pValue < 0.05 { white += 1 }
      if try #require(LjungBox(kept, lags: 24)).pValue < 0.05 { coloured += 1 }
    }
    // 20 ± 4.4; the test is known to be a little too strict with many lags.
    #expect((8...36).contains(white), "\(white)")
    #expect(coloured > 300, "\(coloured)")
  }

  @Test("missing values are left out, and courses that tell nothing have no answer")
  func missing() throws {
    var course = course(400, memory: 0.5)
    let whole = try #require(LjungBox(course, lags: 10))
    for row in stride(from: 7, to: 400, by: 40) { course[row] = .nan }
    let holes = try #require(LjungBox(course, lags: 10))
    #expect(holes.count == 390)
    #expect(abs(holes.correlations[0] - whole.correlations[0]) < 0.06)
    #expect(holes.statistic != whole.statistic)
    #expect(LjungBox([Double](repeating: 3, count: 50), lags: 5) == nil)
    #expect(LjungBox([1, 2, 3], lags: 5) == nil)
    #expect(LjungBox([1, 2, 3], lags: 0) == nil)
    #expect(LjungBox([Double](repeating: .nan, count: 50), lags: 5) == nil)
  }
}
