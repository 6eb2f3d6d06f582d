internal import Diagnostics

/// Judges a scored run.
public enum Evaluator {
  /// By what rule alarms are counted, in a word; results by another rule are not comparable.
  public static let rule = "begins"

  /// What became of every window and every alarm.
  public static func outcomes(_ run: ScoredRun) -> Outcomes { Outcomes(run) }

  /// All metrics of a run, with the same metrics of random scores where a control is given.
  ///
  /// Metrics with an objection are computed only beside a control, this one's or one computed before.
  ///
  /// - Parameters:
  ///   - run: what to judge.
  ///   - metrics: which metrics; all that can be trusted unless told.
  ///   - control: the random-score control to put beside it, with the root seed of its draws.
  ///   - known: the control of the same rows and truth where it was computed before; it is not repeated in the result.
  ///   - bootstrap: how intervals are drawn; nil for none.
  ///   - schedule: when alarms reach a person; nil where nobody says.
  public static func evaluate(
    _ run: ScoredRun, metrics: [any Metric] = Metrics.all,
    control: (rule: RandomControl, seed: UInt64)? = nil, beside known: RandomControlResult? = nil,
    bootstrap: EventBootstrap? = nil, schedule: ReportingSchedule? = nil
  ) -> EvaluationResult {
    let outcomes = outcomes(run)
    let random = control.map { $0.rule(run, seed: $0.seed, metrics: metrics) }
    return EvaluationResult(
      run, outcomes, metrics: MetricTable(run, metrics), random: random,
      shifted: ShiftedControl.result(of: run),
      discredited: (random ?? known).map { discredited(run, beside: $0) },
      intervals: bootstrap.map { $0(run, metrics) },
      operational: schedule.map { OperationalDelay(outcomes.windows, schedule: $0) })
  }

  private static func discredited(_ run: ScoredRun, beside random: RandomControlResult)
    -> [String: DiscreditedValue]
  {
    var values: [String: DiscreditedValue] = [:]
    for metric in Metrics.discredited {
      let kind = type(of: metric)
      guard let objection = kind.objection, let control = random.discredited[kind.id] else {
        continue
      }
      values[kind.id] = DiscreditedValue(
        value: metric(run), random: control, objection: objection)
    }
    return values
  }
}
