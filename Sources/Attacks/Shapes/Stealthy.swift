public import Diagnostics
public import Twin

/// Moved as far and as fast as a detector of changes does not notice.
///
/// The detector sees what is reported, y, row by row, and fires where a change is above `step` or the CUSUM
/// of changes is above `limit`:
///
///     S_k = max(0, S_{k−1} + |y_k − y_{k−1}| − slack)
///
/// What is shown is the wanted value v + bound, held to what the detector lets through:
///
///     c_k = min(step, limit − S_{k−1} + slack),   y_k = min(max(v_k + bound, y_{k−1} − c_k), y_{k−1} + c_k)
///
/// so that the sum rises to its limit at once and stays there: the surge attack of Cárdenas et al. (2011),
/// ASIACCS, on the change per row, as Urbina et al. (2016), CCS, judge attacks by what they do unseen.
/// A detector that is not given is listened to: `step` is the largest change that the channel carried before
/// the trigger, `slack` twice the mean one (the sum falls on average), `limit` the largest sum. A channel
/// that never changed stays where it is. Where the value itself moves faster than the detector lets through, what is
/// shown lags behind it and is then further off than `bound`. What is missing stays missing; the change is taken over the gap.
public struct Stealthy: TamperingShape {
  /// The id in scenario files.
  public static let id = "stealthy"
  /// What it is.
  public static let summary = "drifts as far as a detector of changes does not notice"

  /// How far the value is to be moved, in engineering units, negative downwards; not 0.
  public let bound: Double
  /// The largest change in a row that the detector lets through; nil to listen.
  public let step: Double?
  /// What the detector's sum forgives in a row; nil to listen.
  public let slack: Double?
  /// The largest sum that the detector lets through; nil to listen.
  public let limit: Double?

  /// Reads `bound`, `step`, `slack` and `limit`.
  public init(_ fields: inout Fields) {
    bound = fields.requiredChange("bound", in: engineering)
    let distances = 0...engineering.upperBound
    step = fields.optionalNumber("step", in: distances)
    slack = fields.optionalNumber("slack", in: distances)
    limit = fields.optionalNumber("limit", in: distances)
  }

  init(bound: Double, step: Double? = nil, slack: Double? = nil, limit: Double? = nil) {
    self.bound = bound
    self.step = step
    self.slack = slack
    self.limit = limit
  }

  /// The bound, and what is given of the detector.
  public var settings: [(key: String, value: String)] {
    let given = [("step", step), ("slack", slack), ("limit", limit)]
    return [("bound", shortest(bound))]
      + given.compactMap { key, value in value.map { (key, shortest($0)) } }
  }
  /// In words.
  public var text: String { "moved by \(rounded(bound)), no faster than a detector notices" }

  /// The bound in spans; nil for a constant tag.
  public func size(on profile: TagProfile) -> Double? {
    profile.span > 0 ? abs(bound) / profile.span : nil
  }

  /// The bound's sign.
  public func direction(on profile: TagProfile) -> Double { bound.direction }

  /// An actuator that takes states only is none for it.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// The drawn size in the drawn direction, below what was listened to.
  public static func drawn(_ draw: inout ShapeDraw) -> Stealthy {
    Stealthy(bound: draw.direction * (draw.size ?? 0.5) * draw.profile.span)
  }

  /// Starts.
  public func begin() -> any Tampering { Running(shape: self) }

  private struct Running: Tampering {
    let shape: Stealthy
    var detector: ChangeLimit?
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      var detector =
        detector
        ?? ChangeLimit(
          after: moment.past, step: shape.step, slack: shape.slack, limit: shape.limit)
      defer { self.detector = detector }
      guard !value.isNaN else { return value }
      // y_k = min(max(v_k + bound, y_{k−1} − c_k), y_{k−1} + c_k).
      let wanted = value + shape.bound
      let shown =
        detector.last.map { min(max(wanted, $0 - detector.room), $0 + detector.room) } ?? value
      detector.see(shown)
      return shown
    }
  }
}
