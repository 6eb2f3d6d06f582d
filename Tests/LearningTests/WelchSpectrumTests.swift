import Foundation
import Learning
import Testing

@Suite("Welch's spectrum")
struct WelchSpectrumTests {
  private func joined(_ count: Int) -> [Bool] { (0..<count).map { $0 > 0 } }

  @Test("and Hellinger's distance equal scipy's")
  func scipy() throws {
    let reference = try FidelityReference.read().distances
    let follows = joined(reference.a.count)
    let p = try #require(
      WelchSpectrum.shares(reference.a, follows: follows, length: reference.length))
    let q = try #require(
      WelchSpectrum.shares(reference.b, follows: follows, length: reference.length))
    #expect(p.count == reference.length / 2)
    for (a, b) in zip(p, reference.shares) { #expect(abs(a - b) < 1e-12) }
    #expect(abs(WelchSpectrum.hellinger(p, q) - reference.hellinger) < 1e-10)
  }

  @Test("of a wave has its variance at the wave's frequency", arguments: [2, 5, 11])
  func wave(periods: Int) throws {
    let x = (0..<256).map { cos(2 * .pi * Double(periods * $0) / 32) }
    let shares = try #require(WelchSpectrum.shares(x, follows: joined(256), length: 32))
    // A Hann window spreads a line over its two neighbours: a sixth each.
    #expect(abs(shares[periods - 1] - 2.0 / 3) < 1e-9)
    #expect(abs(shares[periods] - 1.0 / 6) < 1e-9)
    #expect(WelchSpectrum.hellinger(shares, shares) < 1e-7)
  }

  @Test("leaves out segments with gaps, and is none where none is left")
  func gaps() throws {
    let wave = (0..<96).map { sin(2 * .pi * Double($0) / 8) }
    var follows = joined(96)
    follows[40] = false
    var noisy = wave
    // The segment from 32 on reaches over the gap; those from 16 and 24 miss half of their cells and all.
    for row in 24..<40 { noisy[row] = .nan }
    let own = try #require(WelchSpectrum.shares(noisy, follows: follows, length: 16))
    let clean = try #require(WelchSpectrum.shares(wave, follows: joined(96), length: 16))
    for (a, b) in zip(own, clean) { #expect(abs(a - b) < 1e-9) }
    #expect(WelchSpectrum.shares(wave, follows: follows, length: 128) == nil)
    #expect(
      WelchSpectrum.shares(
        [Double](repeating: 3, count: 64), follows: joined(64), length: 16) == nil)
  }
}
