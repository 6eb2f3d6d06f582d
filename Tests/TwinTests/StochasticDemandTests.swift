import Diagnostics
import Hydraulics
import Telemetry
import Testing
import Twin

@Suite("Demand by chance")
struct StochasticDemandTests {
  private func factors(
    _ demand: StochasticDemand, rows: Int, seconds: Double = 3_600, seed: UInt64 = 1
  ) throws -> [[Double]] {
    let network = try Network(inp: RiverbendNetwork.path)
    var course = StochasticDemand.Course(demand, zones: DemandZones(network))
    var generator = SeededGenerator(seed: seed)
    var factors = [Double](repeating: 0, count: network.junctionCount)
    return (0..<rows).map { row in
      course.advance(
        local: Double(row) * seconds, after: seconds, factors: &factors, generator: &generator)
      return factors
    }
  }

  @Test("factors are 1 on average, and as far from it as was said")
  func moments() throws {
    var demand = StochasticDemand()
    (demand.zoneNoise, demand.junctionNoise, demand.dayNoise) = (0.1, 0.2, 0.15)
    let all = try factors(demand, rows: 20_000)
    let x = all.map { $0[7] }
    let mean = x.reduce(0, +) / Double(x.count)
    // A thousand days, each with one draw of 0.15: the mean is known to ±0.015 (three deviations).
    #expect(abs(mean - 1) < 0.02)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    // exp(σ²) − 1 with σ² = 0.01 + 0.04 + 0.0225
    #expect(abs(variance - 0.0752) < 0.01)
  }

  @Test("what an hour leaves of the noise is its persistence, whatever the step")
  func persistence() throws {
    var demand = StochasticDemand()
    (demand.zoneNoise, demand.junctionNoise, demand.dayNoise) = (0, 0.05, 0)
    demand.persistence = 0.7
    let x = try factors(demand, rows: 60_000, seconds: 600).map { $0[3] - 1 }
    var (self0, lagged) = (0.0, 0.0)
    for i in 6..<x.count {
      self0 += x[i] * x[i]
      lagged += x[i] * x[i - 6]
    }
    #expect(abs(lagged / self0 - 0.7) < 0.03)
  }

  @Test("junctions of one zone share its noise, those of others do not")
  func zones() throws {
    var demand = StochasticDemand()
    (demand.zoneNoise, demand.junctionNoise, demand.dayNoise) = (0.1, 0, 0)
    let network = try Network(inp: RiverbendNetwork.path)
    let zones = DemandZones(network)
    #expect(zones.count >= 4)
    let rows = try factors(demand, rows: 50)
    let a = zones.zones.indices.filter { zones.zones[$0] == 0 }
    let other = try #require(zones.zones.firstIndex { $0 == 1 })
    for row in rows {
      #expect(a.allSatisfy { row[$0] == row[a[0]] })
      #expect(row[other] != row[a[0]])
    }
  }

  @Test("without noise only the calendar speaks: weekends and the season")
  func calendar() throws {
    var demand = StochasticDemand.none
    #expect(demand.isNone)
    demand.weekend = 1.5
    demand.season = 0.2
    demand.seasonPeak = 1
    #expect(!demand.isNone)
    let rows = try factors(demand, rows: 365, seconds: 86_400)
    // 1970-01-01 was a Thursday and the first day of its year.
    #expect(abs(rows[0][0] - 1.2) < 1e-12)
    #expect(abs(rows[2][0] / rows[1][0] - 1.5) < 1e-3)
    #expect(abs((rows[182..<189].map { $0[0] }.min() ?? 0) - 0.8) < 1e-3)
  }

  @Test("the same seed gives the same course")
  func seeds() throws {
    let demand = StochasticDemand()
    #expect(try factors(demand, rows: 30) == factors(demand, rows: 30))
    #expect(try factors(demand, rows: 30) != factors(demand, rows: 30, seed: 2))
  }
}
