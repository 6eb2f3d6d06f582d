import Diagnostics
import Learning
import TestSupport
import Testing
import Twin

@Suite("The distance of two samples with other days drawn") struct RedrawnDistanceTests {
  @Test("is Kolmogorov and Smirnov's of samples in which each value stands as often as its day")
  func oracle() throws {
    var generator = SeededGenerator(seed: 2)
    func sample(_ rows: Int, _ scale: Double) -> [DayBootstrap.Dated] {
      // Rounded: equal values within and between the samples.
      (0..<rows).map {
        DayBootstrap.Dated(
          day: $0 / 7, value: (generator.gaussian() * scale * 5).rounded() / 5)
      }
    }
    for _ in 0..<40 {
      let (a, b) = (sample(70, 1), sample(49, 1.5))
      let distance = RedrawnDistance(a, b, days: (10, 7))
      let weights = (
        a: DayBootstrap.weights(days: 10, generator: &generator),
        b: DayBootstrap.weights(days: 7, generator: &generator)
      )
      func plain(_ sample: [DayBootstrap.Dated], _ weights: [Double]) -> [Double] {
        sample.flatMap { [Double](repeating: $0.value, count: Int(weights[$0.day])) }
      }
      let expected = try #require(
        DistributionDistance.kolmogorovSmirnov(plain(a, weights.a), plain(b, weights.b)))
      // A sum of 119 shares against a quotient.
      #expect(abs(distance(weights) - expected) < 1e-13)
    }
  }

  @Test("is 0 where nothing of a sample was drawn")
  func nothing() {
    let one = [DayBootstrap.Dated(day: 0, value: 1)]
    let distance = RedrawnDistance(one, one, days: (1, 1))
    #expect(distance((a: [0], b: [1])) == 0 && distance((a: [1], b: [1])) == 0)
  }
}
