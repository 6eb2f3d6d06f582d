import Diagnostics
import Foundation
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Leaks on telemetry that a twin made itself: the truth is known.
@Suite("Leaks from telemetry")
struct LeakCalibrationTests {
  private static let weeks = 40
  /// 3 L/s at 7.5 m.
  private static let leak = ZoneLeak(flow: 0.003, coefficient: 0.0011)

  /// A plant that uses 17 L/s and may leak.
  private static func record(_ leak: ZoneLeak, seed: UInt64 = 3) throws -> ProcessRecord {
    try LeakingPlant.record(
      LeakingPlant.twin(using: 0.85, leak: leak), weeks: weeks, seed: seed)
  }

  private static func plain(_ record: ProcessRecord) throws -> HydraulicTwin {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    return try HydraulicTwin(
      network: LeakingPlant.bytes, file: "leaking.inp", record: record, settings: settings)
  }

  private static func found(
    _ record: ProcessRecord, threads: Int = 2
  ) throws -> LeakCalibration.Found {
    let plain = try plain(record)
    let zones = DemandCalibration(plain, record).zones()
    let twin = try plain.with(zoneDemands: zones.map(\.demand))
    return try #require(try LeakCalibration(twin, record, threads: threads).leaks().first)
  }

  /// What leaked of all that was used: C · mean √p over the zone's use.
  private static func share(_ record: ProcessRecord, _ leak: ZoneLeak) throws -> Double {
    let pressures = try record.column(#require(record.tags.firstIndex { $0.id == "P_J1" }))
    let flow =
      leak.coefficient * pressures.reduce(0) { $0 + $1.squareRoot() } / Double(record.count)
    return flow / (flow + 0.85 * 0.02)
  }

  @Test("a leak of a sixth of a zone's use is found within its interval, and taken")
  func planted() throws {
    let record = try Self.record(Self.leak)
    let (found, share) = (try Self.found(record), try Self.share(record, Self.leak))
    #expect((0.13...0.17).contains(share))
    #expect((found.low...found.high).contains(share), "\(share): \(found.low) to \(found.high)")
    // Wider than half of the leak tells little.
    #expect(found.high - found.low < share)
    let taken = try #require(found.taken)
    #expect(abs(taken.leak.flow - found.share * 0.02) < 0.1 * taken.leak.flow)
    #expect(taken.flows.count == record.count)
    // It follows pressure: what leaks goes with the square root of what stands at the junction.
    #expect((taken.flows.max() ?? 0) > 1.2 * (taken.flows.min() ?? 1))
  }

  @Test("none is taken where there is none, whatever chance does")
  func tight() throws {
    for seed: UInt64 in [3, 4, 5] {
      let found = try Self.found(Self.record(.none, seed: seed))
      #expect(found.taken == nil)
      #expect(found.low == 0)
    }
  }

  @Test("a meter that reads 2 % too much makes no leak of it")
  func wrongMeter() throws {
    let record = try Self.record(.none)
    var values = record.values
    for row in 0..<record.count { values[row, 1] *= 1.02 }
    let found = try Self.found(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows))
    #expect(found.taken == nil)
  }

  @Test("a record of two weeks does not tell, and says so")
  func short() throws {
    let found = try Self.found(Self.record(Self.leak).rows(0..<336))
    #expect(!found.isTold && found.taken == nil)
    #expect(found.low == 0 && found.high == 1)
  }

  @Test("one thread or two give the same bits")
  func threads() throws {
    let record = try Self.record(Self.leak)
    let (one, two) = (try Self.found(record, threads: 1), try Self.found(record))
    #expect(one.share == two.share && one.low == two.low && one.high == two.high)
    #expect(one.taken?.flows == two.taken?.flows)
  }

  @Test(
    "calibration takes a leak out of the demand and lets it flow, unless elements are the file's")
  func calibrated() throws {
    let record = try Self.record(Self.leak)
    var questions = HydraulicCalibration.Questions()
    (questions.noise, questions.scan) = (false, false)
    let whole = try HydraulicCalibration(
      Self.plain(record), on: record, asking: questions, scan: nil, seed: 1, threads: 2)
    let zone = try #require(whole.twin.zoneDemands.first)
    #expect(zone.leak.flow > 0)
    let told = try #require(whole.parameters.first { $0.name.hasPrefix("leak of the zone of J1") })
    #expect(told.use == .taken)
    // The file's 20 L/s less what leaks.
    let mean = zone.profile.reduce(0, +) / 168
    #expect(abs(mean * 0.02 + zone.leak.flow - 0.02) < 0.001)
    questions.elements = false
    let left = try HydraulicCalibration(
      Self.plain(record), on: record, asking: questions, scan: nil, seed: 1, threads: 2)
    #expect(left.twin.zoneDemands.first?.leak == ZoneLeak.none)
    #expect(!left.parameters.contains { $0.name.hasPrefix("leak") || $0.name.hasPrefix("L_T1") })
  }
}
