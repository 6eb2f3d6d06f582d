public import Diagnostics
internal import Twin

/// The value of another tag in its place: v′ = w, w what the same channel carries of `with` in this row.
///
/// Two tags exchange their values by two lines, each with the other: both read what was carried before
/// either was tampered with. What is missing of the other tag is missing here.
public struct Swap: TamperingShape {
  /// The id in scenario files.
  public static let id = "swap"
  /// What it is.
  public static let summary = "the value of another tag in its place"

  /// The other tag's name.
  public let with: String

  /// Reads `with`.
  public init(_ fields: inout Fields) {
    with = fields.requiredString("with")
  }

  init(with: String) { self.with = with }

  /// The other tag.
  public var settings: [(key: String, value: String)] { [("with", Scenario.quoted(with))] }
  /// In words.
  public var text: String { "swapped with \(with)" }
  /// The other tag.
  public var partner: String? { with }
  /// Two.
  public static let fewestTags = 2

  /// A tag is not its own partner, and a discrete actuator takes the other's states only if they are its own.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    if use.tag == with {
      return [("'\(with)' cannot be swapped with itself", "name another tag in 'with'")]
    }
    guard let partner = use.partner else { return [] }
    return partner.states.isEmpty
      ? use.refusingStates(of: Self.id) : use.refusing(states: partner.states)
  }

  /// The next of the tags that are drawn together.
  public static func drawn(_ draw: inout ShapeDraw) -> Swap { Swap(with: draw.partner ?? "") }

  /// Starts.
  public func begin() -> any Tampering { Running() }

  private struct Running: Tampering {
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double { moment.partner ?? value }
  }
}
