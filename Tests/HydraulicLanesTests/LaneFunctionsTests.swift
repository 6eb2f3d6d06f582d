import Diagnostics
import Foundation
import HydraulicLanes
import Testing

@Suite("Elementary functions over lanes")
struct LaneFunctionsTests {
  /// Distance in units of the last place of the reference, which is itself within 1 of the truth.
  private func distance(_ value: Double, _ reference: Double) -> Double {
    if value == reference || (value.isNaN && reference.isNaN) { return 0 }
    return abs(value - reference) / reference.ulp
  }

  /// Numbers spread evenly over the powers of two of a range.
  private func spread(_ count: Int, from low: Double, to high: Double, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in exp2(.random(in: log2(low)...log2(high), using: &generator)) }
  }

  // Ours is within 2 ulp of the truth, libm within 1: together 3, seen 2.
  private let tolerance = 2.5

  @Test(
    "x^p agrees with libm over the range of flows",
    arguments: [0.852, -0.852, 1, -1, 0.5, 2, 0.9, 1.333, 3.7, -2.2])
  func powers(exponent: Double) {
    let x = spread(20_000, from: 1e-12, to: 1e8, seed: 1)
    for (at, value) in LaneFunctions.powers(x, exponent).enumerated() {
      #expect(distance(value, pow(x[at], exponent)) <= tolerance)
    }
    for (at, value) in LaneFunctions.normalPowers(x, exponent).enumerated() {
      #expect(distance(value, pow(x[at], exponent)) <= tolerance * max(1, abs(exponent)))
    }
  }

  @Test("x^p holds over the whole range of Double, subnormal numbers and overflow among it")
  func extremePowers() {
    let x = spread(20_000, from: 0x1p-1074, to: 1.7e308, seed: 2)
    for exponent in [0.3, 0.852, 1, 1.5, -0.7, -1.4] {
      for (at, value) in LaneFunctions.powers(x, exponent).enumerated() {
        let reference = pow(x[at], exponent)
        // A subnormal result has a coarse last place; both may round it differently by one.
        #expect(distance(value, reference) <= tolerance)
      }
    }
  }

  @Test("x^p of special numbers is C's")
  func specialPowers() {
    let x = [0, 1, .infinity, -1, -.infinity, .nan, 0x1p-1074, 1.7e308]
    for exponent in [0, 1, 0.5, -0.5, 2, -3] {
      let values = LaneFunctions.powers(x, exponent)
      for (at, value) in values.enumerated() where x[at] >= 0 || exponent == 0 {
        #expect(distance(value, pow(x[at], exponent)) <= tolerance)
      }
      if exponent != 0 { for at in 3...5 { #expect(values[at].isNaN) } }
    }
  }

  @Test("ln x agrees with libm, also next to 1 and for subnormal numbers")
  func logarithms() {
    var x = spread(20_000, from: 0x1p-1074, to: 1.7e308, seed: 3)
    x += spread(20_000, from: 0.9, to: 1.1, seed: 4)
    x += [1, 0, .infinity]
    for (at, value) in LaneFunctions.logarithms(x).enumerated() {
      #expect(distance(value, log(x[at])) <= tolerance)
    }
    #expect(LaneFunctions.logarithms([-1, .nan]).allSatisfy { $0.isNaN })
  }

  @Test("e^x agrees with libm, 0 and infinity beyond the range")
  func exponentials() {
    var generator = SeededGenerator(seed: 5)
    let x = (0..<20_000).map { _ in Double.random(in: -745...709.7, using: &generator) }
    for (at, value) in LaneFunctions.exponentials(x).enumerated() {
      #expect(distance(value, exp(x[at])) <= tolerance)
    }
    #expect(LaneFunctions.exponentials([-800, 800, 0]) == [0, .infinity, 1])
    #expect(LaneFunctions.exponentials([.nan]).allSatisfy { $0.isNaN })
  }

  @Test("a number's lane and neighbours do not change its bits")
  func independence() {
    let x = spread(64, from: 1e-9, to: 1e3, seed: 6)
    let together = LaneFunctions.normalPowers(x, 0.852)
    for (at, value) in x.enumerated() {
      #expect(LaneFunctions.normalPowers([value], 0.852)[0].bitPattern == together[at].bitPattern)
    }
  }
}
