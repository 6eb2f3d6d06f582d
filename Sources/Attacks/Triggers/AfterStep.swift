public import Diagnostics
public import Telemetry

/// Some time after another step of the same scenario, counted from that step's end or start.
///
/// Never where the other step never fires.
public struct AfterStep: Trigger {
  /// The id in scenario files.
  public static let id = "after-step"
  /// What it is.
  public static let summary = "some time after another step of the scenario"
  /// It needs a scenario with steps.
  public static let isDrawn = false

  /// The other step's name.
  public let step: String
  /// How long after it.
  public let delay: TimeSpan
  /// Whether that is counted from the other step's start; otherwise from its end.
  public let isFromStart: Bool
  /// The earliest that it can fire; zero before the plant is known.
  public private(set) var earliest = TimeSpan.zero
  // The other step's number, and the time from its start to the moment.
  private var index = Int.max
  private var wait = TimeSpan.zero

  /// Reads `after-step`, `delay` and `from`.
  public init(_ fields: inout Fields) {
    step = fields.requiredString(Self.id)
    delay = fields.span("delay", default: .zero, in: Fields.waits)
    isFromStart = fields.word("from", default: "end", of: ["start", "end"]) == "start"
  }

  /// Step, delay and what it is counted from.
  public var settings: [(key: String, value: String)] {
    [
      (Self.id, Scenario.quoted(step)), ("delay", delay.description),
      ("from", isFromStart ? "start" : "end"),
    ]
  }
  /// In words.
  public var text: String {
    let wait = delay == .zero ? "as soon as" : "\(delay.roundedText) after"
    return "\(wait) step '\(step)' \(isFromStart ? "starts" : "ends")"
  }
  /// The other step's name.
  public var predecessor: String? { step }
  /// Refused where there is no such step or it never ends.
  public func placed(_ use: TriggerUse) -> AfterStep? {
    guard let number = use.steps.firstIndex(where: { $0.name == step }) else {
      use.refuse(
        "the scenario has no step '\(step)'",
        hint: use.steps.isEmpty
          ? "list its steps under 'steps'"
          : Suggestion.hint(for: step, in: use.steps.map(\.name)))
      return nil
    }
    let other = use.steps[number]
    guard let lasts = isFromStart ? .zero : other.lasts else {
      use.refuse(
        "step '\(step)' lasts to the run's end",
        hint: "give it 'lasts', or write 'from: start' here")
      return nil
    }
    var placed = self
    placed.index = number
    placed.wait = lasts + delay
    placed.earliest = (other.earliest ?? .zero) + placed.wait
    return placed
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger {
    Waiting(index: index, wait: wait)
  }

  private struct Waiting: WaitingTrigger {
    let index: Int
    let wait: TimeSpan
    func fires(_ moment: TriggerMoment) -> Bool {
      guard index < moment.fired.count, let fired = moment.fired[index] else { return false }
      return moment.elapsed >= fired + wait
    }
  }
}
