internal import Diagnostics
internal import Telemetry

/// A trigger as a file says it, before the plant is known.
struct WrittenTrigger: Sendable {
  let trigger: any Trigger
  let lead: TimeSpan
  let place: Place

  /// Reads `{ at: 24h }`, `{ above: 4.2, tag: L_T2, after: 24h }` …; nil where it is wrong.
  ///
  /// A time at or beyond the run's end can never come.
  init?(_ settings: Settings, length: TimeSpan, lead: TimeSpan, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    let before = problems.all.count
    place = settings.place
    self.lead = lead
    let entries = Triggers.catalog.entries
    let kinds = entries.filter { fields.has($0.id) }
    guard kinds.count == 1 else {
      let known = entries.map { "'\($0.id)'" }.joined(separator: ", ")
      problems.add(
        kinds.isEmpty
          ? "a trigger needs one of \(known)"
          : "a trigger needs only one of \(known), got \(kinds.count)",
        at: settings.place, hint: "like { at: 24h } or { above: 4.2, tag: L_T2 }")
      return nil
    }
    trigger = kinds[0].make(&fields)
    fields.finish()
    if trigger.earliest >= length {
      problems.add(
        "the trigger can never fire: \(trigger.earliest) is not before the run's end at \(length)",
        at: place, hint: "write an earlier time, or a longer 'length' of the campaign")
    }
    guard problems.all.count == before else { return nil }
  }

  /// The earliest that it can fire, where the plant does not tell.
  var earliest: TimeSpan { max(trigger.earliest, lead) }

  /// The trigger on a plant; nil where it can never fire there.
  ///
  /// - Parameter steps: The scenario's steps; empty where it has no list of them.
  func placed(
    on surface: AttackSurface, start: Timestamp?, rows: Int, steps: [TriggerUse.Step],
    problems: Problems
  ) -> (any Trigger)? {
    let use = TriggerUse(
      surface: surface, start: start, rows: rows, lead: lead, steps: steps, place: place,
      problems: problems)
    if trigger.earliest <= use.last {
      guard let placed = trigger.placed(use) else { return nil }
      if placed.earliest <= use.last { return placed }
      return refuse(placed.earliest, use)
    }
    return refuse(trigger.earliest, use)
  }

  private func refuse(_ earliest: TimeSpan, _ use: TriggerUse) -> (any Trigger)? {
    use.refuse(
      "\(earliest) is after the run's last row at \(use.last)",
      hint: "write an earlier time, or a longer 'length' of the campaign")
    return nil
  }
}

extension Fields {
  /// The time from which on a trigger waits; nil where the file does not say.
  mutating func after() -> TimeSpan? { optionalSpan("after", in: Self.waits) }

  /// The times that a trigger may say.
  static let waits = TimeSpan.zero...TimeSpan.hours(24 * 3_660)
}
