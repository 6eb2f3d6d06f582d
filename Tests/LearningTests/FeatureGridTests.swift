import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The grid of features")
struct FeatureGridTests {
  /// Values and their points, both in 1/1024.
  private static let points: [(Double, Double)] = [
    (0, 0), (1e-17, 0), (0.51, 1), (0.5, 0), (1.5, 2), (-1.5, -2), (1e9, 1_024_000),
    (-.infinity, -1_024_000), (1_023_999.9, 1_024_000),
  ]

  @Test("the nearest point, of two the even one, at most 1000", arguments: points)
  func nearest(_ value: Double, _ point: Double) {
    #expect(FeatureGrid.nearest(value / 1_024) == point / 1_024)
  }

  @Test("points are single numbers, and their sums exact in any order")
  func exact() {
    let noise = DetectionData.noise(rows: 1_000, tags: 1, seed: 1).values.column(0)
    let points = noise.map { FeatureGrid.nearest(300 * $0) }
    #expect(points.allSatisfy { Double(Float($0)) == $0 })
    #expect(points.reduce(0, +) == points.reversed().reduce(0, +))
    #expect(points.sorted().reduce(0, +) == points.reduce(0, +))
  }
}
