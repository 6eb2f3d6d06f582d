/// Judges a scored run.
public enum Evaluator {
  /// What became of every window and every alarm.
  public static func outcomes(_ run: ScoredRun) -> Outcomes { Outcomes(run) }

  /// All metrics of a run, with the same metrics of random scores where a control is given.
  ///
  /// - Parameters:
  ///   - run: what to judge.
  ///   - metrics: which metrics; all of the catalog unless told.
  ///   - control: the random-score control to put beside it, with the root seed of its draws.
  public static func evaluate(
    _ run: ScoredRun, metrics: [any Metric] = Metrics.all,
    control: (rule: RandomControl, seed: UInt64)? = nil
  ) -> EvaluationResult {
    EvaluationResult(
      run, outcomes(run), metrics: MetricTable(run, metrics),
      random: control.map { $0.rule(run, seed: $0.seed, metrics: metrics) })
  }
}
