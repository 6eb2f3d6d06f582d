import Foundation
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import Twin

/// A zone behind one pump, with a low tank that swings far.
///
/// The pressure of its one junction with a demand goes from 5.5 to 11 m. It fills and empties in some 15 hours, so that
/// hours of the week do not tell the level. Hourly; the truth is known.
enum LeakingPlant {
  private static let network = """
    [JUNCTIONS]
     J0 0 0
     J1 0 20
    [RESERVOIRS]
     R1 0
    [TANKS]
     T1 4 3 0.2 6 16 0
    [PIPES]
     P0 J0 J1 300 250 110 0 Open
     P1 J1 T1 200 250 110 0 Open
    [PUMPS]
     PU1 R1 J0 HEAD C1
    [CURVES]
     C1 45 15
    [CONTROLS]
     LINK PU1 OPEN IF NODE T1 BELOW 1.5
     LINK PU1 CLOSED IF NODE T1 ABOVE 5
    [OPTIONS]
     UNITS LPS
     HEADLOSS H-W
    [END]
    """
  static var bytes: [UInt8] { Array(network.utf8) }

  static let tags = [
    Tag(id: "L_T1", unit: "m", resolution: 0.01, element: "T1"),
    Tag(id: "F_PU1", unit: "L/s", resolution: 0.01, element: "PU1"),
    Tag(id: "S_PU1", role: .status, element: "PU1"),
    Tag(id: "P_J1", unit: "m", resolution: 0.01, element: "J1"),
  ]

  /// The plant without chance of its own.
  static func twin() throws -> HydraulicTwin {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0.003, 0.005, 0.002)
    var values = Matrix(rows: 48, columns: tags.count)
    for i in 0..<48 {
      for (j, tag) in tags.enumerated() {
        values[i, j] = tag.role == .status ? Double(i / 5 % 2) : 3
      }
    }
    return try HydraulicTwin(
      network: bytes, file: "leaking.inp",
      record: ProcessRecord(
        tags: tags, interval: .hours(1), times: (0..<48).map { newYear + .hours(1) * $0 },
        values: values, follows: (0..<48).map { $0 > 0 }), settings: settings)
  }

  /// The plant with a zone that uses water by day and night, give or take `deviation`, and may leak.
  static func twin(
    using use: Double = 1, leak: ZoneLeak = .none, deviation: Double = 0.03
  ) throws -> HydraulicTwin {
    let plain = try twin()
    return try plain.with(
      zoneDemands: BalancedZones(plain.network, points: plain.points).zones.map {
        ZoneDemand(
          junctions: $0.junctions,
          profile: (0..<168).map { use * (1 + 0.3 * sin(Double($0) / 24 * 2 * .pi)) },
          deviation: [Double](repeating: deviation, count: 168), persistence: 0.5,
          dayDeviation: 0.01, leak: leak)
      })
  }

  /// Weeks of telemetry that a twin made.
  static func record(_ twin: HydraulicTwin, weeks: Int, seed: UInt64 = 3) throws -> ProcessRecord {
    let trace = try twin.trace(weeks * 168, seed: seed)
    return ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }
}
