internal import Diagnostics
internal import Telemetry

/// Which of the recorded rows a run may start at: `starts: { days: weekdays, hours: [0, 6] }`, in UTC.
struct StartChoice: Sendable {
  enum Days: String, CaseIterable {
    case all, weekdays, weekends
  }

  let days: Days
  /// From the first hour to before the last, over midnight where the last is smaller.
  let hours: (from: Double, to: Double)
  let place: Place

  /// Reads the choice; what is wrong is added to the problems.
  init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    place = settings.place
    let word = fields.word("days", default: "all", of: Days.allCases.map(\.rawValue))
    days = Days(rawValue: word) ?? .all
    var hours = (0.0, 24.0)
    if let written = fields.settings("hours") {
      var bounds: [Double] = []
      if case .sequence(let items) = written.content {
        bounds = items.compactMap { item in
          guard case .scalar(let text, _) = item.content, let hour = Double(text) else {
            return nil
          }
          return (0...24).contains(hour) ? hour : nil
        }
      }
      if bounds.count == 2, bounds[0] != bounds[1] {
        hours = (bounds[0], bounds[1])
      } else {
        problems.add(
          "'hours' must be two different hours of the day from 0 to 24", at: written.place,
          hint: "like [0, 6], or [22, 4] over midnight")
      }
    }
    self.hours = hours
    fields.finish()
  }

  /// Whether a run may start at a moment.
  func allows(_ time: Timestamp) -> Bool {
    let hour = Double(time.secondOfDay) / 3_600
    let isInHours =
      hours.from < hours.to
      ? hour >= hours.from && hour < hours.to : hour >= hours.from || hour < hours.to
    guard isInHours else { return false }
    if days == .all { return true }
    let day: Int64 = 86_400_000_000_000
    let rest = time.nanoseconds % day
    let number = (time.nanoseconds - (rest < 0 ? rest + day : rest)) / day
    // 1970-01-01 was a Thursday, the fourth day of a week.
    let weekday = ((number + 3) % 7 + 7) % 7
    return (weekday >= 5) == (days == .weekends)
  }

  /// In words.
  var text: String {
    let clock = "\(shortest(hours.from)) to \(shortest(hours.to)) o'clock UTC"
    return days == .all ? clock : "\(days.rawValue) from \(clock)"
  }
}
