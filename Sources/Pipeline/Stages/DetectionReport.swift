internal import Detection
internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import ModelFiles
internal import Reporting
internal import Telemetry

/// What the report shows of a plant's telemetry and of the detectors on it.
struct DetectionReport {
  let context: RunContext
  let detection: DetectionResults
  let alerts: [Alert]

  private var store: Store { detection.store }
  private var timeline: Timeline { detection.timeline }
  private var trained: TrainResult { detection.trained.result }
  private var trainFolder: String { detection.trained.folder }
  private var evaluated: EvaluateResult { detection.evaluated.result }

  /// How many alerts are drawn with curves: the open ones and the strongest closed ones.
  private static let alertsDrawn = 8
  /// Curves begin this long before their alert.
  private static let lead = TimeSpan.hours(24)

  /// The score over the scored time, with the labelled events and the alarms.
  func scoreTimeline() throws -> ScoreTimeline {
    let scores = try FrameArrow.read(from: "\(detection.evaluated.folder)/scores.arrow")
    return ScoreTimeline(
      score: TimeSeries(times: scores.times, values: scores.values.column(0)),
      events: evaluated.events + timeline.leftOut, alarms: evaluated.alarms.map(\.range))
  }

  func plant() throws -> PlantFacts {
    let frame = try store.frame(in: TimeRange(Timestamp(nanoseconds: .min), timeline.asOf))
    var gaps: [DataGap] = []
    for (before, after) in zip(frame.times, frame.times.dropFirst())
    where !Frame.isContiguous(before, after, interval: timeline.interval) {
      let missing = (after - before).nanoseconds / max(timeline.interval.nanoseconds, 1) - 1
      gaps.append(DataGap(range: TimeRange(before, after), missingRows: Int(missing)))
    }
    let tags = frame.tags.indices.map { j -> TagQuality in
      let tag = frame.tags[j]
      let column = frame.values.column(j)
      let statistics = TagStatistics(of: column)
      return TagQuality(
        id: tag.id, role: tag.role, unit: tag.unit,
        missingShare: column.isEmpty ? 0 : Double(statistics.missing) / Double(column.count),
        isConstant: statistics.isConstant, minimum: statistics.min, maximum: statistics.max,
        sketch: Self.sketch(column))
    }
    return PlantFacts(
      name: context.configuration.plant, rows: frame.count,
      span: frame.times.first.map {
        TimeRange($0, frame.times[frame.count - 1])
      }, interval: timeline.interval,
      freshness: context.configuration.data.freshness, gaps: gaps,
      quarantine: try quarantine(), tags: tags,
      notices: store.manifest.sources.flatMap { source in
        source.notices.map { "\(source.name): \($0)" }
      } + trained.notices)
  }

  // The means of up to 120 stretches of equal length: the shape of months at a glance.
  private static func sketch(_ column: [Double]) -> [Double?] {
    let pieces = min(120, column.count)
    return (0..<pieces).map { piece in
      let range = column.count * piece / pieces..<column.count * (piece + 1) / pieces
      let present = column[range].filter { !$0.isNaN }
      return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
    }
  }

  private func quarantine() throws -> [QuarantineReason] {
    let path = "\(context.configuration.storeFolder)/\(IngestStage.reasonsName)"
    let reasons = try JSONFile.read([String: Int].self, from: path)
    return reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { QuarantineReason(reason: $0.key, rows: $0.value) }
  }

  func reportedAlerts() throws -> [ReportedAlert] {
    guard let record = trained.suites.first else { return [] }
    let suite = try Suite(
      artifact: try ArtifactFile.decode(try FileBytes.read("\(trainFolder)/\(record.file)")),
      tags: trained.tags)
    let drawn = Set(
      alerts.sorted {
        ($0.status != .closed ? 0 : 1, $1.peak ?? 0) < ($1.status != .closed ? 0 : 1, $0.peak ?? 0)
      }.prefix(Self.alertsDrawn).map(\.id))
    return try alerts.map { alert in
      guard drawn.contains(alert.id), alert.range.overlaps(timeline.scored) else {
        return ReportedAlert(alert: alert)
      }
      return ReportedAlert(alert: alert, curves: try curves(alert, suite: suite))
    }
  }

  private func curves(_ alert: Alert, suite: Suite) throws -> [TagCurves] {
    guard let chain = suite.chains.firstIndex(where: { $0.name == alert.detector }) else {
      return []
    }
    let warm = trained.interval * AlarmExplanation.warmUpRows
    let frame = try ModelRows.frame(
      store, tags: trained.tags,
      in: TimeRange(alert.firstSeen - Self.lead - warm, min(alert.lastSeen, timeline.asOf)))
    let start = frame.times.partitioningIndex { $0 >= alert.firstSeen - Self.lead }
    var scorer = suite.scorer()
    _ = scorer.score(frame.rows(0..<start))
    let rows = frame.rows(start..<frame.count)
    guard let explanation = scorer.explain(rows)[chain] else { return [] }
    return alert.tags.prefix(3).compactMap { reading in
      guard let j = trained.tags.firstIndex(where: { $0.id == reading.tag }) else { return nil }
      return TagCurves(
        tag: reading.tag, unit: reading.unit,
        seen: TimeSeries(times: rows.times, values: rows.values.column(j)),
        expected: TimeSeries(times: rows.times, values: explanation.expected.column(j)))
    }
  }

