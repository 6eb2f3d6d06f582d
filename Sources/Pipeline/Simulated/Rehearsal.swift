internal import Attacks
package import Detection
internal import Diagnostics
internal import Evaluation
package import Telemetry

/// How the deployed suite did on simulated attacks.
package struct RehearsalResult: Codable, Sendable {
  /// What became of one scenario.
  package struct Outcome: Codable, Sendable {
    package var trace: TraceRecord
    /// From the first tampered row to the first alarm that begins in one; nil where none does.
    package var timeToDetect: TimeSpan?
    /// The largest score while something was tampered with, 1 = the limit; nil where no row was scored.
    package var peak: Double?
    /// Why it was missed; nil where it was caught.
    package var why: String?

    /// Whether an alarm began while something was tampered with.
    package var isCaught: Bool { timeToDetect != nil }
  }

  /// The attacks whose trigger fired.
  package var attacks: [Outcome]
  /// The look-alikes that took place; "caught" is a false alarm here.
  package var lookAlikes: [Outcome]
  /// Scenarios whose trigger never fired.
  package var neverFired: Int
  /// BATADAL's S over all traces.
  package var score: Double?
  /// Alarms on untouched simulated time, before anything was tampered with.
  package var untouchedAlarms: Int
  /// How long that time was.
  package var untouchedTime: TimeSpan
  /// The techniques with their names.
  package var techniques: [SimulateResult.TechniqueRecord]
  /// How many runs taught the suite and are left out of all of this; nil where none did.
  package var taught: Int?

  /// How many attacks were caught.
  package var caught: Int { attacks.count(where: \.isCaught) }
  /// The median time to the first alarm of the caught attacks.
  package var medianTimeToDetect: TimeSpan? {
    let times = attacks.compactMap(\.timeToDetect).sorted()
    return times.isEmpty ? nil : times[(times.count - 1) / 2]
  }
  /// False alarms a week on untouched simulated time; nil where there is none.
  package var untouchedPerWeek: Double? {
    untouchedTime > .zero ? Double(untouchedAlarms) / (untouchedTime.seconds / 604_800) : nil
  }
}

extension TraceShelf.Trace {
  /// The first tampered row at which an alarm begins; nil where none does.
  ///
  /// As in every evaluation, an alarm that stood before detects nothing; the truth being exact, there is no tolerance.
  package func firstBegun(_ alarms: [Bool]) -> Int? {
    tampered.first { alarms[$0] && ($0 == 0 || !alarms[$0 - 1]) }
  }
}

/// Judges a suite on simulated traces.
package struct Rehearsal {
  let suite: Suite
  let shelf: TraceShelf
  let threads: Int

  /// A rehearsal of a suite on simulated traces.
  package init(suite: Suite, shelf: TraceShelf, threads: Int) {
    self.suite = suite
    self.shelf = shelf
    self.threads = threads
  }

  /// What the suite says of each trace, each from a fresh start.
  package func outputs() throws -> [SuiteScorer.Output] {
    let suite = suite
    let traces = shelf.traces
    return try ParallelMap(threads: threads)(traces.count) { index in
      var scorer = suite.scorer()
      return scorer.score(traces[index].frame)
    }
  }

  /// How many of the attacks the suite catches.
  package func caught() throws -> Int {
    let outputs = try outputs()
    return zip(shelf.traces, outputs).count { trace, output in
      trace.record.kind == .attack
        && trace.firstBegun(output.alarms) != nil
    }
  }

  /// Everything about it.
  package func result(techniques: [SimulateResult.TechniqueRecord]) throws -> RehearsalResult {
    try result(try outputs(), techniques: techniques)
  }

  /// What the alarms look like that begin in an attack or a look-alike, with what each was.
  ///
  /// In the order of the traces; one whose alarm cannot say what it is of is left out.
  package func examples(
    _ outputs: [SuiteScorer.Output], techniques: [SimulateResult.TechniqueRecord]
  ) throws -> [TechniqueLikeness.Example] {
    let suite = suite
    let traces = shelf.traces
    return try ParallelMap(threads: threads)(traces.count) { index -> TechniqueLikeness.Example? in
      let (trace, output) = (traces[index], outputs[index])
      guard let first = trace.firstBegun(output.alarms) else { return nil }
      let end = output.alarms[first...].firstIndex(of: false) ?? output.alarms.count
      let explanation = AlarmExplanation(suite: suite, frame: trace.frame, output: output)
      guard let profile = explanation.profile(first..<end) else { return nil }
      let record = trace.record
      let known = techniques.first { $0.id == record.technique }
      let isAttack = record.kind == .attack
      return TechniqueLikeness.Example(
        kind: LikelyTechnique.Kind(
          id: record.technique == Technique.unknownID ? nil : record.technique,
          name: isAttack ? known?.name ?? record.name : record.name, isHarmless: !isAttack),
        scenario: record.scenario, profile: profile)
    }.compactMap { $0 }
  }

  /// Everything about what the suite says of each trace.
  package func result(
    _ outputs: [SuiteScorer.Output], techniques: [SimulateResult.TechniqueRecord]
  ) throws -> RehearsalResult {
    let run = try shelf.run(scores: outputs.map(\.scores), alarms: outputs.map(\.alarms))
    var attacks: [RehearsalResult.Outcome] = []
    var lookAlikes: [RehearsalResult.Outcome] = []
    var neverFired = 0
    var untouchedAlarms = 0
    var untouchedRows = 0
    for (trace, output) in zip(shelf.traces, outputs) {
      let before = trace.tampered.isEmpty ? trace.frame.count : trace.tampered.lowerBound
      // The twin's own untouched time; that of recorded telemetry is judged elsewhere.
      if !trace.record.isInjected {
        untouchedRows += before
        untouchedAlarms += Array(output.alarms[..<before]).risingEdges
      }
      if trace.tampered.isEmpty {
        neverFired += 1
        continue
      }
      let outcome = outcome(trace, output)
      if trace.record.kind == .attack {
        attacks.append(outcome)
      } else {
        lookAlikes.append(outcome)
      }
    }
    return RehearsalResult(
      attacks: attacks, lookAlikes: lookAlikes, neverFired: neverFired,
      score: BATADALS()(run).number, untouchedAlarms: untouchedAlarms,
      untouchedTime: shelf.interval * untouchedRows, techniques: techniques)
  }

  private func outcome(
    _ trace: TraceShelf.Trace, _ output: SuiteScorer.Output
  ) -> RehearsalResult.Outcome {
    let first = trace.firstBegun(output.alarms)
    let stood = trace.tampered.contains { output.alarms[$0] }
    let peak = trace.tampered.map { output.scores[$0] }.filter { !$0.isNaN }.max()
    return RehearsalResult.Outcome(
      trace: trace.record,
      timeToDetect: first.map {
        trace.frame.times[$0] - trace.frame.times[trace.tampered.lowerBound]
      }, peak: peak, why: first == nil ? why(trace.record, peak: peak, stood: stood) : nil)
  }

  // Said of the scenario's own facts; no guess about what an attacker might have thought.
  private func why(_ record: TraceRecord, peak: Double?, stood: Bool) -> String {
    if stood { return "an alarm had begun before it and stood; none began" }
    guard let peak else { return "no row could be scored: too many values were missing" }
    let reached = "the score reached \(Numbers.plain(peak)) of the limit"
    guard let consequence = record.consequence else { return reached }
    let percent = Numbers.plain((consequence.spans * 1_000).rounded() / 10)
    let moved =
      "\(consequence.tag) moved by \(Numbers.plain(consequence.deviation)), \(percent) % of its usual span"
    if consequence.spans < 0.1 { return "the process hardly felt it (\(moved)); \(reached)" }
    if record.isConcealed {
      return "the historian was shown a false picture while \(moved); \(reached)"
    }
    return "the change stayed within what normal operation does (\(moved)); \(reached)"
  }
}

