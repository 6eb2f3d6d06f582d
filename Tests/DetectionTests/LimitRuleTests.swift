import Detection
import Diagnostics
import Telemetry
import TestSupport
import Testing

@Suite("Rules for limits")
struct LimitRuleTests {
  private static let perWeek = 168
  private static let hold = TimeSpan.hours(6)

  private static func rule(
    _ id: String, _ settings: [(String, String)] = []
  ) throws -> any LimitRule {
    let problems = Problems()
    let made = LimitRules.catalog.make(mapping([("use", id)] + settings), problems: problems)
    try problems.throwIfAny()
    return try #require(made)
  }

  private static func budget(
    _ rule: any LimitRule, perWeek: Double, hold: TimeSpan = LimitRuleTests.hold
  ) -> AlarmBudget {
    // The share binds nothing here: events do.
    AlarmBudget(
      eventsPerWeek: perWeek, exceedingShare: 0.5, latch: AlarmLatch(hold: hold, merge: hold),
      rule: rule)
  }

  /// Hourly scores with memory and an exponential tail.
  private static func scores(weeks: Int, _ generator: inout SeededGenerator) -> ScoredRows {
    var level = 0.0
    let scores = (0..<weeks * perWeek).map { _ -> Double in
      level = 0.7 * level + generator.normal()
      return level * level
    }
    return ScoredRows(
      times: scores.indices.map { Timestamp(nanoseconds: Int64($0) * 3_600_000_000_000) },
      scores: scores, interval: .hours(1))
  }

  @Test(
    "what is promised is what comes, on time that no rule has seen",
    arguments: LimitRules.catalog.entries.map(\.id), [0.2, 1, 5])
  func promise(id: String, perWeek: Double) throws {
    let rule = try Self.rule(id)
    let budget = Self.budget(rule, perWeek: perWeek)
    var events = 0
    var weeks = 0
    for seed in UInt64(0)..<60 {
      var generator = SeededGenerator(root: seed, stage: "limit \(id) \(perWeek)")
      let limit = try budget.limit(
        for: [Self.scores(weeks: 15, &generator), Self.scores(weeks: 15, &generator)])
      let later = Self.scores(weeks: 60, &generator)
      events += budget.events([later], limit: limit)
      weeks += 60
    }
    let achieved = Double(events) / Double(weeks)
    // Limits of 60 histories of 30 weeks: their mean rate is known to 10 % and better.
    #expect(achieved < 1.25 * perWeek, "\(id): \(achieved) a week")
    #expect(achieved > 0.5 * perWeek, "\(id): \(achieved) a week keeps less than could be kept")
  }

  @Test("conformal: a further exchangeable period exceeds with α at most, and with not much less")
  func guarantee() throws {
    // 39 periods of 12 hours and one alarm in 20 of them: rank ⌈40 · 0.95⌉ = 38.
    let budget = Self.budget(try Self.rule("conformal"), perWeek: 0.7, hold: .hours(12))
    var exceeded = 0
    let trials = 4_000
    for seed in 0..<trials {
      var generator = SeededGenerator(root: UInt64(seed), stage: "conformal")
      let largest = (0..<40).map { _ in generator.uniform() + 1 }
      let rows = largest.dropLast().flatMap { peak in
        (0..<12).map { hour in hour == 5 ? peak : 0.5 }
      }
      let limit = try budget.limit(
        for: [
          ScoredRows(
            times: rows.indices.map { Timestamp(nanoseconds: Int64($0) * 3_600_000_000_000) },
            scores: rows, interval: .hours(1))
        ])
      if largest[39] > limit { exceeded += 1 }
    }
    // 1 − 38/40; the standard error of 4,000 trials is 0.0034.
    #expect(abs(Double(exceeded) / Double(trials) - 0.05) < 0.0105)
  }

