public import Diagnostics
public import Telemetry
public import Twin

/// Forced to a state or speed, or hammered between two: v′ = value, or `other` in every second half period.
public struct Override: TamperingShape {
  /// The id in scenario files.
  public static let id = "override"
  /// What it is.
  public static let summary = "forced to a state or speed, or hammered between two"

  /// The state or speed, in engineering units.
  public let value: Double
  /// The time from one change to `value` to the next, where it is hammered.
  public let hammer: TimeSpan?
  /// The state in between.
  public let other: Double

  /// Reads `value`, `hammer` and `other`.
  public init(_ fields: inout Fields) {
    value = fields.requiredNumber("value", in: engineering)
    hammer = fields.optionalSpan(
      "hammer", in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24) * 366)
    other = fields.number("other", default: 0, in: engineering)
    if fields.has("other"), !fields.has("hammer") {
      fields.problems.add(
        "'other' is the state between two blows, but 'hammer' is missing", at: fields.place,
        hint: "add 'hammer: 2h', or remove 'other'")
    }
    if fields.has("hammer"), fields.has("value"), value == other {
      fields.problems.add(
        "'value' and 'other' must differ, got \(shortest(value)) twice", at: fields.place,
        hint: "'other' is 0 where it is not written; without 'hammer' it is forced to one value")
    }
  }

  init(value: Double, hammer: TimeSpan? = nil, other: Double = 0) {
    self.value = value
    self.hammer = hammer
    self.other = other
  }

  /// The value, and period and other state where it is hammered.
  public var settings: [(key: String, value: String)] {
    let hammered = hammer.map { [("hammer", $0.description), ("other", shortest(other))] } ?? []
    return [("value", shortest(value))] + hammered
  }
  /// In words.
  public var text: String {
    hammer.map {
      "hammered between \(rounded(value)) and \(rounded(other)) every \($0.roundedText)"
    }
      ?? "forced to \(rounded(value))"
  }

  /// The distance from the mean, in spans; nil for a discrete or constant tag, or where it is hammered.
  public func size(on profile: TagProfile) -> Double? {
    hammer == nil ? profile.distance(of: value) : nil
  }

  /// Above or below the middle of what is usual.
  public func direction(on profile: TagProfile) -> Double {
    (value - (profile.range.low + profile.range.high) / 2).direction
  }

  /// A discrete actuator takes known states only, and a period needs two rows.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    var found = use.refusing(states: hammer == nil ? [value] : [value, other])
    if let hammer, hammer < use.interval * 2 {
      found.append(
        (
          "'hammer' must be at least two rows of \(use.interval), got \(hammer)",
          "a faster change falls between the rows"
        ))
    }
    return found
  }

  /// The outermost state in the drawn direction; hammered where the technique gives a period in rows.
  public static func drawn(_ draw: inout ShapeDraw) -> Override {
    let value = draw.profile.outermost(draw.direction) ?? draw.displaced
    guard draw.parameters["hammer"] != nil else { return Override(value: value) }
    let rows = max(2, Int(draw.number("hammer", default: 2...6).rounded()))
    let other = draw.profile.outermost(-draw.direction) ?? draw.profile.mean
    return Override(value: value, hammer: draw.interval * rows, other: other)
  }

  /// The period in rows.
  public static let parameters = ["hammer"]

  /// Starts.
  public func begin() -> any Tampering { Running(value: value, hammer: hammer, other: other) }

  private struct Running: Tampering {
    let value: Double
    let hammer: TimeSpan?
    let other: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      guard let hammer else { return self.value }
      let phase = moment.elapsed.nanoseconds % hammer.nanoseconds
      return phase < hammer.nanoseconds - phase ? self.value : other
    }
  }
}
