public import Diagnostics
public import Learning
public import Telemetry

/// One detector with its accumulator and limit.
public struct Chain: Sendable {
  /// The name in tables.
  public let name: String
  /// The fitted detector.
  public let model: any DetectorModel
  /// What gathers its scores over time.
  public let accumulator: any Accumulator
  /// The usual raw score, at which accumulation starts.
  public let center: Double
  /// The accumulated score above which a row exceeds; > 0.
  public var limit: Double

  /// Makes a chain.
  public init(
    name: String, model: any DetectorModel, accumulator: any Accumulator, center: Double,
    limit: Double
  ) {
    self.name = name
    self.model = model
    self.accumulator = accumulator
    self.center = center
    self.limit = limit
  }
}

/// What is deployed: chains side by side under one alarm policy.
///
///     score = max over chains ( accumulated score / limit ),   exceedance: score > 1
public struct Suite: Sendable {
  /// The tags, in the order that rows must have.
  public let tags: [Tag]
  /// The usual time between two rows.
  public let interval: TimeSpan
  /// How alarms are made from exceedances.
  public let latch: AlarmLatch
  /// The chains; at least one.
  public let chains: [Chain]

  /// Makes a suite.
  public init(tags: [Tag], interval: TimeSpan, latch: AlarmLatch, chains: [Chain]) {
    precondition(!chains.isEmpty, "a suite needs at least one chain")
    self.tags = tags
    self.interval = interval
    self.latch = latch
    self.chains = chains
  }

  /// A scorer that starts before the first row.
  public func scorer() -> SuiteScorer { SuiteScorer(self) }

  /// The neutral form: kind `suite`, a part per chain, each with detector and accumulator.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: "suite",
      numbers: [
        "interval-ns": Double(interval.nanoseconds), "hold-ns": Double(latch.hold.nanoseconds),
        "merge-ns": Double(latch.merge.nanoseconds),
      ],
      lists: ["tags": tags.map(\.id)],
      parts: chains.map { chain in
        ModelArtifact(
          kind: "chain", texts: ["name": chain.name],
          numbers: ["limit": chain.limit, "center": chain.center],
          parts: [chain.model.artifact, chain.accumulator.artifact])
      })
  }

  /// Restores a suite; the tags must have the artifact's ids in its order.
  public init(artifact: ModelArtifact, tags: [Tag]) throws(Fault) {
    guard artifact.kind == "suite" else {
      throw Fault(.badData, "expected a model of kind 'suite', got '\(artifact.kind)'")
    }
    let ids = try artifact.list("tags")
    guard ids == tags.map(\.id) else {
      throw Fault(
        .badData, "the model was fitted to \(ids.count) tags, others than the \(tags.count) given")
    }
    let interval = TimeSpan(nanoseconds: Int64(try artifact.count("interval-ns")))
    guard interval > .zero, !artifact.parts.isEmpty else {
      throw Fault(
        .badData,
        "the model's sample interval must be > 0, got \(interval), "
          + "and it needs at least one chain, got \(artifact.parts.count)")
    }
    var chains: [Chain] = []
    for part in artifact.parts {
      guard part.kind == "chain", part.parts.count == 2 else {
        throw Fault(.badData, "a model part must be a chain of detector and accumulator")
      }
      let limit = try part.number("limit")
      let center = try part.number("center")
      guard limit > 0, limit.isFinite, center.isFinite else {
        throw Fault(
          .badData,
          "a chain's limit must be finite and > 0, got \(limit), and its center finite, got \(center)"
        )
      }
      chains.append(
        Chain(
          name: try part.text("name"),
          model: try Detectors.restore(part.parts[0], tags: tags, interval: interval),
          accumulator: try Accumulators.restore(part.parts[1]),
          center: center, limit: limit))
    }
    self.init(
      tags: tags, interval: interval,
      latch: AlarmLatch(
        hold: TimeSpan(nanoseconds: Int64(try artifact.count("hold-ns"))),
        merge: TimeSpan(nanoseconds: Int64(try artifact.count("merge-ns")))),
      chains: chains)
  }
}
