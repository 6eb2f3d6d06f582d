internal import Diagnostics
internal import Telemetry
internal import Twin

/// When an epanetCPA attack goes on: from a time or condition on, for a while or to the run's end.
struct CyberMoment: Sendable, Equatable {
  /// The hours after the run's start before which it cannot start; nil where only tags say when.
  let hours: Double?
  /// What must hold besides; nil where the time alone says when.
  let condition: CyberCondition?
  /// The hours after the run's start at which it ends; nil at the run's end.
  let end: Double?

  /// The latest that `TIME` may be, so that a run of a year holds what follows.
  static let latest = 8_736.0

  /// Reads `Init_cond` and `End_cond`; nil where one is wrong, and all that is wrong with them is told.
  init?(start: String, end: String, at place: Place, problems: Problems) {
    let before = problems.all.count
    var starts: (hours: Double?, condition: CyberCondition?) = (nil, nil)
    var ends: Double?
    do throws(Fault) { starts = try Self.start(CyberCondition(start), start) } catch {
      problems.add(error.problem, at: place, hint: error.hint)
    }
    do throws(Fault) { ends = try Self.end(CyberCondition(end), end) } catch {
      problems.add(error.problem, at: place, hint: error.hint)
    }
    guard problems.all.count == before else { return nil }
    hours = starts.hours
    condition = starts.condition
    self.end = ends
    guard let ends else { return }
    if condition != nil {
      problems.add(
        "the attack ends at \(end) and starts when '\(start)' holds: how long it lasts is not known",
        at: place,
        hint:
          "let it end at TIME==-1, or write the scenario with 'lasts' in a campaign file of YAML")
      return nil
    }
    if ends <= hours ?? 0 {
      problems.add("the attack ends at \(end) and starts at \(start)", at: place)
      return nil
    }
  }

  /// How long it lasts; nil to the run's end.
  var lasts: TimeSpan? { end.map { .hours($0 - (hours ?? 0)) } }

  /// The latest time that it names, in hours; 0 where it names none.
  var latestHours: Double { max(hours ?? 0, end ?? 0) }

  private static let pattern = "like TIME==30 or (TIME>50)&&(PU2>0)"

  private static func start(
    _ condition: CyberCondition, _ text: String
  ) throws(Fault) -> (hours: Double?, condition: CyberCondition?) {
    var hours: Double?
    var rest: CyberCondition?
    let parts = condition.conjuncts
    for part in parts {
      if let time = part.hours, time.sign == .more || time.sign == .notLess || parts.count == 1 {
        guard [.more, .notLess, .equals].contains(time.sign) else {
          throw Fault(
            .configuration, "an attack starts from a time on, got '\(text)'", hint: pattern)
        }
        try check(time.hours, text)
        if time.hours > 0 { hours = max(hours ?? 0, time.hours) }
        continue
      }
      if part.names.contains(CyberCondition.time) {
        throw Fault(
          .configuration, "only && with TIME> can join a time to a condition, got '\(text)'",
          hint: pattern)
      }
      if let name = part.names.first(where: isForeign) {
        throw Fault(
          .configuration, "'\(name)' is nothing that a trigger can look at",
          hint: "write the scenario in a campaign file of YAML")
      }
      rest = rest.map { .and($0, part) } ?? part
    }
    if hours == nil, rest == nil {
      throw Fault(
        .configuration, "an attack must start after TIME 0, got '\(text)'",
        hint: "nothing untouched would lie before it: write TIME==24 for a day")
    }
    return (hours, rest)
  }

  private static func end(_ condition: CyberCondition, _ text: String) throws(Fault) -> Double? {
    if let time = condition.hours {
      if time.sign == .equals, time.hours < 0 { return nil }
      if [.more, .notLess, .equals].contains(time.sign) {
        try check(time.hours, text)
        return time.hours
      }
    }
    throw Fault(
      .configuration, "an attack ends at a time or with the run, got '\(text)'",
      hint: "like TIME==30, or TIME==-1 for the run's end")
  }

  private static func check(_ hours: Double, _ text: String) throws(Fault) {
    if hours <= latest { return }
    throw Fault(
      .configuration, "TIME is in hours and goes up to \(shortest(latest)), got '\(text)'")
  }

  // epanetCPA's own symbols: the hour of the day, whether another attack is on, a tank's greatest level.
  private static func isForeign(_ name: String) -> Bool {
    name == "CLOCKTIME" || name.hasPrefix("MAXLEVEL")
      || name.hasPrefix("ATT") && name.count > 3 && name.dropFirst(3).allSatisfy(\.isNumber)
  }
}
