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
    versions: [String: String] = [:], failure: FailureTerms? = nil
  ) throws(Fault) {
    var thresholds: [Threshold] = []
    for chain in suite.parts {
      let isFused = chain.parts.count == 3
      let parts = try chain.parts(
        isFused ? 3 : 2, "a detector\(isFused ? ", evidence" : "") and an accumulator")
      thresholds.append(
        Threshold(
          chain: try chain.text("name"), detector: parts[0].kind, accumulator: parts[1].kind,
          limit: try chain.number("limit"),
          weight: isFused ? try chain.number("weight") : nil, derived: parts[0].lists["derived"]))
    }
    let cooldown =
      suite.numbers["cooldown-ns"] == nil ? 0 : try suite.nanoseconds("cooldown-ns", from: 0)
    let terms = AlarmTerms(
      hold: TimeSpan(nanoseconds: try suite.nanoseconds("hold-ns", from: 0)),
      merge: TimeSpan(nanoseconds: try suite.nanoseconds("merge-ns", from: 0)),
      promisedFalsePerWeek: promisedFalsePerWeek, achievedFalsePerWeek: achievedFalsePerWeek,
      clear: suite.numbers["clear"].flatMap { $0 < 1 ? $0 : nil },
      cooldown: cooldown > 0 ? TimeSpan(nanoseconds: cooldown) : nil)
    self.init(
      plant: plant, version: version, asOf: asOf, tags: tags,
      sampleInterval: TimeSpan(nanoseconds: try suite.nanoseconds("interval-ns", from: 1)),
      thresholds: thresholds, alarms: terms, data: data, metrics: metrics, seeds: seeds,
      versions: versions, failure: failure)
    try requireTags(of: suite)
  }

  /// Throws where what a model answers and what is told of it here are not the same tasks, or differ.
  func requireTerms(of artifacts: [ModelTask: ModelArtifact]) throws(Fault) {
    guard !artifacts.isEmpty else {
      throw Fault(.badData, "there are 0 models, at least 1 is needed")
    }
    let detects = sampleInterval != nil && alarms != nil
    if let detector = artifacts[.detector] {
      guard detects else {
        throw Fault(.badData, "there is a detector, but model.json has no terms of alarms for it")
      }
      try requireTags(of: detector)
    } else if sampleInterval != nil || alarms != nil || !tags.isEmpty || !thresholds.isEmpty {
      throw Fault(.badData, "model.json tells of a detector, but there is none")
    }
    if let model = artifacts[.failure] {
      guard let failure else {
        throw Fault(.badData, "there is a failure model, but model.json has no terms for it")
      }
      try failure.requireTerms(of: model)
    } else if failure != nil {
      throw Fault(.badData, "model.json tells of a failure model, but there is none")
    }
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
