package import Diagnostics
internal import Foundation
internal import HydraulicLanes
public import Hydraulics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A twin made of the utility's own EPANET network.
///
/// Hydraulics, pumps, valves and tanks are the network's; its controls and rules are the controllers,
/// which read what they are told. Demand departs from the network's patterns by chance
/// (``StochasticDemand``); the historian's values have noise and are rounded.
public struct HydraulicTwin: Sendable {
  /// What the twin has besides its network.
  public struct Settings: Sendable, Equatable {
    /// Demand by chance.
    public var demand = StochasticDemand()
    /// Seconds between two looks of controllers at tanks; 0: they act the moment a level is reached.
    public var scan = 0
    /// Standard deviation of recorded levels, metres.
    public var levelNoise = 0.005
    /// Standard deviation of recorded flows, in parts of the flow.
    public var flowNoise = 0.005
    /// Standard deviation of recorded pressures, in parts of the pressure.
    public var pressureNoise = 0.002
    /// The zone of the clock by which the network's patterns run.
    public var timeZone = "UTC"
    /// The weekday of the patterns' first day, 0 = Monday.
    public var firstDay = 0

    /// The defaults.
    public init() {}

    /// Whether ``timeZone`` names a zone.
    var hasKnownZone: Bool { TimeZone(identifier: timeZone) != nil }
  }

  /// A recorded state from which runs may begin.
  struct Start: Sendable, Equatable {
    /// Seconds since Monday 00:00 UTC.
    var ofWeek: Double
    /// The row: one value per tag; NaN = missing.
    var row: [Double]
  }

  /// The tags, in order.
  public let tags: [Tag]
  /// The time between two rows.
  public let interval: TimeSpan
  /// What is usual for each tag.
  public let profiles: [TagProfile]
  /// What each tag shows.
  public let points: [HydraulicPoint]
  /// Everything else that was said.
  public let settings: Settings
  /// How zones use water, as telemetry told it; the settings' chance holds for all other junctions.
  public let zoneDemands: [ZoneDemand]
  /// Which controller drives which link; empty where all are told the same.
  public let controllers: [LoopController]
  /// What stands between the true course and the record.
  public internal(set) var instruments = Instruments.none
  /// The bytes of the network's file as text.
  let text: String
  /// Recorded states, in the order of time.
  let starts: [Start]
  /// Where runs begin; nil: at recorded states.
  var now: SynchronisedState?
  let engine: HydraulicEngine
  let zones: DemandZones

  /// The network of the file with what telemetry told of its numbers, thresholds and leaks; what programs drive
  /// is driven by no control of it.
  public let network: Network
  /// The network as its file has it.
  let written: Network
  /// What telemetry told of the network's own numbers.
  public let factors: NetworkFactors
  /// Where the network's simple controls act, as the file or telemetry says.
  package let thresholds: ControlThresholds

  /// The most recorded states that are kept.
  private static let mostStarts = 2_000

  /// A twin of a network whose tags have recorded courses.
  ///
  /// - Throws: ``Faults``: everything that is wrong with the network's file, or all tags that have no
  ///   place in it; a processor without AVX2; telemetry that comes faster than once a second.
  public init(
    network bytes: [UInt8], file: String, record: ProcessRecord, settings: Settings
  ) throws {
    let network = try Network(inp: bytes, file: file)
    var points: [HydraulicPoint] = []
    var faults: [Fault] = []
    for tag in record.tags {
      do throws(Fault) {
        points.append(try HydraulicPoint(tag: tag, network: network))
      } catch {
        faults.append(error)
      }
    }
    if !faults.isEmpty { throw Faults(faults) }
    let controlling = Self.controllingNodes(network)
    var profiles: [TagProfile] = []
    for (j, point) in points.enumerated() {
      let isSwitch = point.quantity == .status
      var profile = TagProfile(
        of: record.column(j), isDiscrete: isSwitch,
        isControlling: point.isHeight && controlling.contains(point.element))
      // A pump that never switched in telemetry can be switched all the same.
      if point.isActuator { profile.isDriven = true }
      profile.isVariable = point.isPumpStatus(in: network)
      profiles.append(profile)
      guard isSwitch else { continue }
      // A link that was never seen closed is taken for open where its one state is not nothing.
      if let first = profile.states.first, let last = profile.states.last {
        points[j].states =
          first < last ? (first, last) : first == 0 ? (0, 1) : (0, first)
      }
    }
    let every = max(1, record.count / Self.mostStarts)
    let starts = stride(from: 0, to: record.count, by: every).map { row in
      Start(
        ofWeek: Self.secondsOfWeek(record.times[row]), row: record.values.row(row))
    }
    try self.init(
      tags: record.tags, interval: record.interval, profiles: profiles, points: points,
      settings: settings, text: String(decoding: bytes, as: UTF8.self), network: network,
      factors: NetworkFactors(network), starts: starts)
  }

