internal import Hydraulics
package import Learning
internal import LinearAlgebra
package import Telemetry

/// Whether what flows into a balanced zone is stored or used there.
///
///     r(t) = (q(t) − q̂(t)) / mean q̂,   q = inflow less what the tanks gained (``ZoneUse``)
///
/// q̂ is the zone's expected demand: the network's own times the calibrated profile, and what leaks on average. A closed loop without noise
/// uses just that, so that its r is the error of its account; unseen time and the untouched run depart from it by
/// chance, and should by as much. Rows in which a flow over the border was switched are left out: the mean of two
/// readings is not what flowed.
package struct ZoneBalance {
  private let twin: HydraulicTwin
  private let interval: TimeSpan

  /// The accounts of a twin's zones, from rows of an interval.
  package init(_ twin: HydraulicTwin, interval: TimeSpan) {
    self.twin = twin
    self.interval = interval
  }

  /// Every balanced zone's account; one that tells why there is none where no zone is closed.
  package func balances(
    recorded: ProcessRecord, simulated: ProcessRecord, quiet: [LoopTrace]
  ) -> [Fidelity.Balance] {
    let zones = BalancedZones(twin.network, points: twin.points).zones
    if zones.isEmpty {
      let reason = Measured.undefined(
        "measured flows and levels close no part of the network")
      return [
        Fidelity.Balance(
          of: "network", residual: reason, departureRecorded: reason, departureSimulated: reason)
      ]
    }
    let courses = quiet.map { trace in
      ProcessRecord(
        tags: twin.tags, interval: interval, times: trace.times, values: trace.truth,
        follows: trace.times.indices.map { $0 > 0 })
    }
    return zones.map { zone in
      Fidelity.Balance(
        of: zone.junctions.first.map { twin.network.nodes[$0].id } ?? "",
        residual: departure(courses, zone), departureRecorded: departure([recorded], zone),
        departureSimulated: departure([simulated], zone))
    }
  }

  private func departure(_ records: [ProcessRecord], _ zone: BalancedZones.Zone) -> Measured {
    let known = twin.zoneDemands.first { $0.junctions == zone.junctions }
    var (squares, total, count) = (0.0, 0.0, 0)
    for record in records {
      let use = ZoneUse(record, zone)
      let demand = DemandCalibration(twin, record)
      for row in record.times.indices where use.isSteady[row] {
        let local = twin.local(record.times[row]) - interval.seconds / 2
        let expected =
          demand.expected(zone.junctions, before: record.times[row])
          * (known?.expected(local) ?? 1) + (known?.leak.flow ?? 0)
        squares += (use.use[row] - expected) * (use.use[row] - expected)
        total += expected
        count += 1
      }
    }
    return Measured(
      count > 0 && total > 0
        ? (squares / Double(count)).squareRoot() / (total / Double(count)) : nil,
      or: "no two rows follow one another without a switch")
  }
}
