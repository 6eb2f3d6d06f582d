import Detection
import Diagnostics
import Testing

/// A law of detectors that judge how far values lie from normal, and who may break it and why.
///
/// The lists are exact: a detector that is not in one keeps the law, and one that is in it breaks it.
struct ValueLaw: Sendable {
  /// Why a detector or one of its statistics breaks it, by id or by what ``DetectorCase/testDescription`` says.
  let exceptions: [String: String]

  /// The reason why a detector may break it; nil for one that may not.
  func exception(_ detector: DetectorCase) -> String? {
    exceptions[detector.testDescription] ?? exceptions[detector.entry.id]
  }

  /// Holds what was found against the list.
  func expect(
    _ failures: [String], of detector: DetectorCase, _ location: SourceLocation = #_sourceLocation
  ) {
    if exception(detector) == nil {
      #expect(failures.isEmpty, "\(failures.first ?? "")", sourceLocation: location)
    } else {
      #expect(
        !failures.isEmpty, "it keeps the law, and needs no exception", sourceLocation: location)
    }
  }

  private static let bounded = "bounded by what its trees or histograms have seen"
  private static let other = "it looks at something else than how far a value lies from normal"
  private static let noStates =
    "a tag that stands still is in no state by which the past tells the future"

  /// A tag that was constant in training and moves scores high.
  static let constantMoves = ValueLaw(exceptions: [
    "actuator-rules": "a sensor that moves breaks no actuator's rule", "attack-classifier": bounded,
    "cva, statistic states": noStates, "ecod": bounded, "frozen-values": other, "hbos": bounded,
    "invariants": "a tag that stands still is in no relation", "isolation-forest": bounded,
    "mewma": weighed, "missing-data": other, "replay": other,
  ])

  /// Cells beyond all bounds score far higher than normal rows do.
  static let beyondBounds = ValueLaw(exceptions: [
    "actuator-rules": "an actuator is off by its whole stroke at the most",
    "attack-classifier": bounded,
    "ecod": bounded, "frozen-values": other, "hbos": bounded, "isolation-forest": bounded,
    "mewma": weighed, "missing-data": other, "replay": other,
  ])
  private static let weighed = "one row, however far off, has the weight of a bound"

  /// What is expected of normal rows is close to what is seen.
  static let expected = ValueLaw(exceptions: [
    "actuator-rules": "it expects something of actuators alone",
    "cva, statistic states": "states are far from normal together",
    "dynamic-pca, statistic t2": inPlane,
    "ecod": other, "frozen-values": other, "hbos": other, "isolation-forest": other,
    "missing-data": other, "pca-residual, statistic t2": inPlane, "replay": other,
  ])
  private static let inPlane = "what lies in the usual directions is off along all of them"

  /// A tag that is 10 deviations off has the largest share.
  static let plantedTag = ValueLaw(exceptions: [
    "actuator-rules": "a sensor that moves breaks no actuator's rule", "attack-classifier": bounded,
    "cva, statistic states": noStates, "frozen-values": other, "isolation-forest": bounded,
    "missing-data": other,
    "pca-residual, statistic t2": inPlane, "replay": other,
  ])

  /// Fewer than ten complete rows are refused with both numbers.
  static let tooFewRows = ValueLaw(exceptions: [
    "actuator-rules": "it counts switches, no rows",
    "frozen-values": "the longest stand that was seen is enough",
    "missing-data": "the longest loss that was seen is enough",
    "replay": "the longest repeat that was seen is enough",
  ])

  static let all = [constantMoves, beyondBounds, expected, plantedTag, tooFewRows]
}
