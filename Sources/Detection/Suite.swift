public import Diagnostics
public import Learning
public import Telemetry

/// One detector with its accumulator and limit, and what its scores are worth.
public struct Chain: Sendable {
  /// The name in tables.
  public let name: String
  /// The fitted detector.
  public let model: any DetectorModel
  /// What gathers its scores over time.
  public let accumulator: any Accumulator
  /// The usual score or evidence, at which accumulation starts.
  public let center: Double
  /// The accumulated score above which a row exceeds; > 0.
  ///
  /// Chains that are fused have it in common: it is that of their mean.
  public var limit: Double
  /// What turns scores into evidence, and how much that counts; nil for a chain that is judged alone.
  public let fused: Fused?

  /// How a chain takes part in a mean of evidence.
  public struct Fused: Sendable, Equatable {
    /// Score → evidence.
    public let evidence: Evidence
    /// The weight beside the other chains; > 0.
    public let weight: Double

    /// Makes a part.
    public init(evidence: Evidence, weight: Double) {
      self.evidence = evidence
      self.weight = weight
    }
  }

  /// Makes a chain.
  public init(
    name: String, model: any DetectorModel, accumulator: any Accumulator, center: Double,
    limit: Double, fused: Fused? = nil
  ) {
    self.name = name
    self.model = model
    self.accumulator = accumulator
    self.center = center
    self.limit = limit
    self.fused = fused
  }

  /// Raw scores → what is accumulated: their evidence, or themselves.
  func gathered(_ raw: [Double]) -> [Double] {
    guard let fused else { return raw }
    return raw.map { fused.evidence($0) }
  }

  var artifact: ModelArtifact {
    var artifact = ModelArtifact(
      kind: "chain", texts: ["name": name], numbers: ["limit": limit, "center": center],
      parts: [model.artifact, accumulator.artifact])
    if let fused {
      artifact.numbers["weight"] = fused.weight
      artifact.parts.append(fused.evidence.artifact)
    }
    return artifact
  }
}

/// What is deployed: chains side by side under one alarm policy.
///
///     score = max( weighted mean over fused chains, each other chain )
///             of accumulated score / limit
///     exceedance: score > 1
///
/// See ``ChainFusion`` and ``Evidence``.
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

  /// How the chains' scores become one.
  package var fusion: ChainFusion { ChainFusion(weights: chains.map { $0.fused?.weight }) }

  /// The neutral form: kind `suite`, a part per chain, each with detector, accumulator and perhaps evidence.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: "suite",
      numbers: [
        "interval-ns": Double(interval.nanoseconds), "hold-ns": Double(latch.hold.nanoseconds),
        "merge-ns": Double(latch.merge.nanoseconds),
        "clear": latch.clear, "cooldown-ns": Double(latch.cooldown.nanoseconds),
      ],
      lists: ["tags": tags.map(\.id)],
      parts: chains.map(\.artifact))
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
      guard part.kind == "chain", (2...3).contains(part.parts.count) else {
        throw Fault(
          .badData, "a model part must be a chain of detector, accumulator and perhaps evidence")
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
          center: center, limit: limit, fused: try Self.fused(part)))
    }
    self.init(
      tags: tags, interval: interval,
      latch: AlarmLatch(
        hold: TimeSpan(nanoseconds: Int64(try artifact.count("hold-ns"))),
        merge: TimeSpan(nanoseconds: Int64(try artifact.count("merge-ns"))),
        clear: try Self.clear(artifact),
        cooldown: TimeSpan(nanoseconds: Int64(try artifact.optionalCount("cooldown-ns")))),
      chains: chains)
  }

  // Models of earlier versions have no hysteresis.
  private static func clear(_ artifact: ModelArtifact) throws(Fault) -> Double {
    let clear = artifact.numbers["clear"] ?? 1
    guard clear > 0, clear <= 1 else {
      throw Fault(.badData, "model 'suite': 'clear' must be above 0 and at most 1, got \(clear)")
    }
    return clear
  }

  private static func fused(_ part: ModelArtifact) throws(Fault) -> Chain.Fused? {
    guard part.parts.count == 3 else { return nil }
    let weight = try part.number("weight")
    guard weight > 0, weight.isFinite else {
      throw Fault(.badData, "a fused chain's weight must be finite and > 0, got \(weight)")
    }
    return Chain.Fused(evidence: try Evidence(artifact: part.parts[2]), weight: weight)
  }
}

extension ModelArtifact {
  /// A whole number from 0 on; 0 where it is not told.
  fileprivate func optionalCount(_ name: String) throws(Fault) -> Int {
    numbers[name] == nil ? 0 : try count(name)
  }
}
