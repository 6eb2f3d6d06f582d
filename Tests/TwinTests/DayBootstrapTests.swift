import Diagnostics
import TestSupport
import Testing
import Twin

@Suite("Days drawn again") struct DayBootstrapTests {
  @Test("are as many as there were, each as likely as another")
  func weights() {
    var generator = SeededGenerator(seed: 3)
    var sums = [Double](repeating: 0, count: 20)
    for _ in 0..<2_000 {
      let weights = DayBootstrap.weights(days: 20, generator: &generator)
      #expect(weights.reduce(0, +) == 20)
      for day in weights.indices { sums[day] += weights[day] }
    }
    // A day is drawn 2,000 times with a deviation of √(2,000 · 0.95) = 44: five of them.
    for sum in sums { #expect(abs(sum - 2_000) < 220) }
  }

  @Test("have whole rows, the last one as many as are left")
  func rows() {
    let bootstrap = DayBootstrap(rowsPerDay: 24)
    #expect([0, 23, 24, 47, 48].map(bootstrap.day) == [0, 0, 1, 1, 2])
    #expect([0, 1, 24, 25].map(bootstrap.days) == [0, 1, 1, 2])
  }

  @Test("give the values that a sample has in which each stands as often as its day was drawn")
  func values() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      let sample = (0..<30).map { row in
        DayBootstrap.Dated(day: row / 5, value: (generator.uniform() * 12).rounded())
      }.sorted { $0.value < $1.value }
      let weights = DayBootstrap.weights(days: 6, generator: &generator)
      let plain = sample.flatMap { [Double](repeating: $0.value, count: Int(weights[$0.day])) }
      let found = DayBootstrap.values(sample, weights: weights) { total in
        #expect(total == Double(plain.count))
        return (0..<plain.count).map(Double.init)
      }
      #expect(found == plain)
    }
    #expect(
      DayBootstrap.values([.init(day: 0, value: 1)], weights: [0]) { _ in [0] }.isEmpty)
  }

  @Test("have an interval that leaves a fortieth out at either end")
  func interval() {
    #expect(DayBootstrap.interval((0..<200).reversed().map { $0 }) == 5...194)
    #expect(DayBootstrap.interval([7]) == 7...7)
    #expect(DayBootstrap.interval([Int]()) == nil)
  }
}
