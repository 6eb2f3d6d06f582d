internal import Detection
package import Diagnostics
internal import Learning
internal import LinearAlgebra
package import Telemetry

/// Which time is normal, which is judged, and what models read: worked out once per run.
package struct Timeline: Sendable {
  /// "Now": the newest sample, or `--as-of` where that is earlier.
  package let asOf: Timestamp
  /// The usual time between two rows.
  package let interval: TimeSpan
  /// The normal stretches.
  package let normal: TimeRanges
  /// From the first judged moment to now; everything in it is scored.
  package let scored: TimeRange
  /// The judged part of `scored`.
  package let judged: TimeRange
  /// The events that are to be found, inside `judged`.
  package let events: [PlantEvent]
  /// Known events that are neither to be found nor normal, inside `judged`.
  package let leftOut: [PlantEvent]

  /// Works out the stretches from the configuration, the store and the events.
  ///
  /// - Parameter judges: Whether something is to be judged; without, the time to judge may be missing, and is then the
  ///   newest sample's moment.
  package init(
    configuration: Configuration, store: Store, events: [PlantEvent], asOf limit: Timestamp?,
    judging judges: Bool = true
  ) throws(Fault) {
    guard let span = store.span else {
      throw Fault(
        .badData, "the store of plant '\(configuration.plant)' holds no rows",
        hint: "check data.telemetry and the quarantine file")
    }
    asOf = limit.map { min($0, span.end) } ?? span.end
    guard let interval = store.manifest.sampleInterval, interval > .zero else {
      throw Fault(
        .badData, "the usual time between two rows is not known: the store holds a single row",
        hint: "ingest more telemetry")
    }
    self.interval = interval
    guard span.start < asOf else {
      throw Fault(
        .badData, "no telemetry at or before \(asOf): the first sample is at \(span.start)",
        hint: "give a later --as-of")
    }
    let known = events.filter { $0.range.start <= (limit ?? span.end) }
    let normalSettings = configuration.train.normal
    let until = normalSettings.until ?? (asOf - normalSettings.wait)
    let end = min(until, configuration.evaluate.from.map { $0 - TimeSpan(nanoseconds: 1) } ?? until)
    let start = max(
      span.start, normalSettings.from ?? span.start,
      normalSettings.window.map { end - $0 } ?? span.start)
    guard start < end else {
      let isShort = normalSettings.until == nil && span.start >= asOf - normalSettings.wait
      throw Fault(
        .configuration,
        "the normal time is empty: it would run from \(start) to \(end)",
        at: Place(file: configuration.file, path: "train.normal"),
        hint: "telemetry runs from \(span.start) to \(asOf); "
          + (isShort
            ? "its last \(normalSettings.wait) are left to be judged: set wait, or until"
            : "set from, until, window or wait"))
    }
    let unusual = known.filter { normalSettings.leaveOut.contains($0.kind) }.map(\.range)
    normal = TimeRanges([TimeRange(start, min(end, asOf))]).subtracting(TimeRanges(unusual))
    var from = configuration.evaluate.from ?? (end + TimeSpan(nanoseconds: 1))
    if from > asOf, configuration.evaluate.from == nil {
      guard !judges else {
        throw Fault(
          .configuration,
          "no time is left to judge: the normal time runs to \(end), the newest sample is at \(asOf)",
          at: Place(file: configuration.file, path: "train.normal"),
          hint:
            "end it earlier with 'until' or 'wait', or say which time is judged: evaluate: { from: … }"
        )
      }
      from = asOf
    }
    guard from <= asOf else {
      throw Fault(
        .configuration, "evaluate.from is \(from), after the newest sample at \(asOf)",
        at: Place(file: configuration.file, path: "evaluate.from"))
    }
    scored = TimeRange(from, asOf)
    let last = min(configuration.evaluate.until ?? asOf, asOf)
    judged = TimeRange(from, max(from, last))
    let judged = judged
    let inside = known.filter { $0.range.overlaps(judged) }
    let kinds = configuration.evaluate.kinds
    self.events = inside.filter { kinds.contains($0.kind) }
    leftOut = inside.filter {
      !kinds.contains($0.kind) && $0.kind != .falseAlarm
    }
  }
}

/// The tags that models read, with what is known of each.
struct ModelInputs: Sendable {
  /// Indices into the store's tags.
  let indices: [Int]
  /// The tags.
  let tags: [Tag]
  /// A row of typical values.
  let pilot: [Double]
  /// The noise floor.
  let floor: NoiseFloor
  /// What a person should know.
  let notices: [Notice]

  /// Chooses the tags that are no labels and are there in at least half of the normal rows.
  init(store: Store, normal: TimeRanges) throws {
    var indices: [Int] = []
    var notices: [Notice] = []
    var summaries: [ColumnSummary] = []
    var pilot: [Double] = []
    let frame = try store.frame(in: normal)
    for (j, tag) in store.tags.enumerated() where tag.role.isModelInput {
      var statistics = ColumnSketch()
      frame.values.withUnsafeColumn(j) { statistics.accumulate($0) }
      if statistics.present * 2 < frame.count || statistics.present == 0 {
        notices.append(
          Notice(
            "is there in \(statistics.present) of \(frame.count) normal rows, models leave it out",
            at: Place(path: "tag \(tag.id)")))
        continue
      }
      indices.append(j)
      pilot.append(statistics.mean)
      summaries.append(statistics.summary)
    }
    guard !indices.isEmpty else {
      throw Fault(
        .badData, "no tag is there in at least half of the \(frame.count) normal rows",
        hint: "check the roles in tags.csv and train.normal")
    }
    self.indices = indices
    tags = indices.map { store.tags[$0] }
    self.pilot = pilot
    floor = NoiseFloor(tags: tags, statistics: summaries)
    self.notices = notices + floor.notices
  }
}
