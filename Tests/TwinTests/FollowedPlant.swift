import Diagnostics
import Foundation
import Hydraulics
import Ingest
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Twin

/// Riverbend's twin, hourly, and telemetry that it made itself: the truth is known.
enum FollowedPlant {
  /// All of riverbend's tags that stand in its network.
  static func tags() throws -> [Tag] {
    try TagsFile.read("\(RealRecords.root)/Examples/riverbend/tags.csv")
      .map {
        Tag(
          id: $0.tag, role: $0.role ?? .sensor, unit: $0.unit,
          resolution: $0.role == .status ? nil : 0.01, element: $0.element)
      }
  }

  /// The twin, with zones that use water as is usual for them, give or take `deviation` by the hour and `days` by the day.
  ///
  /// Flows of its record stand at 0 or `flow`, where that is given: what is impossible is seen in their spread.
  static func twin(
    deviation: Double = 0.05, scan: Int = 300, days: Double = 0, flow: Double? = nil
  ) throws -> HydraulicTwin {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0.003, 0.005, 0.002)
    settings.scan = scan
    let tags = try tags()
    var values = Matrix(rows: 48, columns: tags.count)
    for i in 0..<48 {
      for (j, tag) in tags.enumerated() {
        values[i, j] = tag.role == .status ? Double(i / 5 % 2) : 3 + Double(i % 3) / 2
        if let flow, tag.id.hasPrefix("F_") { values[i, j] = flow * Double(i / 5 % 2) }
      }
    }
    let plain = try HydraulicTwin(
      network: RiverbendNetwork.bytes, file: "riverbend.inp",
      record: ProcessRecord(
        tags: tags, interval: .hours(1), times: (0..<48).map { newYear + .hours(1) * $0 },
        values: values, follows: (0..<48).map { $0 > 0 }), settings: settings)
    return try plain.with(
      zoneDemands: BalancedZones(plain.network, points: plain.points).zones.map {
        ZoneDemand(
          junctions: $0.junctions, profile: [Double](repeating: 1, count: 168),
          deviation: [Double](repeating: deviation, count: 168), dayDeviation: days)
      })
  }

  /// Rows that the twin made.
  static func record(
    _ twin: HydraulicTwin, rows: Int, seed: UInt64 = 1
  ) throws -> ProcessRecord {
    let trace = try twin.trace(rows, seed: seed)
    return ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  /// A record with some cells taken out.
  static func blanking(
    _ record: ProcessRecord, rows: Range<Int>, where isTaken: (Tag) -> Bool = { _ in true },
    by value: Double = .nan
  ) -> ProcessRecord {
    var values = record.values
    for (j, tag) in record.tags.enumerated() where isTaken(tag) {
      for i in rows { values[i, j] = value }
    }
    return ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
  }
}
