import Diagnostics
import Telemetry
import TestSupport
import Testing

@Suite("Tag statistics")
struct TagStatisticsTests {
  @Test("counts, extremes and moments are those of the numbers", arguments: 1...20)
  func moments(seed: Int) {
    var generator = SeededGenerator(root: 3, stage: "moments", index: seed)
    // A totaliser: large mean, small spread.
    let values = (0..<seed * 173).map { _ in
      generator.uniform() < 0.1 ? Double.nan : 1e7 + generator.uniform()
    }
    let numbers = values.filter(\.isFinite)
    let mean = numbers.reduce(0) { $0 + ($1 - 1e7) } / Double(numbers.count)
    let squares = numbers.reduce(0) { $0 + ($1 - 1e7 - mean) * ($1 - 1e7 - mean) }
    let statistics = TagStatistics(of: values)
    #expect(statistics.count == numbers.count)
    #expect(statistics.missing == values.count - numbers.count)
    #expect(statistics.min == numbers.min())
    #expect(statistics.max == numbers.max())
    #expect(abs(statistics.mean - 1e7 - mean) < 1e-7)
    #expect(abs(statistics.m2 - squares) <= 1e-6 * squares)
    #expect(!statistics.isConstant)
  }

  @Test("pieces merged in order equal the whole: exactly in counts, extremes and step")
  func merging() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      let values = (0..<3_000).map { _ in
        generator.next() % 7 == 0 ? Double.nan : Double(generator.next() % 1_000) / 10
      }
      let whole = TagStatistics(of: values)
      var merged = TagStatistics()
      var rest = values[...]
      while !rest.isEmpty {
        let piece = rest.prefix(1 + Int(generator.next() % 900))
        merged.merge(TagStatistics(of: piece))
        rest = rest.dropFirst(piece.count)
      }
      #expect(merged.count == whole.count && merged.missing == whole.missing)
      #expect(merged.min == whole.min && merged.max == whole.max && merged.step == whole.step)
      #expect(abs(merged.mean - whole.mean) <= 1e-12 * abs(whole.mean))
      #expect(abs(merged.m2 - whole.m2) <= 1e-12 * whole.m2)
    }
  }

  @Test("nothing seen has no extremes, and merging it changes nothing")
  func empty() {
    let nothing = TagStatistics(of: [.nan, .infinity, -.infinity])
    #expect(nothing.count == 0 && nothing.missing == 3)
    #expect(nothing.min == nil && nothing.variance == nil && nothing.step == nil)
    #expect(!nothing.isConstant)
    var some = TagStatistics(of: [2, 4])
    some.merge(nothing)
    #expect(some.count == 2 && some.missing == 3 && some.step == 1 && some.variance == 1)
    var other = nothing
    other.merge(TagStatistics(of: [2, 4]))
    #expect(other == some)
  }

  @Test("a tag of one value is constant, 0 and -0 being one")
  func constant() {
    #expect(TagStatistics(of: [3.5, .nan, 3.5]).isConstant)
    #expect(TagStatistics(of: [0.0, -0.0]).isConstant)
    #expect(TagStatistics(of: [-0.0]).min?.sign == .plus)
    #expect(!TagStatistics(of: [3.5, 3.6]).isConstant)
  }

  @Test("the step is the decimal that a historian rounded to", arguments: [0, 1, 2, 3, 4, 5, 6])
  func steps(decimals: Int) {
    var generator = SeededGenerator(root: 1, stage: "steps", index: decimals)
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit * 10 }
    let values =
      (0..<500).map { _ in Double(Int(generator.next() % 20_000_000) - 9_999_999) / unit }
      + [1 / unit]
    #expect(TagStatistics(of: values).step == 1 / unit)
    // As arithmetic leaves it: a unit conversion costs a few last places.
    let converted = values.map { ($0 * 1_000) * 0.001 }
    #expect(TagStatistics(of: converted).step == 1 / unit)
  }

  @Test("numbers finer than a millionth or too large to tell have no step")
  func noStep() {
    var generator = SeededGenerator(seed: 1)
    #expect(TagStatistics(of: (0..<100).map { _ in generator.uniform() }).step == nil)
    #expect(TagStatistics(of: [1e-7]).step == nil)
    #expect(TagStatistics(of: [1e15 + 0.5]).step == nil)
    #expect(TagStatistics(of: [0x1p54]).step == nil)
    #expect(TagStatistics(of: [1e15]).step == 1)
    #expect(TagStatistics(of: [0.1 + 0.2 - 0.3, 0.1]).step == 0.1)
    #expect(TagStatistics(of: [Double.greatestFiniteMagnitude]).step == nil)
  }
}
