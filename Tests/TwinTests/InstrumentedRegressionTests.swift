import Diagnostics
import Testing
import Twin

@Suite("Two-stage least squares")
struct InstrumentedRegressionTests {
  /// y = 2 x + u, x = z + u: u moves both.
  private static func rows(_ strength: Double) -> (y: [Double], x: [Double], z: [Double]) {
    var generator = SeededGenerator(seed: 8)
    var (y, x, z): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<4_000 {
      let (cause, both) = (generator.gaussian(), generator.gaussian())
      z.append(cause)
      x.append(strength * cause + both)
      y.append(2 * x[x.count - 1] + both)
    }
    return (y, x, z)
  }

  @Test("finds what moves y through x alone, where least squares take chance for it")
  func endogenous() throws {
    let (y, x, z) = Self.rows(1)
    let bins = y.indices.map { $0 % 7 }
    let clusters = y.indices.map { $0 / 10 }
    let fit = try #require(
      InstrumentedRegression(y, on: [x], by: [z], beside: [], bins: bins, clusters: clusters))
    // 1 / √4000 is the deviation of a slope with noise and cause of one size.
    #expect(abs(fit.deviation - 0.0158) < 0.002)
    #expect(abs(fit.value - 2) < 3 * fit.deviation)
    #expect(fit.strength > 1_000)
    let plain = try #require(
      InstrumentedRegression(y, on: [x], by: [x], beside: [], bins: bins, clusters: clusters))
    #expect(abs(plain.value - 2.5) < 0.05)
  }

  @Test("says when instruments tell nothing, and is nil where nothing moves")
  func weak() throws {
    let (y, x, z) = Self.rows(0)
    let bins = y.map { _ in 0 }
    let clusters = Array(y.indices)
    let fit = InstrumentedRegression(
      y, on: [x], by: [z], beside: [], bins: bins, clusters: clusters)
    #expect((fit?.strength ?? 0) < 10)
    #expect(
      InstrumentedRegression(
        y, on: [y.map { _ in 1 }], by: [z], beside: [], bins: bins, clusters: clusters) == nil)
  }
}
