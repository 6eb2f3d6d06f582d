internal import Detection
internal import Diagnostics
internal import Telemetry

/// What `use: default` is chosen from where attacks are simulated.
enum DefaultCandidates {
  /// Detectors side by side, the simplest first; silence is always its own kind of anomaly.
  static let combinations: [[String]] =
    distances.map { $0 + ["missing-data"] }
    + distances.map { $0 + ["actuator-rules", "missing-data"] }

  private static let distances: [[String]] = [
    ["var-innovations"], ["mahalanobis"], ["pca-residual"], ["var-innovations", "mahalanobis"],
    ["var-innovations", "pca-residual"], ["mahalanobis", "pca-residual"],
    ["var-innovations", "mahalanobis", "pca-residual"],
  ]

  /// Accumulators from short to long memory.
  static var accumulators: [any Accumulator] {
    [
      make("plain"), make("causal-mean", "rows", "3"), make("causal-mean", "rows", "6"),
      make("causal-mean", "rows", "12"), make("ewma", "alpha", "0.3"),
      make("ewma", "alpha", "0.1"),
    ].compactMap { $0 }
  }

  /// The same promise under holds from 12 hours down to 3.
  ///
  /// The longest first: where two catch the same as early, the longer one says the same thing once.
  /// No longer ones: at one false alarm a week, a hold of a day would cover a seventh of all time with alarms
  /// that mean nothing, and hide the next attack behind the last.
  static func budgets(like budget: AlarmBudget) -> [AlarmBudget] {
    [12, 6, 3].map { hours in
      let hold = TimeSpan.hours(hours)
      return AlarmBudget(
        eventsPerWeek: budget.eventsPerWeek, exceedingShare: budget.exceedingShare,
        latch: AlarmLatch(hold: hold, merge: hold), rule: budget.rule)
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