  func facts() -> DetectionFacts? {
    guard let first = evaluated.suites.first, !first.result.windows.isEmpty else { return nil }
    let windows = first.result.windows.compactMap { outcome -> JudgedWindow? in
      guard let number = Int(outcome.id), evaluated.events.indices.contains(number - 1) else {
        return nil
      }
      let event = evaluated.events[number - 1]
      let alarms = evaluated.alarms.filter { $0.range.overlaps(event.range) }
      let told = alarms.first { outcome.firstAlarm.map($0.range.contains) ?? true }
      return JudgedWindow(
        id: outcome.id, event: event, technique: ReportFacts.technique(event.note),
        alarms: alarms.map(\.range), firstAlarm: outcome.firstAlarm,
        tags: told.map { $0.tags.prefix(3).map(\.tag) } ?? [])
    }
    var rows = zip(evaluated.suites, trained.suites).enumerated().map { index, pair in
      row(pair.0.name, pair.0.result.metrics, isChosen: index == 0, record: pair.1)
    }
    if let random = evaluated.random {
      rows.append(row("random scores", random.metrics, isChosen: false, record: nil))
    }
    return DetectionFacts(
      data: "labelled telemetry, \(evaluated.judged.start.dayText) to "
        + evaluated.judged.end.dayText,
      windows: windows,
      randomCaught: first.result.shifted.map { $0.eventRecall * Double(windows.count) },
      detectors: rows,
      figures: figures(of: first.result), operational: first.result.operational)
  }

  /// What the report shows of the deployed suite's metrics, in this order.
  private static let shown = [
    ("event-recall", "Events caught"),
    ("event-recall-at-budget", "Events caught by the score at one false alarm a day"),
    ("attribution-hit-rate", "First alarm names what was attacked"), ("vus-pr", "VUS-PR"),
    ("vus-roc", "VUS-ROC"), ("range-precision", "Range-based precision"),
    ("range-recall", "Range-based recall"), ("eta-f1", "eTaPR, F1"),
    ("false-alarm-rate", "Normal time under an alarm"),
  ]

  private func figures(of result: EvaluationResult) -> [MetricFigure] {
    let trusted = Self.shown.compactMap { id, name -> MetricFigure? in
      guard let value = result.metrics[id] else { return nil }
      var figure = MetricFigure(
        name: name, value: value.number, random: evaluated.random?.metrics[id]?.number)
      if case .undefined(let reason) = value { figure.reason = reason }
      if case .interval(let low, let high)? = result.intervals?.values[id] {
        figure.low = low
        figure.high = high
      }
      return figure
    }
    let discredited = (result.discredited ?? [:]).sorted { $0.key < $1.key }.map { id, value in
      MetricFigure(
        name: id, value: value.value.number, random: value.random.number,
        objection: value.objection)
    }
    return trusted + discredited
  }

  private func row(
    _ name: String, _ metrics: MetricTable, isChosen: Bool, record: TrainResult.SuiteRecord?
  ) -> DetectorRow {
    DetectorRow(
      name: name, isChosen: isChosen, isControl: record == nil,
      score: metrics["batadal-s"]?.number, eventRecall: metrics["event-recall"]?.number,
      vusPR: metrics["vus-pr"]?.number, aucPR: metrics["auc-pr"]?.number,
      medianTimeToDetect: metrics["time-to-detect"]?.number.map { TimeSpan(seconds: $0) },
      promisedPerWeek: record?.promisedPerWeek ?? context.configuration.train.budget.eventsPerWeek,
      achievedPerWeek: record?.achievedPerWeek)
  }

  func promise() -> AlarmPromise? {
    guard let record = trained.suites.first, let own = evaluated.suites.first?.result else {
      return nil
    }
    return AlarmPromise(
      perWeek: record.promisedPerWeek, tolerance: context.configuration.gate.falseAlarms,
      heldBack: .init(
        alarms: record.heldBackAlarms, watched: TimeSpan(seconds: record.heldBackSeconds)),
      evaluation: .init(alarms: own.falseAlarms.count, watched: own.normalTime))
  }

  func method() -> MethodFacts? {
    guard let suite = trained.suites.first else { return nil }
    let settings = context.configuration.train
    let kinds = settings.normal.leaveOut.map(\.rawValue)
    let left = detection.events.filter {
      settings.normal.leaveOut.contains($0.kind) && $0.range.overlaps(trained.normalSpan)
    }
    return MethodFacts(
      detectors: suite.chains.map { .init(id: $0.detector, summary: $0.summary) },
      tags: trained.tags.count, fitted: trained.normalSpan, fittedRows: trained.normalRows,
      leftOut: left.map {
        "\($0.kind.rawValue) of \($0.asset.isEmpty ? "the plant" : $0.asset), \($0.range.start.dayText)"
      },
      limitSetOn: trained.normalSpan, promisedPerWeek: suite.promisedPerWeek,
      hold: suite.hold,
      remarks: suite.chains.map { chain in
        let detector = chain.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let accumulator = chain.accumulatorSettings.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value)" }
        let scores = chain.weight.map { "evidence with weight \(Numbers.plain($0))" } ?? "scores"
        return "\(chain.detector)"
          + (detector.isEmpty ? "" : " (\(detector.joined(separator: ", ")))")
          + ": \(scores) gathered by \(chain.accumulator)"
          + (accumulator.isEmpty ? "" : " (\(accumulator.joined(separator: ", ")))")
          + ", limit \(Numbers.plain(chain.limit))."
      } + [evaluated.attribution?.sentence].compactMap { $0 }
        + ["Never trained on: events of kind \(kinds.joined(separator: ", "))."])
  }
}
