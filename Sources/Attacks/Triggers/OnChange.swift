public import Diagnostics
public import Telemetry
internal import Twin

/// A change of a mode or state, to one of them or to any: in place from the run's start on, asleep until then.
///
/// The first row from `after` on before which the value had changed: a tag's true one, or that of a signal of a
/// controller's program (`PLC1.mode`). A missing value is no change.
public struct OnChange: Trigger {
  /// The id in scenario files.
  public static let id = "on-change"
  /// What it is.
  public static let summary = "asleep until a mode or state changes"
  /// It sleeps.
  public static let isDormant = true

  /// The tag or signal.
  public let name: String
  /// The state that it must change to, a number or a word; nil for any.
  public let to: String?
  private var after: TimeSpan?
  private var operand = PlacedOperand.constant(.nan)
  private var state: Double?

  /// Reads `on-change`, `to` and `after`.
  public init(_ fields: inout Fields) {
    name = fields.requiredString(Self.id)
    to = fields.optionalString("to")
    after = fields.after()
  }

  private init(tag: String, index: Int, after: TimeSpan) {
    name = tag
    operand = .tag(index)
    self.after = after
    to = nil
  }

  /// Name, state and time.
  public var settings: [(key: String, value: String)] {
    [(Self.id, Scenario.quoted(name))]
      + (to.map { [("to", Double($0).map(shortest) ?? Scenario.quoted($0))] } ?? [])
      + (after.map { [("after", $0.description)] } ?? [])
  }
  /// In words.
  public var text: String {
    let change = to.map { "becomes \(Double($0).map(rounded) ?? $0)" } ?? "changes"
    return "asleep until \(name) \(change) (from \(earliest.roundedText) on)"
  }
  /// The time from which on it waits.
  public var earliest: TimeSpan { after ?? .zero }
  /// Refused where it has no states, never leaves its one, or never takes the state.
  public func placed(_ use: TriggerUse) -> OnChange? {
    guard let operand = use.operand(named: name) else { return nil }
    let states = operand.states(on: use.surface)
    let words = operand.words(on: use.surface)
    func text(_ state: Double) -> String {
      guard let index = Int(exactly: state), words.indices.contains(index) else {
        return shortest(state)
      }
      return words[index]
    }
    let known = states.map(text).joined(separator: ", ")
    // Before a calibration nobody knows which tags have states.
    if case .tag = operand, !use.surface.isCalibrated { return self }
    // A signal without words is no measurement: it changes when its program says so.
    if states.isEmpty, case .tag = operand {
      use.problems.add(
        "'\(name)' has no states: it changes in every row", at: use.place,
        hint: "wait with above, below or when")
      return nil
    }
    if states.count == 1 {
      use.refuse("'\(name)' is always \(known)")
      return nil
    }
    var placed = self
    if let to {
      guard let state = operand.value(of: to, called: name, use) else { return nil }
      if !states.isEmpty, !states.contains(state) {
        use.refuse("'\(name)' is never \(shortest(state)), it takes the states \(known)")
        return nil
      }
      placed.state = state
    }
    placed.operand = operand
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
    Waiting(operand: operand, state: state, after: earliest)
  }

  private struct Waiting: WaitingTrigger {
    let operand: PlacedOperand
    let state: Double?
    let after: TimeSpan
    var last = Double.nan
    mutating func fires(_ moment: TriggerMoment) -> Bool {
      let value = operand.value(in: moment)
      let hasChanged = !value.isNaN && !last.isNaN && value != last
      if !value.isNaN { last = value }
      return hasChanged && moment.elapsed >= after && (state == nil || state == value)
    }
  }
}
