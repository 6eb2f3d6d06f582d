import Attacks
import Diagnostics
import Testing

@Suite("Latin hypercubes")
struct LatinHypercubeTests {
  @Test(
    "Each of n equal parts of every range has one of n points",
    arguments: [1, 2, 3, 7, 10, 63, 64, 65, 100, 1_000])
  func strata(count: Int) throws {
    let sequence = try SobolTests.sequence("latin-hypercube")
    for seed in 1...3 as ClosedRange<UInt64> {
      let points = try (0..<count).map { try #require(sequence.point($0, of: count, seed: seed)) }
      for quantity in DrawnQuantity.allCases {
        let values = points.map { $0[quantity.rawValue] }
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(values.map { Int($0 * Double(count)) }.sorted() == Array(0..<count))
      }
    }
  }

  @Test("Ranges are paired by chance, and the seed changes the pairs")
  func paired() throws {
    let sequence = try SobolTests.sequence("latin-hypercube")
    func order(_ quantity: DrawnQuantity, seed: UInt64) throws -> [Int] {
      try (0..<20).map {
        Int(try #require(sequence.point($0, of: 20, seed: seed))[quantity.rawValue] * 20)
      }
    }
    #expect(try order(.size, seed: 1) != order(.duration, seed: 1))
    #expect(try order(.size, seed: 1) != order(.size, seed: 2))
    #expect(try order(.size, seed: 1) != Array(0..<20))
    // Correlations of shuffled ranks have the deviation 1/√19 = 0.23; four of these over the mean of 50 seeds.
    var sum = 0.0
    for seed in 1...50 as ClosedRange<UInt64> {
      let sizes = try order(.size, seed: seed)
      let durations = try order(.duration, seed: seed)
      for (size, duration) in zip(sizes, durations) {
        sum += (Double(size) - 9.5) * (Double(duration) - 9.5)
      }
    }
    // 665 is the sum of squares of one order.
    let mean = sum / 665 / 50
    #expect(abs(mean) < 0.13)
  }
}
