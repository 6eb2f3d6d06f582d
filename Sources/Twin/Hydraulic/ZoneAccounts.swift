internal import Hydraulics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// The accounts of a hydraulic twin: what flows into a balanced zone and is not stored there is its use, which
/// chance decides and no tampering (``ZoneUse``).
///
/// Rows in which a flow over the border was switched are left out: the mean of two readings is not what flowed. A
/// pump that ran for a part of a row between two readings alike is what the tolerance cannot take.
struct ZoneAccounts: ProcessBalance {
  private let tags: [Tag]
  private let interval: TimeSpan
  private let zones: [(name: String, zone: BalancedZones.Zone)]

  /// A row closes within this part of the mean use.
  private static let tolerance = 0.05

  /// The accounts of a twin; nil where measurements close no zone, or use hangs on pressure.
  init?(_ twin: HydraulicTwin) {
    guard twin.network.options.demandModel == .demandDriven,
      !twin.network.nodes.contains(where: { $0.emitterCoefficient > 0 })
    else { return nil }
    zones = BalancedZones(twin.network, points: twin.points).zones.map { zone in
      (zone.junctions.first.map { twin.network.nodes[$0].id } ?? "", zone)
    }
    if zones.isEmpty { return nil }
    tags = twin.tags
    interval = twin.interval
  }

  func accounts(of truth: Matrix, at times: [Timestamp]) -> [BalanceAccount] {
    let record = ProcessRecord(
      tags: tags, interval: interval, times: times, values: truth,
      follows: times.indices.map { $0 > 0 })
    return zones.map { name, zone in
      let use = ZoneUse(record, zone)
      let told = times.indices.map { use.isSteady[$0] ? use.use[$0] : .nan }
      let known = told.filter { !$0.isNaN }
      let mean = known.reduce(0) { $0 + abs($1) } / Double(max(1, known.count))
      return BalanceAccount(of: name, unexplained: told, tolerance: Self.tolerance * mean)
    }
  }
}
