public import Diagnostics
public import Telemetry
internal import Twin

/// A change of a mode or state, to one of them or to any: in place from the run's start on, asleep until then.
///
/// The first row from `after` on before which the tag's true value had changed. A missing value is no change.
public struct OnChange: Trigger {
  /// The id in scenario files.
  public static let id = "on-change"
  /// What it is.
  public static let summary = "asleep until a mode or state changes"
  /// It sleeps.
  public static let isDormant = true

  /// The tag.
  public let tag: String
  /// The state that it must change to; nil for any.
  public let state: Double?
  private var after: TimeSpan?
  private var index = Int.max

  /// Reads `on-change`, `to` and `after`.
  public init(_ fields: inout Fields) {
    tag = fields.requiredString(Self.id)
    state = fields.optionalNumber("to", in: engineering)
    after = fields.after()
  }

  private init(tag: String, index: Int, after: TimeSpan) {
    self.tag = tag
    self.index = index
    self.after = after
    state = nil
  }

  /// Tag, state and time.
  public var settings: [(key: String, value: String)] {
    [(Self.id, Scenario.quoted(tag))] + (state.map { [("to", shortest($0))] } ?? [])
      + (after.map { [("after", $0.description)] } ?? [])
  }
  /// In words.
  public var text: String {
    let change = state.map { "becomes \(rounded($0))" } ?? "changes"
    return "asleep until \(tag) \(change) (from \(earliest.roundedText) on)"
  }
  /// The time from which on it waits.
  public var earliest: TimeSpan { after ?? .zero }
  /// Refused where the tag has no states, never leaves its one, or never takes the state.
  public func placed(_ use: TriggerUse) -> OnChange? {
    guard let index = use.index(of: tag) else { return nil }
    let states = use.surface.profiles[index].states
    let known = states.map(shortest).joined(separator: ", ")
    // Before a calibration nobody knows which tags have states.
    guard use.surface.isCalibrated else { return self }
    if states.isEmpty {
      use.problems.add(
        "'\(tag)' has no states: it changes in every row", at: use.place,
        hint: "wait with above, below or when")
      return nil
    }
    if states.count == 1 {
      use.refuse("'\(tag)' is always \(known)")
      return nil
    }
    if let state, !states.contains(state) {
      use.refuse("'\(tag)' is never \(shortest(state)), it takes the states \(known)")
      return nil
    }
    var placed = self
    placed.index = index
    placed.after = after ?? use.lead
    return placed
  }
  /// Any change of an actuator that switches, from the drawn moment on.
  public static func drawn(_ draw: inout TriggerDraw) -> OnChange? {
    guard let index = draw.tag(of: .switched) else { return nil }
    return OnChange(tag: draw.surface.tags[index].id, index: index, after: draw.time)
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger {
    Waiting(index: index, state: state, after: earliest)
  }

  private struct Waiting: WaitingTrigger {
    let index: Int
    let state: Double?
    let after: TimeSpan
    var last = Double.nan
    mutating func fires(_ moment: TriggerMoment) -> Bool {
      guard index < moment.truth.count else { return false }
      let value = moment.truth[index]
      let hasChanged = !value.isNaN && !last.isNaN && value != last
      if !value.isNaN { last = value }
      return hasChanged && moment.elapsed >= after && (state == nil || state == value)
    }
  }
}
