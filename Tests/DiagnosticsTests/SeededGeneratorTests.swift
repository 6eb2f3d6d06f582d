import Diagnostics
import Testing

@Suite("The seeded generator")
struct SeededGeneratorTests {
  private func numbers(_ generator: SeededGenerator, _ count: Int = 4) -> [UInt64] {
    var generator = generator
    return (0..<count).map { _ in generator.next() }
  }

  @Test("the same seed gives the same numbers in every process and version")
  func reproducible() {
    #expect(numbers(SeededGenerator(seed: 1)) == numbers(SeededGenerator(seed: 1)))
    // SplitMix64 and xoshiro256** of the authors' C code with seed 0.
    #expect(
      numbers(SeededGenerator(seed: 0)) == [
        0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a,
        0x1a5f_849d_4933_e6e0, 0x6aa5_94f1_262d_2d2c,
      ])
  }

  @Test("seeds, stages and indices give streams of their own")
  func streams() {
    var generators = (0..<8).map { SeededGenerator(seed: $0) }
    for root: UInt64 in 0..<3 {
      for stage in ["train", "simulate", "trai", ""] {
        for index in -2...3 {
          generators.append(SeededGenerator(root: root, stage: stage, index: index))
        }
      }
    }
    #expect(Set(generators.map { numbers($0) }).count == generators.count)
    #expect(
      numbers(SeededGenerator(root: 1, stage: "a"))
        == numbers(SeededGenerator(root: 1, stage: "a", index: 0)))
  }

  @Test("uniform numbers lie in [0, 1) and fill it evenly")
  func uniform() {
    var generator = SeededGenerator(seed: 42)
    var bins = [Int](repeating: 0, count: 10)
    for _ in 0..<20_000 {
      let number = generator.uniform()
      #expect(number >= 0 && number < 1)
      bins[Int(number * 10)] += 1
    }
    // 2000 expected per bin with a deviation of 42: six of them.
    #expect(bins.allSatisfy { abs($0 - 2_000) < 255 }, "\(bins)")
  }
}