/// `271 of 300 caught, half within 40 min (they chose the detectors: a little too good) · most missed: slow ramp (12 of 30)
/// · untouched: 0.9 false alarms/week`.
package enum RehearsalSummary {
  /// The line; `choseDetectors` where the same attacks chose what is judged by them.
  package static func line(_ result: RehearsalResult, choseDetectors: Bool = false) -> String {
    let total = result.attacks.count
    var parts = ["\(result.caught) of \(total) caught"]
    if let half = result.medianTimeToDetect {
      parts[0] += half > .zero ? ", half within \(half.roundedText)" : ", half at once"
    }
    if choseDetectors { parts[0] += " (they chose the detectors: a little too good)" }
    var missed: [String: (missed: Int, total: Int)] = [:]
    for outcome in result.attacks {
      missed[outcome.trace.name, default: (0, 0)].total += 1
      if !outcome.isCaught { missed[outcome.trace.name, default: (0, 0)].missed += 1 }
    }
    let worst = missed.filter { $0.value.missed > 0 }
      .max { ($0.value.missed, $1.key) < ($1.value.missed, $0.key) }
    if let worst {
      parts.append("most missed: \(worst.key) (\(worst.value.missed) of \(worst.value.total))")
    }
    if !result.lookAlikes.isEmpty {
      let alarmed = result.lookAlikes.count(where: \.isCaught)
      parts.append("\(alarmed) of \(result.lookAlikes.count) harmless look-alikes alarmed")
    }
    if let untouched = result.untouchedPerWeek {
      parts.append("untouched twin: \(Numbers.plain(untouched)) alarms/week")
    }
    return parts.joined(separator: " · ")
  }
}

/// `300 attacks of 5 kinds, 40 harmless look-alikes`.
enum SimulateSummary {
  static func line(_ result: SimulateResult) -> String {
    let kinds = Set(result.traces.filter { $0.kind == .attack }.map(\.name)).count
    let attacks = result.traces.count { $0.kind == .attack }
    let others = result.traces.count - attacks
    let injected = result.traces.count(where: \.isInjected)
    let idle = result.traces.count { $0.tampered == nil }
    var text =
      "\(Numbers.grouped(attacks)) attacks of \(kinds) \(kinds == 1 ? "kind" : "kinds"), "
      + "\(Numbers.grouped(others)) harmless look-alikes"
    if injected > 0 { text += ", \(Numbers.grouped(injected)) of them in recorded telemetry" }
    if idle > 0 { text += " · \(idle) never triggered" }
    return text
  }
}
