public import Diagnostics
public import Telemetry

/// The variance that rounding and measurement put into each tag, whatever the training rows show.
///
///     floor = max(declared resolution, step seen at ingest)² / 12
///
/// the variance of a uniform rounding error. A tag that never changed in training and declares no
/// resolution gets (0.001 · max(|value|, 1))² and a notice: without a floor its first change would be
/// infinitely surprising; the step seen on it says nothing. Deviation: a step seen on a *discrete* tag (role status, or at most three
/// different values) is no rounding step, so only its declared resolution counts; 1²/12 would hide the
/// difference between on and off.
public struct NoiseFloor: Sendable {
  /// The floor per tag, variance in engineering units squared.
  public let variance: [Double]
  /// What a person should know.
  public let notices: [Notice]

  /// Works out the floors.
  ///
  /// - Parameters:
  ///   - tags: the tags, with their declared resolution.
  ///   - statistics: what ingest saw of each tag, in the same order.
  public init(tags: [Tag], statistics: [ColumnSummary]) {
    var notices: [Notice] = []
    variance = zip(tags, statistics).map { tag, seen in
      let declared = tag.resolution ?? 0
      let isStepless = tag.role == .status || seen.isDiscrete || seen.isConstant
      let step = isStepless ? 0 : (seen.step ?? 0)
      let resolution = max(declared, step)
      if resolution > 0 { return resolution * resolution / 12 }
      let magnitude = max(seen.largestMagnitude, 1)
      if seen.isConstant {
        notices.append(
          Notice(
            "never changed and declares no resolution; its noise is taken as 0.1 % of its size",
            at: Place(path: "tag \(tag.id)")))
        return (1e-3 * magnitude) * (1e-3 * magnitude)
      }
      // Only against exact linear dependence; far below any real sensor's noise.
      return (1e-6 * magnitude) * (1e-6 * magnitude)
    }
    self.notices = notices
  }
}

/// What is known of one column before anything is fitted to it.
public struct ColumnSummary: Sendable, Equatable {
  /// The step that its values are multiples of; nil where none was seen.
  public var step: Double?
  /// Whether all its values are equal.
  public var isConstant: Bool
  /// Whether it takes few different values, all of them whole.
  public var isDiscrete: Bool
  /// The largest absolute value.
  public var largestMagnitude: Double

  /// Makes a summary.
  public init(step: Double?, isConstant: Bool, isDiscrete: Bool, largestMagnitude: Double) {
    self.step = step
    self.isConstant = isConstant
    self.isDiscrete = isDiscrete
    self.largestMagnitude = largestMagnitude
  }
}
