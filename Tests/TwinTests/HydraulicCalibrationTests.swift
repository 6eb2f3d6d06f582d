import Diagnostics
import Foundation
import Hydraulics
import Ingest
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// What telemetry tells of a network's twin, on records that a twin made itself: the truth is known.
@Suite("Calibration of the hydraulic twin")
struct HydraulicCalibrationTests {
  /// All of riverbend's tags that stand in its network.
  private static func tags(without left: Set<String> = []) throws -> [Tag] {
    try TagsFile.read("\(RealRecords.root)/Examples/riverbend/tags.csv")
      .filter { !left.contains($0.tag) }
      .map { Tag(id: $0.tag, role: $0.role ?? .sensor, unit: $0.unit, element: $0.element) }
  }

  /// Riverbend's twin, hourly, without chance and noise.
  private static func twin(_ tags: [Tag], scan: Int = 0) throws -> HydraulicTwin {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0, 0, 0)
    settings.scan = scan
    var values = Matrix(rows: 48, columns: tags.count)
    for i in 0..<48 {
      for (j, tag) in tags.enumerated() {
        values[i, j] = tag.role == .status ? Double(i / 5 % 2) : 3.5
      }
    }
    return try HydraulicTwin(
      network: RiverbendNetwork.bytes, file: "riverbend.inp",
      record: ProcessRecord(
        tags: tags, interval: .hours(1), times: (0..<48).map { newYear + .hours(1) * $0 },
        values: values, follows: (0..<48).map { $0 > 0 }), settings: settings)
  }

  private static func record(_ twin: HydraulicTwin, weeks: Int) throws -> ProcessRecord {
    let trace = try twin.trace(weeks * 168, seed: 3)
    return ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  @Test("zones are closed by measured flows and levels, and each junction is in one at most")
  func zones() throws {
    let twin = try Self.twin(Self.tags())
    let zones = BalancedZones(twin.network, points: twin.points).zones
    #expect(zones.count >= 3)
    let junctions = zones.flatMap(\.junctions)
    #expect(Set(junctions).count == junctions.count)
    // Every demand is in a zone that is closed: all of riverbend's borders are measured.
    let taking = (0..<twin.network.junctionCount).filter { node in
      twin.network.nodes[node].demands.contains { $0.base > 0 }
    }
    #expect(Set(junctions) == Set(taking))
    for zone in zones { #expect(!zone.borders.isEmpty) }
    // Without one pump's flow two zones are one; without a tank's level its zone is open.
    let fewer = try Self.twin(Self.tags(without: ["F_PU4"]))
    #expect(BalancedZones(fewer.network, points: fewer.points).zones.count == zones.count - 1)
    let open = try Self.twin(Self.tags(without: ["L_T3"]))
    #expect(BalancedZones(open.network, points: open.points).zones.count == zones.count - 1)
  }

  @Test("the use of zones is found again: its course over the week, and its noise where it stands")
  func demand() throws {
    let plain = try Self.twin(Self.tags())
    let zones = BalancedZones(plain.network, points: plain.points).zones
    let truth = zones.indices.map { index in
      ZoneDemand(
        junctions: zones[index].junctions,
        profile: (0..<168).map { 1 + 0.3 * sin(Double($0 + 7 * index) / 168 * 4 * .pi) },
        deviation: (0..<168).map { $0 % 24 < 12 ? 0.04 : 0.12 })
    }
    let found = try DemandCalibration(
      plain, Self.record(plain.with(zoneDemands: truth), weeks: 40)
    ).zones()
    #expect(found.map(\.demand.junctions) == zones.map(\.junctions))
    for (zone, known) in zip(found, truth) {
      let errors = zip(zone.demand.profile, known.profile).map { abs($0 - $1) }.sorted()
      // 0.12 / √40 is 0.02. Hours in which pumps switch are read less exactly: the mean of the readings at
      // both ends is not what flowed, by up to half of a pump's flow, which is more than the zone uses.
      #expect(errors[84] < 0.06, "\(errors[84])")
      #expect(errors[160] < 0.18, "\(errors[160])")
      let quiet = (0..<168).filter { $0 % 24 < 12 }.map { zone.demand.deviation[$0] }
      let loud = (0..<168).filter { $0 % 24 >= 12 }.map { zone.demand.deviation[$0] }
      #expect(abs(quiet.reduce(0, +) / 84 - 0.04) < 0.03)
      #expect(abs(loud.reduce(0, +) / 84 - 0.12) < 0.05)
      #expect(zone.demand.persistence < 0.3)
      #expect(zone.scale > 0.9 && zone.scale < 1.1 && zone.scaleError < 0.02)
    }
  }

  @Test("noise that lasts is told from noise that does not")
  func persistence() throws {
    let plain = try Self.twin(Self.tags())
    let zones = BalancedZones(plain.network, points: plain.points).zones
    let truth = zones.map { zone in
      ZoneDemand(
        junctions: zone.junctions, profile: [Double](repeating: 1, count: 168),
        deviation: [Double](repeating: 0.1, count: 168), persistence: 0.8)
    }
    let found = try DemandCalibration(
      plain, Self.record(plain.with(zoneDemands: truth), weeks: 40), seed: 1
    ).zones()
    for zone in found {
      #expect(abs(zone.demand.persistence - 0.8) < 0.1, "\(zone.demand.persistence)")
      // The noise's size has an interval, about what was found.
      let noise = try #require(zone.noise)
      let mean = zone.demand.deviation.reduce(0, +) / 168
      #expect(
        noise.contains(mean) && noise.upperBound - noise.lowerBound < 0.04, "\(noise) \(mean)")
    }
  }

  @Test("how often controllers look is found again")
  func scan() throws {
    let tags = try Self.tags()
    for scan in [0, 1_800] {
      let twin = try Self.twin(tags, scan: scan)
      let record = try Self.record(twin, weeks: 20)
      // The twin that asks has the record's own profiles.
      let asking = try HydraulicTwin(
        network: RiverbendNetwork.bytes, file: "riverbend.inp", record: record,
        settings: twin.settings)
      let found = try #require(try ScanCalibration(asking, record, seed: 5).found())
      // Neighbours in the list differ by little.
      #expect(scan == 0 ? found.cycle <= 60 : (900...3_600).contains(found.cycle), "\(found)")
      // The true one is not rejected, and those far off are.
      #expect(found.unrejected.contains(scan) && found.unrejected.contains(found.cycle), "\(found)")
      #expect(found.isTold && !found.unrejected.contains(scan == 0 ? 3_600 : 0), "\(found)")
    }
  }

  @Test("noise and scan have intervals, and a cycle that is known is not asked again")
  func intervals() throws {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0.004, 0.003, 0.001)
    settings.scan = 1_800
    let record = try Self.record(Self.twin(Self.tags()).with(settings: settings), weeks: 12)
    settings = HydraulicTwin.Settings()
    settings.demand = .none
    let asking = try HydraulicTwin(
      network: RiverbendNetwork.bytes, file: "riverbend.inp", record: record, settings: settings)
    var questions = HydraulicCalibration.Questions()
    (questions.demand, questions.elements) = (false, false)
    let found = try HydraulicCalibration(
      asking, on: record, asking: questions, scan: nil, seed: 1)
    #expect(
      found.parameters.map { $0.name.prefix { $0 != "," } } == [
        "scan of the controllers", "noise of levels", "noise of flows", "noise of pressures",
      ])
    let known = try #require(found.scan)
    let scan = found.parameters[0]
    #expect(
      scan.value == Double(known.cycle) && scan.unrejected == known.unrejected.map(Double.init))
    #expect(scan.low == scan.unrejected?.first && scan.high == scan.unrejected?.last)
    #expect(scan.use == nil && scan.unrejected?.contains(1_800) ?? false, "\(scan)")
    for (noise, most) in zip(found.parameters.dropFirst(), [0.005, 0.005, 0.002]) {
      let (low, high) = (try #require(noise.low), try #require(noise.high))
      #expect(0 <= low && low <= noise.value && noise.value <= high && high <= most, "\(noise)")
      // Whoever is told within four fifths of what was known before is told.
      #expect((noise.use == nil) == (high - low < 0.8 * most) && noise.unrejected == nil)
    }
    let again = try HydraulicCalibration(
      asking, on: record, asking: questions, scan: known, seed: 2)
    #expect(again.parameters[0] == scan && again.twin.settings.scan == known.cycle)
  }

  @Test("sensors' noise is found by the roughness that it adds, and none where there is none")
  func noise() {
    var generator = SeededGenerator(seed: 4)
    var level = 0.0
    let truth = (0..<4_000).map { _ -> Double in
      level += 0.01 * generator.gaussian()
      return 3 + level
    }
    func size(_ sigma: Double) -> Double {
      var generator = SeededGenerator(seed: 9)
      let pair = ReadingNoise.Pair(
        tag: Tag(id: "L"), recorded: truth.map { $0 + sigma * generator.gaussian() },
        truth: truth, isRelative: false, unit: 1)
      return ReadingNoise.found([pair], atMost: 0.1, rowsPerDay: 24, seed: 2).size
    }
    #expect(size(0) == 0)
    // The sizes that are tried lie a third apart.
    #expect(abs(size(0.03) - 0.03) < 0.01)
  }

  @Test("a calibrated twin comes back from its artifact with all its numbers")
  func artifact() throws {
    let plain = try Self.twin(Self.tags())
    let zone = ZoneDemand(
      junctions: [3, 1], profile: (0..<168).map { 0.5 + Double($0) / 168 },
      deviation: [Double](repeating: 0.07, count: 168), persistence: 0.4, dayDeviation: 0.02)
    var settings = plain.settings
    settings.scan = 450
    let twin = try plain.with(settings: settings, zoneDemands: [zone])
    let back = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(back.zoneDemands == [zone])
    #expect(back.settings == settings)
    #expect(back.artifact == twin.artifact)
    var damaged = twin.artifact
    damaged.parts[damaged.parts.count - 1].arrays["junctions"] = .init([1e6])
    #expect(throws: Fault.self) { try HydraulicTwin(artifact: damaged, tags: twin.tags) }
  }

  @Test("one draw a zone and row: an attacked run and an untouched one share their demand")
  func sharedChance() throws {
    let plain = try Self.twin(Self.tags())
    let zones = BalancedZones(plain.network, points: plain.points).zones.map {
      ZoneDemand(
        junctions: $0.junctions, profile: [Double](repeating: 1, count: 168),
        deviation: [Double](repeating: 0.1, count: 168))
    }
    let twin = try plain.with(zoneDemands: zones)
    let (a, b) = (try twin.trace(200), try twin.trace(200))
    #expect(a.truth == b.truth)
    #expect(try twin.trace(200, seed: 2).truth != a.truth)
  }
}
