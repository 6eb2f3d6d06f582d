public import Telemetry

/// What is normal for a tag, by the kind of its export.
public struct TagLimits: Sendable, Hashable, Codable {
  /// A value that stands still for longer is stuck, unless it is one of ``restsAt``; nil where none
  /// can be said.
  public var stuckAfter: TimeSpan?
  /// Silence for longer is a gap; nil where none can be said.
  public var gapAfter: TimeSpan?
  /// Changes below this say nothing: noise of a raw tag, dead band of one written on change.
  public var noise: Double?

  /// Values at which the tag may stand still for any time: a pump that is off.
  public var restsAt: [Double]

  /// Makes limits.
  public init(
    stuckAfter: TimeSpan? = nil, gapAfter: TimeSpan? = nil, noise: Double? = nil,
    restsAt: [Double] = []
  ) {
    self.stuckAfter = stuckAfter
    self.gapAfter = gapAfter
    self.noise = noise
    self.restsAt = restsAt
  }
}
