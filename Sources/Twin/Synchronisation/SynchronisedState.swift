public import LinearAlgebra
public import Telemetry

/// What a hydraulic twin knows of its plant at one moment: an ensemble of states.
public struct SynchronisedState: Sendable, Equatable {
  /// A number and how sure it is.
  public struct Estimate: Sendable, Equatable {
    /// The mean of the members.
    public var mean: Double
    /// Their standard deviation.
    public var deviation: Double

    /// Makes an estimate.
    public init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }

    /// The mean and standard deviation of members, at least 2.
    init(of members: [Double]) {
      mean = members.reduce(0, +) / Double(members.count)
      let centre = mean
      let square = members.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
      deviation = (square / Double(members.count - 1)).squareRoot()
    }

    /// Two deviations below the mean; of what cannot be negative at least 0.
    public var low: Double { max(0, mean - 2 * deviation) }
    /// Two deviations above the mean; of what cannot be negative at least 0.
    public var high: Double { max(0, mean + 2 * deviation) }
  }

  /// The moment of the last row that was followed.
  public let time: Timestamp
  /// Decides all chance of what follows.
  public let seed: UInt64
  /// The members: levels of tanks in metres, hourly deviations of the zones' parts (in standard
  /// deviations), each zone's slow deviation (in parts) and leak (m³/s), the days of those zones whose days
  /// depart (in parts); *components × members*.
  public let ensemble: Matrix
  /// What is wanted of each member's links.
  let links: [[WantedLink]]
  let layout: SynchronisedLayout
  /// After how long 1/e of a slow deviation is left.
  let memory: TimeSpan
  /// Rows up to now in which most gauges deny the state, without one between that was taken in.
  let refused: Int
  /// How many rows it has followed since it began.
  let rows: Int
  /// For how many rows each zone's leak has been surely above 0.
  let leakRows: [Int]
  /// Zones whose last row had a flow that the network cannot explain.
  let openZones: [Bool]
  /// The gauges of stored water that are not believed, in the order of their tags.
  let doubts: GaugeDoubts

  /// Levels of the network's tanks, metres above their bottoms, in the order of its file.
  public var levels: [Estimate] { layout.tanks.indices.map { estimate($0) } }
  /// Each zone's slow deviation from its calibrated use, in parts of that.
  public var drifts: [Estimate] { (0..<layout.zones).map { estimate(layout.drift($0)) } }
  /// Hourly deviations of the zones' parts in the row to come, in standard deviations of their hour.
  public var deviations: [Estimate] { layout.parts.indices.map { estimate(layout.deviation($0)) } }
  /// Each zone's leak, m³/s; estimates may lie below 0, bounds do not.
  public var leaks: [Estimate] { (0..<layout.zones).map { estimate(layout.leak($0)) } }

  private func estimate(_ component: Int) -> Estimate { Estimate(of: ensemble.row(component)) }

  /// The same state with one more row for zones whose leak is sure, none for the others; where an account is
  /// open or `holding` says so a row says nothing, and the count stays.
  func counting(_ isSure: [Bool], holding: [Bool]) -> SynchronisedState {
    SynchronisedState(
      time: time, seed: seed, ensemble: ensemble, links: links, layout: layout, memory: memory,
      refused: refused, rows: rows,
      leakRows: leakRows.indices.map { zone in
        openZones[zone] || holding[zone]
          ? leakRows[zone] : isSure[zone] ? leakRows[zone] + 1 : 0
      }, openZones: openZones, doubts: doubts)
  }
}