  @Test("conformal: too little normal time for the promise is refused with both numbers")
  func tooLittle() throws {
    var generator = SeededGenerator(root: 1, stage: "short")
    let budget = Self.budget(try Self.rule("conformal"), perWeek: 0.1)
    let fault = #expect(throws: Fault.self) {
      try budget.limit(for: [Self.scores(weeks: 4, &generator)])
    }
    #expect(
      fault?.description == """
        error: 112 periods of 6h of normal time cannot promise 0.1 false alarms a week: that takes 279
          hint: give more normal time, allow more false alarms, or use 'tail'
        """)
    #expect(fault?.kind == .badData)
    // An alarm in every period may as well be none of the rule's business.
    let loose = Self.budget(try Self.rule("conformal"), perWeek: 40)
    let rows = Self.scores(weeks: 4, &generator)
    #expect(try loose.limit(for: [rows]) <= rows.scores.sorted()[rows.scores.count / 2])
  }

  @Test("tail: a budget rarer than the normal time is long gets a limit beyond all that was seen")
  func beyond() throws {
    var higher = 0
    for seed in UInt64(0)..<20 {
      var generator = SeededGenerator(root: seed, stage: "beyond")
      let rows = Self.scores(weeks: 8, &generator)
      let rare = Self.budget(try Self.rule("tail"), perWeek: 0.01)
      let limit = try rare.limit(for: [rows])
      if limit > (rows.scores.max() ?? 0) { higher += 1 }
      #expect(limit > (try rare.countedLimit(for: [rows])) * 0.8)
    }
    #expect(higher >= 15)
  }

  @Test(
    "tail: too few peaks are refused with both numbers; a threshold that keeps the budget is enough"
  )
  func fewPeaks() throws {
    var generator = SeededGenerator(root: 2, stage: "few")
    let rows = Self.scores(weeks: 1, &generator)
    let fault = #expect(throws: Fault.self) {
      try Self.budget(try Self.rule("tail", [("share", "0.01")]), perWeek: 0.2)
        .limit(for: [rows])
    }
    #expect(fault?.problem.hasPrefix("the tail of normal scores has ") == true)
    #expect(fault?.problem.hasSuffix(" peaks, it takes at least 10") == true)
    #expect(
      fault?.hint == "give more normal time or a larger 'share' than 0.01, or use 'counted'")
    let loose = Self.budget(try Self.rule("tail"), perWeek: 30)
    #expect(try loose.limit(for: [rows]) == loose.countedLimit(for: [rows]))
  }

  @Test(
    "the share of rows beyond the limit is kept under every rule",
    arguments: LimitRules.catalog.entries.map(\.id))
  func share(id: String) throws {
    var generator = SeededGenerator(root: 3, stage: "share")
    let rows = Self.scores(weeks: 20, &generator)
    let budget = AlarmBudget(
      eventsPerWeek: 27, exceedingShare: 0.002,
      latch: AlarmLatch(hold: Self.hold, merge: Self.hold),
      rule: try Self.rule(id))
    let limit = try budget.limit(for: [rows])
    #expect(rows.scores.count { $0 > limit } <= rows.scores.count / 500)
  }

  @Test("settings read, written and refused")
  func settings() throws {
    func read(_ rule: [(String, String)]) -> (AlarmBudget, [String]) {
      let problems = Problems()
      let place = Place(file: "tocsin.yaml", path: "train.alarms")
      let limit = Settings.Entry(key: "limit", place: place, value: mapping(rule))
      var fields = Fields(
        Settings(.mapping(rule.isEmpty ? [] : [limit]), at: place), problems: problems)
      let budget = AlarmBudget(&fields)
      fields.finish()
      return (budget, problems.all.map(\.description))
    }
    #expect(read([]).0.settings["limit"] == "counted")
    #expect(
      read([("use", "tail"), ("share", "0.05")]).0.settings["limit"] == "{ use: tail, share: 0.05 }"
    )
    let unknown = read([("use", "tial")]).1
    #expect(unknown.count == 1)
    #expect(unknown.first?.contains("did you mean 'tail'?") == true, "\(unknown)")
    let range = read([("use", "tail"), ("share", "0.5")]).1
    #expect(
      range.first?.contains("'share' must be a number from 0.001 to 0.2, got 0.5") == true,
      "\(range)")
  }
}
