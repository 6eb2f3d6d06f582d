public import Diagnostics
public import Learning
public import Telemetry

extension ModelManifest {
  /// Makes a manifest whose interval, limits and alarm terms are those of a suite of detectors.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the tags are not the suite's, with the first that
  ///   differs, or where the suite lacks a number.
  public init(
    plant: String, version: String, asOf: Timestamp, tags: [Tag], detector suite: ModelArtifact,
    promisedFalsePerWeek: Double, achievedFalsePerWeek: Double? = nil, data: [DataDigest] = [],
    metrics: [String: Double] = [:], seeds: [String: UInt64] = [:],
    versions: [String: String] = [:]
  ) throws(Fault) {
    var thresholds: [Threshold] = []
    for chain in suite.parts {
      let parts = try chain.parts(2, "a detector and an accumulator")
      thresholds.append(
        Threshold(
          chain: try chain.text("name"), detector: parts[0].kind, accumulator: parts[1].kind,
          limit: try chain.number("limit")))
    }
    let terms = AlarmTerms(
      hold: TimeSpan(nanoseconds: try suite.nanoseconds("hold-ns", from: 0)),
      merge: TimeSpan(nanoseconds: try suite.nanoseconds("merge-ns", from: 0)),
      promisedFalsePerWeek: promisedFalsePerWeek, achievedFalsePerWeek: achievedFalsePerWeek)
    self.init(
      plant: plant, version: version, asOf: asOf, tags: tags,
      sampleInterval: TimeSpan(nanoseconds: try suite.nanoseconds("interval-ns", from: 1)),
      thresholds: thresholds, alarms: terms, data: data, metrics: metrics, seeds: seeds,
      versions: versions)
    try requireTags(of: suite)
  }

  /// Throws where an artifact that lists tags lists others, or in another order.
  func requireTags(of artifact: ModelArtifact) throws(Fault) {
    guard let listed = artifact.lists["tags"] else { return }
    let own = tags.map(\.id)
    guard own.count == listed.count else {
      throw Fault(
        .badData, "model.json has \(own.count) tags, the model '\(artifact.kind)' \(listed.count)")
    }
    for (index, pair) in zip(own, listed).enumerated() where pair.0 != pair.1 {
      throw Fault(
        .badData,
        "tag \(index) is '\(pair.0)' in model.json and '\(pair.1)' in the model '\(artifact.kind)'")
    }
  }
}
