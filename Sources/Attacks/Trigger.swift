internal import Diagnostics
public import Telemetry
internal import Twin

/// What a trigger waits for.
public enum TriggerKind: String, Sendable, CaseIterable {
  /// A time since the run's start.
  case at
  /// A true value above a threshold.
  case above
  /// A true value below a threshold.
  case below
}

/// *When* a scenario's tampering starts.
public enum Trigger: Sendable, Equatable {
  /// In the first row that is at least this long after the run's first.
  case time(TimeSpan)
  /// In the first row from `after` on before which the true value of a tag was beyond a threshold.
  case threshold(tag: Int, id: String, isAbove: Bool, value: Double, after: TimeSpan)

  /// The earliest that it can fire after the run's start.
  public var earliest: TimeSpan {
    switch self {
    case .time(let time): time
    case .threshold(_, _, _, _, let after): after
    }
  }

  /// Whether it fires in a row; `truth` is the true row before.
  func fires(elapsed: TimeSpan, truth: [Double]) -> Bool {
    guard elapsed >= earliest else { return false }
    guard case .threshold(let tag, _, let isAbove, let value, _) = self else { return true }
    // A comparison with a missing value is false both ways.
    return tag < truth.count && (isAbove ? truth[tag] > value : truth[tag] < value)
  }

  /// In words: `30 h after the start`, `as soon as L_T2 is below 1.2 (from 24 h on)`.
  public var text: String {
    switch self {
    case .time(let time): return "\(time.roundedText) after the start"
    case .threshold(_, let id, let isAbove, let value, let after):
      return
        "as soon as \(id) is \(isAbove ? "above" : "below") \(rounded(value)) (from \(after.roundedText) on)"
    }
  }
}

/// A trigger as a file says it, before the plant is known.
struct WrittenTrigger: Sendable {
  let kind: TriggerKind
  let time: TimeSpan
  let tag: String
  let value: Double
  let place: Place

  /// Reads `{ at: 24h }` or `{ above: 4.2, tag: L_T2, after: 24h }`; nil where it is wrong.
  ///
  /// A time at or beyond the run's end can never come.
  init?(_ settings: Settings, length: TimeSpan, lead: TimeSpan, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    let before = problems.all.count
    place = settings.place
    let kinds = TriggerKind.allCases.filter { fields.has($0.rawValue) }
    guard kinds.count == 1 else {
      problems.add(
        kinds.isEmpty
          ? "a trigger needs one of 'at', 'above', 'below'"
          : "a trigger needs only one of 'at', 'above', 'below', got \(kinds.count)",
        at: settings.place, hint: "like { at: 24h } or { above: 4.2, tag: L_T2 }")
      return nil
    }
    kind = kinds[0]
    let limits = TimeSpan.zero...TimeSpan.hours(24 * 3_660)
    if kind == .at {
      time = fields.optionalSpan("at", in: limits) ?? .zero
      tag = ""
      value = 0
    } else {
      value = fields.requiredNumber(kind.rawValue, in: engineering)
      tag = fields.requiredString("tag")
      time = fields.span("after", default: lead, in: limits)
    }
    fields.finish()
    if time >= length {
      problems.add(
        "the trigger can never fire: \(time) is not before the run's end at \(length)", at: place,
        hint: "write an earlier time, or a longer 'length' of the campaign")
    }
    guard problems.all.count == before else { return nil }
  }

  /// The trigger on a plant; nil where the tag is unknown or never goes there.
  func resolved(on surface: AttackSurface, steps: Int, problems: Problems) -> Trigger? {
    let last = surface.interval * (steps - 1)
    if time > last {
      problems.add(
        "the trigger can never fire: \(time) is after the run's last row at \(last)", at: place,
        hint: "write an earlier time, or a longer 'length' of the campaign")
      return nil
    }
    if kind == .at { return .time(time) }
    guard let index = surface.index(of: tag) else {
      problems.add(
        "unknown tag '\(tag)'", at: place,
        hint: Suggestion.hint(for: tag, in: surface.tags.map(\.id)))
      return nil
    }
    let profile = surface.profiles[index]
    let (low, high) = profile.range
    // A quarter of the span beyond what is usual: normal operation, which is all there is before a
    // trigger, does not go there. States are exact.
    let margin = profile.states.isEmpty ? 0.25 * profile.span : 0
    let isReachable = kind == .above ? value < high + margin : value > low - margin
    guard isReachable || !(low + high).isFinite else {
      problems.add(
        "the trigger can never fire: '\(tag)' is never \(kind.rawValue) \(shortest(value)), it ranges "
          + "from \(rounded(low)) to \(rounded(high))", at: place)
      return nil
    }
    return .threshold(tag: index, id: tag, isAbove: kind == .above, value: value, after: time)
  }
}
