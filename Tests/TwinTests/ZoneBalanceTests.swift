import Diagnostics
import Hydraulics
import Ingest
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Accounts of zones")
struct ZoneBalanceTests {
  /// Riverbend's twin, every 10 minutes, without chance and noise.
  private static func twin(withoutFlows: Bool = false) throws -> HydraulicTwin {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0, 0, 0)
    let tags = try TagsFile.read("\(RealRecords.root)/Examples/riverbend/tags.csv")
      .filter { !(withoutFlows && $0.tag.hasPrefix("F_")) }
      .map { Tag(id: $0.tag, role: $0.role ?? .sensor, unit: $0.unit, element: $0.element) }
    return try RiverbendNetwork.twin(settings, tags: tags)
  }

  private static func record(_ twin: HydraulicTwin, _ trace: LoopTrace) -> ProcessRecord {
    ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  @Test("close for a run of the network itself, and no more where a meter reads too much")
  func closes() throws {
    let twin = try Self.twin()
    let trace = try twin.trace(3 * 144)
    let record = Self.record(twin, trace)
    let zones = BalancedZones(twin.network, points: twin.points).zones
    let balance = ZoneBalance(twin, interval: twin.interval)
    let clean = balance.balances(recorded: record, simulated: record, quiet: [trace])
    #expect(clean.map(\.of) == zones.map { twin.network.nodes[$0.junctions[0]].id })
    for account in clean {
      // Flows are read at the ends of rows of ten minutes, patterns change every hour.
      #expect(try #require(account.residual.number) < 0.05, "\(account.of)")
      #expect(account.departureRecorded == account.departureSimulated)
    }
    let zone = try #require(zones.first)
    let border = try #require(zone.borders.first)
    var values = record.values
    for row in 0..<record.count { values[row, border.tag] *= 1.3 }
    let wrong = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
    let told = balance.balances(recorded: wrong, simulated: record, quiet: [trace])
    let (before, after) = (
      try #require(clean[0].departureRecorded.number),
      try #require(told[0].departureRecorded.number)
    )
    #expect(after > before + 0.1)
    #expect(told[0].residual == clean[0].residual)
  }

  @Test("say why there is none where nothing closes a part")
  func open() throws {
    let twin = try Self.twin(withoutFlows: true)
    let trace = try twin.trace(10)
    let record = Self.record(twin, trace)
    let told = ZoneBalance(twin, interval: twin.interval)
      .balances(recorded: record, simulated: record, quiet: [trace])
    #expect(told.count == 1)
    #expect(
      told[0].residual == .undefined("measured flows and levels close no part of the network"))
  }
}
