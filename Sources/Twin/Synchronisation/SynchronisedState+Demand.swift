internal import LinearAlgebra
internal import Telemetry

extension SynchronisedState {
  /// What each zone is about to use: the row to come, in parts of what its calibrated profile expects.
  ///
  ///     1 + slow + day + Σ share · scale · deviation(hour) · z   over the zone's parts
  ///
  /// This is what runs that begin here go on with; how it is split into slow and hourly matters to later rows
  /// only. As a line in the state's numbers it may lie below 0, where a run's factor does not.
  public func demands(of twin: HydraulicTwin) -> [Estimate] {
    // The middle of the row to come.
    let hour = ZoneDemand.hour(twin.local(time) + twin.interval.seconds / 2)
    return (0..<layout.zones).map { zone in
      var row = ensemble.row(layout.drift(zone))
      if let day = layout.day(zone) {
        for (member, departure) in ensemble.row(day).enumerated() { row[member] += departure }
      }
      for (index, part) in layout.parts.enumerated() where part.zone == zone {
        let weight = part.share * part.scale * twin.zoneDemands[zone].deviation[hour]
        let noise = ensemble.row(layout.deviation(index))
        for member in row.indices { row[member] += weight * noise[member] }
      }
      let known = Estimate(of: row)
      return Estimate(mean: 1 + known.mean, deviation: known.deviation)
    }
  }
}
