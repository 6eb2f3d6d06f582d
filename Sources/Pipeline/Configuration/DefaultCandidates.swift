internal import Detection
internal import Diagnostics
internal import Telemetry

/// What `use: default` is put together from where attacks are simulated.
enum DefaultCandidates {
  /// Distances whose evidence may be averaged, the simplest first.
  static let distances = [
    "var-innovations", "mahalanobis", "pca-residual", "dynamic-pca", "mewma", "twin-residual",
  ]
  /// What may be judged beside them.
  static let beside = ["actuator-rules"]
  /// Silence is always its own kind of anomaly.
  static let always = ["missing-data"]

  /// What may gather evidence: means over windows up to 16 rows, shorter ones, a longer one, and none.
  static var accumulators: [any Accumulator] {
    ["4", "3", "2", "5"].compactMap { make("multiscale-mean", "doublings", $0) }
      + [make("plain")].compactMap { $0 }
  }

  /// The same promise under holds from 12 hours down to 3, and with a pause of half of the longest inside an alarm.
  ///
  /// The longest first: where two catch the same as early, the longer one says the same thing once.
  /// No longer ones: at one false alarm a week, a hold of a day would cover a seventh of all time with alarms
  /// that mean nothing, and hide the next attack behind the last.
  static func budgets(like budget: AlarmBudget) -> [AlarmBudget] {
    [(12, 12), (12, 6), (6, 6), (3, 3)].map { hold, merge in
      AlarmBudget(
        eventsPerWeek: budget.eventsPerWeek, exceedingShare: budget.exceedingShare,
        latch: AlarmLatch(
          hold: .hours(hold), merge: .hours(merge), clear: budget.latch.clear,
          cooldown: budget.latch.cooldown), rule: budget.rule)
    }
  }

  private static func make(
    _ id: String, _ key: String? = nil, _ value: String = ""
  ) -> (any Accumulator)? {
    var entries = [Settings.Entry(key: "use", place: Place(), value: scalar(id))]
    if let key { entries.append(Settings.Entry(key: key, place: Place(), value: scalar(value))) }
    let problems = Problems()
    let made = Accumulators.catalog.make(Settings(.mapping(entries)), problems: problems)
    precondition(problems.all.isEmpty, "a candidate's accumulator is not in the catalog: \(id)")
    return made
  }

  private static func scalar(_ text: String) -> Settings {
    Settings(.scalar(text, quoted: false))
  }
}
