public import Telemetry

/// The kind of a tag's export, the evidence for it, and the limits that follow.
public struct ExportClass: Sendable, Hashable, Codable {
  /// The kind.
  public var kind: ExportKind
  /// Sentences with figures, the deciding one first.
  public var evidence: [String]
  /// What is normal for the tag.
  public var limits: TagLimits

  /// Fewer samples than this tell nothing.
  static let fewestSamples = 30

  /// Classes a tag by its profile.
  ///
  /// In this order: rows of several units, too few samples or a constant → unknown; status tags and
  /// those of at most 8 different whole values → state; points on straight lines between kinks →
  /// interpolated; changes below a band absent together with held values or uneven stamps →
  /// exception; values repeated away from the extremes without a step to explain it → exception;
  /// uneven stamps whose points all lie off the line of their neighbours (a swinging door) →
  /// exception; even stamps → raw; else unknown.
  ///
  /// - Parameter role: what the tag stands for, if that is known.
  /// - Complexity: O(1) in the rows.
  public init(of profile: TagProfile, role: TagRole? = nil) {
    let figures = ExportFigures(profile)
    (kind, evidence) = Self.classed(profile, figures, role)
    limits = TagLimits(of: profile, kind: kind, figures)
  }

  private static func classed(
    _ profile: TagProfile, _ figures: ExportFigures, _ role: TagRole?
  ) -> (ExportKind, [String]) {
    if profile.measured == 0 { return (.unknown, ["not classed: no samples"]) }
    if profile.isConstant {
      let value = FigureText.number(profile.min ?? 0)
      return (
        .unknown,
        ["not classed: all \(FigureText.counted(profile.measured, "sample")) are \(value)"]
      )
    }
    if let sentence = state(profile, role) { return (.state, [sentence]) }
    guard profile.isOneSequence else {
      return (.unknown, ["not classed: the rows are of several units"])
    }
    if profile.measured < fewestSamples {
      return (
        .unknown,
        [
          "not classed: \(FigureText.counted(profile.measured, "sample")), "
            + "\(fewestSamples) are needed"
        ]
      )
    }
    let pace = figures.paceText
    if figures.isInterpolated { return (.interpolated, [figures.linesText, pace]) }
    if figures.isExceptionByBand { return (.exception, [figures.bandText, pace]) }
    if figures.isHeld { return (.exception, [figures.heldText, pace]) }
    if figures.isSwingingDoor { return (.exception, [figures.doorText, pace]) }
    if figures.isEven { return (.raw, [pace, figures.noiseText]) }
    return (.unknown, [pace + ", but no dead band shows", figures.noiseText])
  }

  private static func state(_ profile: TagProfile, _ role: TagRole?) -> String? {
    guard let distinct = profile.distinct, distinct.count <= 8,
      distinct.allSatisfy({ $0 == $0.rounded() && $0.magnitude <= 1_000 })
    else { return role == .status ? "state, not classed: its role is status" : nil }
    let values = distinct.map(FigureText.number).joined(separator: ", ")
    return "state, not classed: its only values are \(values)"
  }
}
