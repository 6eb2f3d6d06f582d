public import Diagnostics
internal import Learning
internal import LinearAlgebra
public import Telemetry

/// Another detector that sees beside the tags what the identified twin says of them, running free: `<tag>.twin`.
///
///     columns:   x and x̂,   x̂ the older of two runs (``FreeRunProcess``), half a span to a span old
///     score:     that of `over` on them
///
/// ``TwinResidual`` compares with the row before, and is blind to what drifts slowly or stands where it was falsified
/// to: a level that is told too low by as much every row follows from the one before. A run that has not looked at the level
/// since yesterday knows from pumps and meters how much must be there. By how much x and x̂ usually differ, and which
/// of them go together, is for `over` to learn: a distance under the full covariance of both takes their difference for
/// what it is. Detectors with a natural limit, those that learn from attacks, and this one itself are not taken.
///
/// The twin is identified anew in each fold, as ``TwinResidual`` does, and runs over the normal rows from each
/// gap on. Where no run is there, `<tag>.twin` is missing, as is all of it in a row without any cell. Fitting keeps the
/// rows of normal time. Complexity: fit and score as ``TwinResidual`` and as `over` with up to twice as many tags. Reference:
/// residuals of a model of the plant that runs beside it were what won BATADAL, Housh & Ohar (2018), Water Research 139;
/// theirs needs the plant's EPANET file, here it is learned, and begins anew.
public struct TwinFreeRun: Detector {
  /// The id in configuration files.
  public static let id = "twin-free-run"
  /// What it is.
  public static let summary =
    "another detector over the tags and what the identified twin, running free for a day, says of them"

  /// How old a run grows before it begins anew, at least 2 rows.
  public let run: TimeSpan
  /// λ of the twin's regressions, on standardised terms, 1e-9 to 1.
  public let ridge: Double
  /// What judges the tags and `<tag>.twin`.
  public let over: any Detector

  /// Reads `run`, `ridge` and `over`: an id, or `{ use: id, … }`.
  public init(_ fields: inout Fields) {
    run = fields.span(
      "run", default: .hours(24), in: TimeSpan(seconds: 1)...TimeSpan.hours(24 * 31))
    ridge = fields.number("ridge", default: 1e-4, in: 1e-9...1)
    var none = Fields(.empty, problems: fields.problems)
    let usual = Mahalanobis(&none)
    guard let settings = fields.settings("over"),
      let chosen = Detectors.catalog.make(settings, problems: fields.problems)
    else {
      over = usual
      return
    }
    let kind = type(of: chosen)
    guard chosen.naturalLimit == nil, !kind.learnsFromAttacks, kind.id != Self.id else {
      fields.problems.add(
        "'over' takes a detector of values that learns from normal time, got '\(kind.id)'",
        at: settings.place, hint: "like mahalanobis, pca-residual, var-innovations")
      over = usual
      return
    }
    over = chosen
  }

  /// All three; settings of `over` stand in braces where they are not its defaults.
  public var settings: [String: String] {
    let kind = type(of: over)
    var none = Fields(.empty, problems: Problems())
    let usual = (try? Detectors.catalog.entry(named: kind.id))?.make(&none).settings
    let own = over.settings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let text =
      over.settings == usual
      ? kind.id : "{ \((["use: \(kind.id)"] + own).joined(separator: ", ")) }"
    return ["run": "\(run)", "ridge": "\(ridge)", "over": text]
  }

  /// A run of fewer than 2 rows, and what stands in the way of `over`.
  public func obstacle(tags: [String]?, interval: TimeSpan?) -> Fault? {
    if let interval, Self.rows(of: run, interval) < 2 {
      return Fault(
        .configuration,
        "'run' of \(run) is less than 2 rows, which come every \(interval)",
        hint: "run: \(interval * 2) or longer")
    }
    return over.obstacle(tags: tags, interval: interval)
  }

  private static func rows(of run: TimeSpan, _ interval: TimeSpan) -> Int {
    Int((run.seconds / interval.seconds).rounded())
  }

  /// The rows themselves, and their moments.
  public func emptyStatistic(_ context: TrainingContext) -> MomentsAndRows {
    MomentsAndRows(lags: 0, context)
  }

  /// Identifies the process, lets it run over the rows, and fits `over` to both.
  public func model(
    from statistic: MomentsAndRows, _ context: TrainingContext
  ) throws(Fault) -> TwinFreeRunModel {
    if let fault = obstacle(tags: context.tags.map(\.id), interval: context.interval) {
      throw fault
    }
    // For the fault where rows are too few to say anything.
    _ = try GaussianTags(moments: statistic.moments, floor: context.floor)
    let record = statistic.rows.record
    let process = try OneStepProcess.identified(record, ridge: ridge)
    let freeRun = FreeRunProcess(
      process, record: record, span: Self.rows(of: run, context.interval))
    var state = freeRun.initialState()
    let whole = record.frame.besideTwin(
      freeRun, tags: context.tags, interval: context.interval, state: &state)
    let own = TrainingContext(
      tags: whole.tags, interval: context.interval,
      pilot: context.pilot + freeRun.tags.map { context.pilot[$0] },
      floor: context.floor + freeRun.tags.map { context.floor[$0] })
    return TwinFreeRunModel(
      freeRun: freeRun, over: try fitted(over, to: whole, own), tags: context.tags,
      interval: context.interval)
  }

  private func fitted<D: Detector>(
    _ detector: D, to frame: Frame, _ context: TrainingContext
  ) throws(Fault) -> any DetectorModel {
    var statistic = detector.emptyStatistic(context)
    for run in frame.runs(interval: context.interval) {
      statistic.accumulate(frame.rows(run), context: 0)
    }
    return try detector.model(from: statistic, context)
  }
}
