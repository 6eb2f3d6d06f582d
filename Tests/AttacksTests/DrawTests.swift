import Attacks
import Diagnostics
import Foundation
import Telemetry
import Testing
import Twin

@Suite("Campaigns drawn along a sequence of points")
struct DrawTests {
  private let surface = AttackSurface(TankPlant())

  // T0856's sizes are all log-uniform, most from 0.05 to 1.
  private func scenarios(_ draws: String, attacks: Int = 64, seed: UInt64 = 1) throws -> [Scenario]
  {
    try Campaign.text(
      "attacks: \(attacks)\nlook-alikes: 0\ntechniques: [T0856]\n" + draws
    ).plan(on: surface, seed: seed).scenarios
  }

  // Where in its row's range a size lies, by its logarithm.
  private func parts(_ scenarios: [Scenario]) throws -> [Double?] {
    let variants = try #require(TechniqueCatalog.embedded()["T0856"]).variants
    return try scenarios.map { scenario in
      let variant = try #require(variants.first { $0.name == scenario.title })
      guard let range = variant.size, let size = scenario.size else { return nil }
      return log(size / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }
  }

  @Test("Random is the default, and says the same")
  func random() throws {
    let plain = try scenarios("")
    let named = try scenarios("draws: random")
    #expect(plain.map(\.yaml) == named.map(\.yaml))
  }

  @Test(
    "Sizes of a technique fall into different parts of their range",
    arguments: ["latin-hypercube", "sobol"])
  func spread(draws: String) throws {
    let parts = try parts(scenarios("draws: \(draws)")).compactMap(\.self)
    #expect(parts.count > 40)
    // 64 points in 64 parts: none twice, a hair of the edges for the logarithm.
    #expect(Set(parts.map { Int(($0 * 64 + 1e-6)) }).count == parts.count)
    let random = try self.parts(scenarios("")).compactMap(\.self)
    #expect(Set(random.map { Int($0 * 64) }).count < random.count)
  }

  @Test("Drawing more moves no scenario of a Sobol campaign; another seed moves all")
  func prefix() throws {
    let few = try scenarios("draws: sobol", attacks: 20).map(\.yaml)
    let many = try scenarios("draws: sobol", attacks: 50).map(\.yaml)
    #expect(few == Array(many.prefix(20)))
    let other = try scenarios("draws: sobol", attacks: 20, seed: 2).map(\.yaml)
    #expect(zip(few, other).allSatisfy { $0 != $1 })
  }

  @Test("Another sequence changes what is drawn along it and nothing else")
  func otherwise() throws {
    let pairs = zip(try scenarios(""), try scenarios("draws: sobol"))
    for (a, b) in pairs {
      #expect(a.name == b.name && a.title == b.title && a.seed == b.seed)
      #expect(b.trigger.earliest >= .hours(24))
      #expect(b.start >= newYear && b.start + .hours(96) <= newYear + .hours(31 * 24 + 0.5))
      if let lasts = b.lasts, b.trigger is At {
        #expect(b.trigger.earliest + lasts <= .hours(96))
      }
    }
  }

  @Test("An unknown sequence is told with the known ones")
  func unknown() {
    #expect(
      problems { _ = try Campaign.text("draws: sobl") } == [
        """
        error: unknown sequence of draws 'sobl'
          at campaign.yaml:1:8, draws
          hint: did you mean 'sobol'? known: latin-hypercube, random, sobol
        """
      ])
  }
}
