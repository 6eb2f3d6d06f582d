internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import ModelFiles
internal import Prognostics
internal import Telemetry

/// The stage from histories of units to fitted prognosers with their evidence and forecasts.
struct LifeLine {
  let context: RunContext
  let keys: StageKeys
  let stage: StageRunner
  let asOf: Timestamp

  /// Fits everything that the configuration lists, or finds it; nil where it lists nothing.
  func run(_ timing: inout [String: Double]) throws -> StageResult<LivesResult>? {
    if context.configuration.train.prognosers.isEmpty { return nil }
    return try stage(
      StageRunner.Plan<LivesResult>(
        stage: .train, name: "lives", label: "lives", key: keys.lives, line: LifeSummary.line,
        notices: { $0.notices },
        work: { folder in try fit(into: folder) }), timing: &timing)
  }

  private func fit(into folder: String) throws -> LivesResult {
    var records: [PrognoserRecord] = []
    var notices: [String] = []
    for (index, plan) in context.configuration.train.prognosers.enumerated() {
      let clocked = plan.clock.seconds == nil ? nil : asOf
      let histories = try LifeHistories(
        plan, timeZone: context.configuration.data.timeZone, asOf: clocked)
      notices += histories.notices
      let file = "prognoser-\(index).safetensors"
      records.append(
        try record(plan, histories, plan.prognoser, file: file, folder: folder))
    }
    if records.count > 1 {
      notices.append(
        "\(records.count) prognosers are fitted; the first, '\(records[0].name)', is exported")
    }
    return LivesResult(prognosers: records, notices: notices)
  }

  private func record<P: Prognoser>(
    _ plan: PrognoserPlan, _ read: LifeHistories, _ prognoser: P, file: String, folder: String
  ) throws -> PrognoserRecord {
    let histories = read.histories
    let model: P.Model
    let study: CoverageStudy.Result
    do {
      model = try prognoser.fit(
        histories, seed: context.seed, threads: context.threads, progress: context.listener)
      study = try CoverageStudy(splits: plan.splits).run(
        prognoser, histories, seed: context.seed, threads: context.threads,
        progress: context.listener)
    } catch let faults as Faults {
      throw Faults(faults.all.map { $0.at(Place(file: plan.histories)) })
    }
    try AtomicFile.write(ArtifactFile.encode(model.artifact), to: "\(folder)/\(file)")
    let judged = try plan.judge.map { try judge(model, plan, $0) }
    let running = histories.selecting(
      histories.units.indices.filter { histories.units[$0].outcome == .running })
    let prognoses = try model.lastPrognoses(running, threads: context.threads)
    let movement = ColumnMovement(histories)
    return PrognoserRecord(
      name: plan.name, kind: P.id, summary: P.summary, settings: prognoser.settings, file: file,
      clock: histories.clock, columns: histories.columns, unitColumn: plan.unitColumn,
      ageColumn: plan.isTime ? nil : plan.ageColumn,
      timeColumn: plan.isTime ? plan.ageColumn : nil, units: histories.units.count,
      failed: histories.units.count { $0.outcome == .failed },
      rows: histories.units.reduce(0) { $0 + $1.ages.count },
      cap: try model.artifact.number("cap"), coverage: study, judged: judged?.cut,
      judgedUncut: judged?.uncut,
      forecasts: prognoses.map { prognosis in
        PrognoserRecord.Forecast(
          unit: prognosis.unit, asset: read.table.assets[prognosis.unit] ?? prognosis.unit,
          // Counted from the start, so that nothing later than now is told.
          lastSeen: read.table.starts[prognosis.unit].map {
            $0 + TimeSpan(seconds: prognosis.age * (histories.clock.seconds ?? 0))
          }, age: prognosis.age,
          curve: prognosis.curve, cause: movement.cause(of: prognosis.unit))
      },
      histories: PathName.last(of: plan.histories), sha256: read.table.sha256)
  }

  private func judge(
    _ model: some PrognosticModel, _ plan: PrognoserPlan, _ judge: PrognoserPlan.Judge
  ) throws -> (cut: LifeResult, uncut: LifeResult) {
    let table = try HistoriesFile.read(
      judge.histories,
      options: plan.options(
        timeZone: context.configuration.data.timeZone, ends: .running))
    let lives = try LivesFile.read(
      judge.lives, for: (table.histories.units.count, judge.histories))
    let prognoses = try model.lastPrognoses(table.histories, threads: context.threads)
    let told = prognoses.map { $0.curve?.median ?? .nan }
    let intervals = prognoses.map { prognosis -> LifeRun.Interval in
      guard let curve = prognosis.curve else { return LifeRun.Interval(low: 0, high: 0) }
      let (low, high) = curve.interval(0.9)
      return LifeRun.Interval(low: low, high: high, isOpen: curve.isCapped(high))
    }
    return (
      LifeResult(
        try LifeRun(truth: lives, told: told, intervals: intervals, cap: judge.cap)),
      LifeResult(try LifeRun(truth: lives, told: told, intervals: intervals))
    )
  }
}

/// Which column of a unit has moved most since it was young, against how much units differ.
struct ColumnMovement {
  /// How many rows are averaged at either end of a life.
  static let rows = 14
  /// Below this many standard deviations nothing has moved.
  static let least = 1.0

  private let histories: UnitHistories
  private let spreads: [Double]

  init(_ histories: UnitHistories) {
    self.histories = histories
    spreads = histories.columns.indices.map { j in
      var sum = 0.0
      var squares = 0.0
      var count = 0.0
      for unit in histories.units {
        for value in Self.early(unit, j) where !value.isNaN {
          sum += value
          squares += value * value
          count += 1
        }
      }
      guard count > 1 else { return 0 }
      return max(0, squares / count - (sum / count) * (sum / count)).squareRoot()
    }
  }

  /// The column; nil where none has moved or the unit is not known.
  func cause(of unit: String) -> String? {
    guard let history = histories.units.first(where: { $0.unit == unit }),
      history.ages.count > 2 * Self.rows
    else { return nil }
    var best: (column: Int, moved: Double)?
    for j in histories.columns.indices where spreads[j] > 0 {
      // An age counter moves by itself.
      let column = history.values.column(j)
      let early = Self.mean(Self.early(history, j))
      let late = Self.mean(Array(column.suffix(Self.rows)))
      guard let early, let late, !Self.isCounter(column) else { continue }
      let moved = abs(late - early) / spreads[j]
      if moved >= Self.least, moved > best?.moved ?? 0 { best = (j, moved) }
    }
    return best.map { histories.columns[$0.column].id }
  }

  private static func early(_ unit: UnitHistory, _ column: Int) -> [Double] {
    Array(unit.values.column(column).prefix(rows))
  }

  private static func isCounter(_ column: [Double]) -> Bool {
    let present = column.filter { !$0.isNaN }
    let rising = zip(present, present.dropFirst()).count { $0 <= $1 }
    // A counter may be reset or misread now and then.
    return rising * 100 >= (present.count - 1) * 98
  }

  private static func mean(_ values: [Double]) -> Double? {
    let present = values.filter { !$0.isNaN }
    return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
  }
}
