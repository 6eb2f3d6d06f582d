public import Diagnostics
public import Learning
internal import Hydraulics
public import Telemetry

/// Where a plant stands now, as its twin knows it, and what following it showed.
public struct FollowedState: Sendable, Equatable {
  /// A leak of a zone.
  public struct Leak: Sendable, Codable, Equatable {
    /// The zone, by its first junction.
    public var zone: String
    /// Litres per second, and the standard deviation.
    public var flow: Double
    /// The standard deviation of ``flow``.
    public var deviation: Double
    /// Whether it is sure enough now, and has been for long enough, to be told.
    public var isTold: Bool
  }

  /// A flow that the network cannot explain.
  public struct Disagreement: Sendable, Codable, Equatable {
    /// The tag.
    public var tag: String
    /// In how many rows it was not taken in.
    public var rows: Int
  }

  /// A level of a tank, or of what else gathers.
  public struct Level: Sendable, Codable, Equatable {
    /// The network's tank, or the tag.
    public var name: String
    /// Metres above the tank's bottom, or what the tag shows.
    public var level: Double
    /// The standard deviation of ``level``.
    public var deviation: Double
    /// The unit; empty where nobody says.
    public var unit: String
  }

  /// The state in its neutral form.
  public var state: ModelArtifact
  /// The moment of the last row.
  public var time: Timestamp
  /// How many rows were followed.
  public var rows: Int
  /// How many of them most gauges denied, so that they were not taken in.
  public var refused: Int
  /// Gauges that were not believed in some rows, in the order of the tags.
  public var doubted: [DoubtedGauge]
  /// Flows that were not taken in, in the order of the tags: zones beside them were not told in those rows.
  public var disagreements: [Disagreement]
  /// Whether it goes on from an earlier state.
  public var continues: Bool
  /// Why the earlier state was not gone on from, where it is damaged or another twin's.
  public var setAside: String?
  /// The network's tanks, in the order of its file, or the stocks that telemetry told.
  public var levels: [Level]
  /// The zones whose use telemetry told.
  public var leaks: [Leak]

  /// An earlier state, or why it is none of the twin's.
  static func restored<State>(
    _ artifact: ModelArtifact?, _ read: (ModelArtifact) throws(Fault) -> State
  ) -> (state: State?, setAside: String?) {
    guard let artifact else { return (nil, nil) }
    do throws(Fault) {
      return (try read(artifact), nil)
    } catch {
      return (nil, error.problem)
    }
  }
}

extension HydraulicTwin {
  /// Follows telemetry to its last row, on from an earlier state where that is one of this twin.
  ///
  /// A state that belongs to another twin, because a tank, a link or a zone came or went, is begun anew.
  /// - Throws: ``Fault`` as ``synchronised(with:after:settings:)``.
  public func follow(
    _ record: ProcessRecord, after earlier: ModelArtifact?, seed: UInt64, threads: Int
  ) throws(Fault) -> FollowedState? {
    if zoneDemands.isEmpty { return nil }
    var settings = SynchronisationSettings()
    settings.seed = seed
    settings.threads = threads
    let (before, setAside) = FollowedState.restored(earlier) { (artifact) throws(Fault) in
      try SynchronisedState(artifact: artifact, of: self)
    }
    let found = try synchronised(with: record, after: before, settings: settings)
    let litres = 1_000.0
    let tanks = network.tanks.filter { !$0.isReservoir }.map(\.node)
    return FollowedState(
      state: found.state.artifact, time: found.state.time, rows: found.times.count,
      refused: found.refused.count, doubted: found.doubted,
      disagreements: zip(tags, found.disagreements).filter { $1 > 0 }
        .map { FollowedState.Disagreement(tag: $0.id, rows: $1) },
      continues: before != nil, setAside: setAside,
      levels: zip(tanks, found.state.levels).map { node, level in
        FollowedState.Level(
          name: network.nodes[node].id, level: level.mean, deviation: level.deviation, unit: "m")
      },
      leaks: zip(zoneDemands, found.state.leaks).enumerated().map { index, pair in
        FollowedState.Leak(
          zone: name(pair.0), flow: pair.1.mean * litres,
          deviation: pair.1.deviation * litres,
          isTold: interval * found.state.leakRows[index] >= settings.leakTime)
      })
  }

  // As calibration calls it: a zone has no name in the network, its first junction stands for it.
  private func name(_ zone: ZoneDemand) -> String {
    zone.junctions.first.map { network.nodes[$0].id } ?? ""
  }

  /// The same twin whose runs begin at a state, one row after it.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the state is another twin's.
  public func beginning(at state: ModelArtifact) throws(Fault) -> HydraulicTwin {
    var copy = self
    copy.now = try SynchronisedState(artifact: state, of: self)
    return copy
  }
}
