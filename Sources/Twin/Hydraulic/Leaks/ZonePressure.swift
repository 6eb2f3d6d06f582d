internal import Diagnostics
internal import Foundation
internal import HydraulicLanes
internal import Hydraulics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// What pressure lets out of zones at the moments of recorded rows, by the network's own hydraulics.
///
///     S(t) = Σ partⱼ · pⱼ(t)^γ,  a leak of coefficient C flows C · S
///
/// with recorded levels and actuators and expected demand: what a zone used by chance in that moment does not move it.
/// Measured pressures are not asked: few zones have one, and it stands at one junction.
struct ZonePressure: Sendable {
  private let twin: HydraulicTwin
  private let record: ProcessRecord

  init(_ twin: HydraulicTwin, _ record: ProcessRecord) {
    self.twin = twin
    self.record = record
  }

  /// S of the twin's calibrated zones, *rows × zones*; NaN in rows without all levels and statuses.
  ///
  /// One solution per row, eight rows at once; the same bits on any number of threads.
  /// - Throws: Hydraulics without a solution.
  func courses(threads: Int) throws(Fault) -> Matrix {
    let zones = twin.zoneDemands.map { LeakShares($0, twin.network).shares }
    // γ = 1 / n
    let power = 1 / twin.network.options.emitterExponent
    let needed = twin.points.indices.filter {
      twin.isStock(twin.points[$0]) || twin.points[$0].quantity == .status
    }
    let groups = try twin.engine.runGroups(
      scenarios: record.count, threads: threads, duration: 1
    ) { (lanes, first) throws(Fault) -> [[Double]] in
      for lane in 0..<lanes.count { put(lanes[lane], row: first + lane) }
      try lanes.advance(to: 0)
      return (0..<lanes.count).map { lane in
        guard needed.allSatisfy({ record.values[first + lane, $0].isFinite }) else {
          return zones.map { _ in .nan }
        }
        return zones.map { shares in
          shares.reduce(0) { sum, share in
            sum + share.part * pow(max(0, lanes[lane].pressure(share.node)), power)
          }
        }
      }
    }
    var courses = Matrix(rows: record.count, columns: zones.count)
    for (row, values) in groups.joined().enumerated() {
      for (zone, value) in values.enumerated() { courses[row, zone] = value }
    }
    return courses
  }

  private func put(_ scenario: Scenario, row: Int) {
    let time = record.times[row]
    let half = record.interval.seconds / 2
    scenario.setControlsRest(true)
    scenario.setFileOffset(
      twin.fileOffset(time + record.interval * -1) + Int(half), repeating: twin.scheduleRepeats)
    twin.put(record.values.row(row), into: scenario)
    if let factors = twin.calendarFactors(time) {
      for (junction, factor) in factors.enumerated() {
        scenario.setDemandFactor(factor, node: junction)
      }
    }
    // A row stands for the time before it.
    let local = twin.local(time) - half
    for zone in twin.zoneDemands {
      for junction in zone.junctions {
        scenario.setDemandFactor(zone.expected(local), node: junction)
      }
    }
  }
}
