import Diagnostics
import Foundation
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Leaks of zones in the twin")
struct ZoneLeakTests {
  private static let leak = ZoneLeak(flow: 0.003, coefficient: 0.0011)

  /// The plant with what is used at its junction, and no noise.
  private static func twin(_ leak: ZoneLeak) throws -> HydraulicTwin {
    let twin = try LeakingPlant.twin(using: 0.85, leak: leak, deviation: 0)
    var settings = twin.settings
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0, 0, 0)
    return try twin.with(settings: settings)
  }

  @Test("a leak flows as pressure lets it, beside the demand: q = C √p")
  func flows() throws {
    let (tight, leaking) = (try Self.twin(.none), try Self.twin(Self.leak))
    let (dry, wet) = (try tight.trace(400).truth, try leaking.trace(400).truth)
    let area = Double.pi * 64
    // What a tank gains an hour while the pump stands: − (use + leak); both use the same by the same chance.
    var compared = 0
    for row in 1..<400 {
      guard dry[row - 1, 2] == 0, dry[row, 2] == 0, wet[row - 1, 2] == 0, wet[row, 2] == 0 else {
        continue
      }
      let more =
        ((dry[row, 0] - dry[row - 1, 0]) - (wet[row, 0] - wet[row - 1, 0])) * area / 3_600
      let expected =
        Self.leak.coefficient
        * (wet[row - 1, 3].squareRoot() + wet[row, 3].squareRoot()) / 2
      // A row's pressure is that with the demand of its last second; friction moves the leak by a fiftieth at most.
      #expect(abs(more - expected) < 0.02 * expected, "row \(row)")
      compared += 1
    }
    #expect(compared > 50)
  }

  @Test("an artifact brings a leak back with all its bits; a negative one is refused")
  func artifact() throws {
    let twin = try Self.twin(Self.leak)
    let again = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.zoneDemands == twin.zoneDemands)
    #expect(try again.trace(100).bits == twin.trace(100).bits)
    #expect(try again.trace(100).bits != Self.twin(.none).trace(100).bits)
    var damaged = twin.artifact
    damaged.parts[damaged.parts.count - 1].numbers["leak-coefficient"] = -1
    #expect(throws: Fault.self) { try HydraulicTwin(artifact: damaged, tags: twin.tags) }
  }

  @Test("a leak that is known is no leak to who follows the plant")
  func followed() throws {
    let twin = try LeakingPlant.twin(using: 0.85, leak: Self.leak)
    let record = try LeakingPlant.record(twin, weeks: 3)
    // The record's last leak against that of a twin that knows none.
    let usual = twin.usualUse
    #expect(abs(usual - 0.02) < 1e-3)
    let known = try twin.synchronised(with: record)
    let mean = try #require(known.state.leaks.first).mean
    #expect(abs(mean) < 0.03 * usual, "\(mean)")
    #expect(known.leakTold == [nil])
  }

  @Test("the account of a zone that leaks closes: what leaks on average is expected")
  func account() throws {
    let twin = try Self.twin(Self.leak)
    let trace = try twin.trace(400)
    let record = ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
    let account = try #require(
      ZoneBalance(twin, interval: twin.interval)
        .balances(recorded: record, simulated: record, quiet: [trace]).first)
    // A sixth would be missing; whole days depart by 1 %, and the leak by a sixth of its sixth.
    #expect(try #require(account.residual.number) < 0.05)
  }
}
