public import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
public import Learning
public import LinearAlgebra
public import Telemetry

/// What came of following a plant row by row.
public struct Synchronisation: Sendable {
  /// Where the plant stands at the last row; the next record goes on from it.
  public let state: SynchronisedState
  /// The rows that were followed, in the record's order; the first of an unbegun state begins it.
  public let times: [Timestamp]
  /// Recorded less expected, before the row is taken in, *rows × tags*; NaN where there is nothing to compare.
  public let innovations: Matrix
  /// Their expected standard deviations, *rows × tags*.
  public let spreads: Matrix
  /// Rows in which most gauges deny the state, and which were not taken in, of ``times``.
  public let refused: [Int]
  /// In how many rows each tag's flow was one that the network cannot explain and was not taken in.
  public let disagreements: [Int]
  /// Gauges of stored water that were not believed in some rows, in the order of the tags.
  public let doubted: [DoubtedGauge]
  /// Rows in which tanks began anew, of ``times``.
  public let begun: [Int]
  /// Each zone's leak after every row, m³/s: means, *rows × zones*.
  public let leakMeans: Matrix
  /// The standard deviations of ``leakMeans``, *rows × zones*.
  public let leakDeviations: Matrix
  /// The first row of ``times`` in which each zone's leak is told; nil where none is.
  public let leakTold: [Int?]
}

extension HydraulicTwin {
  /// Follows a plant: every row moves an ensemble of states on by the network's hydraulics, and what is
  /// recorded of levels (and flows, where settings say so) corrects it.
  ///
  /// Rows up to the moment of `earlier` are left out. The same rows give the same bits on any number of
  /// threads, and in one piece or from a stored state on.
  ///
  /// - Parameters:
  ///   - record: the twin's tags in its order and interval.
  ///   - earlier: where an earlier record ended; nil: the first row begins.
  /// - Throws: A twin without zones whose use telemetry told; other tags; no row to follow; hydraulics
  ///   without a solution.
  public func synchronised(
    with record: ProcessRecord, after earlier: SynchronisedState? = nil,
    settings: SynchronisationSettings = SynchronisationSettings()
  ) throws(Fault) -> Synchronisation {
    var follower = try StateFollower(self, earlier, settings)
    guard record.tags.map(\.id) == tags.map(\.id), record.interval == interval else {
      throw Fault(
        .badData, "the record to follow has other tags or another interval than the twin",
        hint: "calibrate the twin on the same tags")
    }
    for row in record.times.indices {
      if let earlier, record.times[row] <= earlier.time { continue }
      try follower.follow(record.times[row], record.values.row(row))
    }
    return try follower.finish()
  }

  /// What all calibrated zones use on average over the week, m³/s.
  public var usualUse: Double { zoneDemands.reduce(0) { $0 + $1.usual(network) } }

  /// What the calendar makes of junctions outside the calibrated zones; nil: nothing.
  func calendarFactors(_ time: Timestamp) -> [Double]? {
    var calm = settings.demand
    (calm.zoneNoise, calm.junctionNoise, calm.dayNoise) = (0, 0, 0)
    guard !calm.isNone else { return nil }
    var course = StochasticDemand.Course(calm, zones: zones)
    var factors = [Double](repeating: 1, count: network.junctionCount)
    var generator = SeededGenerator(seed: 0)
    course.advance(
      local: local(time), after: interval.seconds, factors: &factors, generator: &generator)
    return factors
  }
}