  init(
    tags: [Tag], interval: TimeSpan, profiles: [TagProfile], points: [HydraulicPoint],
    settings: Settings, text: String, network written: Network, factors: NetworkFactors,
    starts: [Start], zoneDemands: [ZoneDemand] = [], controllers: [LoopController] = [],
    thresholds: ControlThresholds? = nil
  ) throws(Fault) {
    guard interval >= TimeSpan(seconds: 1),
      interval.nanoseconds % 1_000_000_000 == 0
    else {
      throw Fault(
        .badData, "a hydraulic twin goes by whole seconds, the rows come every \(interval)",
        hint: "put the telemetry on a grid with data.resample")
    }
    self.tags = tags
    self.interval = interval
    self.profiles = profiles
    self.points = points
    self.settings = settings
    self.text = text
    self.starts = starts
    self.zoneDemands = zoneDemands
    self.controllers = controllers
    self.written = written
    self.factors = factors
    self.thresholds = thresholds ?? ControlThresholds(written)
    network = written.scaled(by: factors).acting(at: self.thresholds).leaking(zoneDemands)
    let programmed = Set(
      controllers.flatMap { $0.program?.drives ?? [] }.map { points[$0].element })
    var driven = network
    driven.controls.removeAll { programmed.contains($0.link) }
    engine = try HydraulicEngine(network: driven)
    zones = DemandZones(network)
  }

  /// The same twin with other settings, demands, numbers or thresholds of its network.
  package func with(
    settings: Settings? = nil, zoneDemands: [ZoneDemand]? = nil, factors: NetworkFactors? = nil,
    thresholds: ControlThresholds? = nil, checked controllers: [LoopController]? = nil
  ) throws(Fault) -> HydraulicTwin {
    let copy = try HydraulicTwin(
      tags: tags, interval: interval, profiles: profiles, points: points,
      settings: settings ?? self.settings, text: text, network: written,
      factors: factors ?? self.factors, starts: starts,
      zoneDemands: zoneDemands ?? self.zoneDemands, controllers: controllers ?? self.controllers,
      thresholds: thresholds ?? self.thresholds)
    return copy.with(instruments: instruments)
  }

  /// The nodes that a control or rule looks at.
  static func controllingNodes(_ network: Network) -> Set<Int> {
    var nodes = Set(network.controls.compactMap(\.node))
    for premise in network.rules.flatMap(\.premises) {
      if case .node(let node) = premise.object { nodes.insert(node) }
    }
    return nodes
  }

  /// Seconds since Monday 00:00 UTC.
  static func secondsOfWeek(_ time: Timestamp) -> Double {
    // 1970-01-01 was a Thursday.
    let seconds = Double(time.nanoseconds) / 1e9 + 3 * 86_400
    let rest = seconds.truncatingRemainder(dividingBy: 604_800)
    return rest < 0 ? rest + 604_800 : rest
  }

  /// Seconds since 1970 of the plant's own clock.
  func local(_ time: Timestamp) -> Double {
    let seconds = Double(time.nanoseconds) / 1e9
    let zone = TimeZone(identifier: settings.timeZone) ?? TimeZone(secondsFromGMT: 0)
    return seconds
      + Double(zone?.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)) ?? 0)
  }

  /// After how many seconds the network's controls and rules by the time since the start come again:
  /// a day where the file runs for a day or less, else a week.
  public var scheduleRepeats: Int { network.times.duration <= 86_400 ? 86_400 : 604_800 }

  /// How far into the network's patterns and clock a moment lies, seconds, from 0 to a week.
  public func fileOffset(_ time: Timestamp) -> Int {
    // Weeks begin on the patterns' first day, and the file at its start clock time.
    let week = 604_800
    let ofWeek =
      (Int(local(time).rounded(.down)) + 3 * 86_400 - settings.firstDay * 86_400) % week
    return (ofWeek - network.times.startClock + 2 * week) % week
  }
}
