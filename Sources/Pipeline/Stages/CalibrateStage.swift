internal import Diagnostics
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import ModelFiles
internal import Telemetry
internal import Twin

/// What calibration leaves behind for the stages after it; the twin itself stands in `twin.safetensors`.
struct CalibrateResult: Codable, Sendable {
  /// The twin's tags, in order.
  var tags: [Tag]
  /// How near it comes.
  var fidelity: Fidelity
  /// The unseen time that it was judged on.
  var judged: TimeRange
  /// Where the plant stands at the last row, as the twin follows it; nil where it does not.
  var followed: FollowedPlant?
  /// For people.
  var line: String
  /// What a person should know.
  var notices: [String]
}

/// Normal telemetry → the plant's twin, and how near it comes.
struct CalibrateStage {
  static let twinFile = "twin.safetensors"
  static let fidelityFile = "fidelity.json"
  static let untouchedFile = "untouched.arrow"
  static let stateFile = "state.safetensors"

  let store: Store
  let timeline: Timeline
  let twin: TwinSettings
  let context: RunContext
  /// The folders that earlier calibrations of the plant left.
  let earlier: [String]

  /// Calibrates and writes the twin, `fidelity.json` and the judged twin's untouched run into `folder`.
  func run(folder: String) throws -> CalibrateResult {
    let normal = try NormalRows(store: store, timeline: timeline)
    let inputs = try ModelInputs(store: store, normal: normal.ranges)
    let indices = inputs.indices.filter { twin.has(store.tags[$0].id) }
    guard !indices.isEmpty else {
      throw Fault(
        .configuration, "'twin.leave-out' leaves the twin without a tag",
        at: Place(file: context.configuration.file, path: "twin.leave-out"))
    }
    let source = SelectedTags(StoreSource(store: store), indices: indices)
    let record = try ProcessRecord(
      source: source, ranges: normal.ranges, interval: timeline.interval)
    // Before the hard work: what the file says must fit the tags. Where tags.csv leaves columns out, the twin has
    // more tags than files may name, which the check tells.
    if let check = try undeclaredCheck(record.tags), !check.faults.isEmpty {
      throw Faults(check.faults)
    }
    let changes = try ChangedUnits(
      store: store, tags: record.tags, changed: [],
      normal: context.configuration.train.normal, judgedFrom: context.configuration.evaluate.from,
      asOf: timeline.asOf)
    let seen = record.tags.enumerated().compactMap { index, tag -> TagRange? in
      guard !changes.tags.contains(tag.id) else { return nil }
      let values = record.column(index).filter(\.isFinite)
      return TagRange.seen(tag.id, low: values.min() ?? .nan, high: values.max() ?? .nan)
    }
    let findings = try TwinFindings(
      of: twin, tags: record.tags, interval: record.interval, seen: seen,
      record: changes.tags.isEmpty ? record : nil, changes: changes, threads: context.threads,
      configuration: context.configuration)
    if !findings.faults.isEmpty { throw Faults(findings.faults) }
    let plant = findings.plant
    var made = try twin.process.calibrate(
      record, files: try twin.readFiles(), seed: context.seed, threads: context.threads,
      progress: context.listener)
    if let plant {
      let rules = plant.description.rules(for: record.tags)
      made.twin = try made.twin.with(controllers: plant.controllers, rules: rules)
        .with(instruments: plant.instruments)
      made.fidelity.parameters = made.twin.parameters(made.fidelity.parameters, declared: rules)
    }
    try AtomicFile.write(ArtifactFile.encode(made.twin.artifact), to: "\(folder)/\(Self.twinFile)")
    try JSONFile.write(made.fidelity, to: "\(folder)/\(Self.fidelityFile)")
    try FrameArrow.write(frame: made.untouched, to: "\(folder)/\(Self.untouchedFile)")
    let followed = try PlantFollowing(source: source, stage: self).follow(made.twin, folder: folder)
    let unseen = record.count * 7 / 10
    return CalibrateResult(
      tags: record.tags, fidelity: made.fidelity,
      judged: TimeRange(record.times[unseen], record.times[record.count - 1]),
      followed: followed,
      line: CalibrateSummary.line(made.fidelity, kind: type(of: twin.process).id)
        + (followed.map { " · \($0.line)" } ?? ""),
      notices: normal.notices.map { $0.text } + (plant?.notices ?? []).map(Self.text)
        + (findings.notices + made.twin.controlNotices).map(Self.text) + made.fidelity.warnings
        + (followed?.notices ?? []))
  }

  /// What `tocsin check` finds where tags are not declared; nil where all are, and the findings are the same.
  private func undeclaredCheck(_ tags: [Tag]) throws -> TwinCheck? {
    guard let file = context.configuration.data.tags else { return nil }
    let declared = Set(try TagsFile.read(file).map(\.tag))
    return tags.allSatisfy { declared.contains($0.id) }
      ? nil : try TwinCheck(of: twin, context: context)
  }

  /// A notice with its place behind it.
  static func text(_ notice: Notice) -> String {
    notice.text + (notice.place.map { " (\($0))" } ?? "")
  }

  /// Runs are to begin where the plant stands, and nobody knows where that is.
  static var followsNothing: Fault {
    Fault(
      .configuration,
      "'attacks.starts: now' needs a twin that follows its telemetry, and this one does not",
      hint:
        "take 'follow: none' out of 'twin'; use: hydraulic follows where measured flows close a "
        + "zone, use: identified always")
  }

  /// The state that a calibration left, and its moment.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where the twin follows no telemetry.
  static func state(
    _ calibrated: StageResult<CalibrateResult>
  ) throws(Fault) -> (artifact: ModelArtifact, time: Timestamp) {
    guard let followed = calibrated.result.followed else { throw followsNothing }
    let bytes = try FileBytes.read("\(calibrated.folder)/\(stateFile)")
    return (try ArtifactFile.decode(bytes), followed.time)
  }

  /// The twin that an earlier calibration left.
  static func twin(_ calibrated: StageResult<CalibrateResult>) throws(Fault) -> any CalibratedTwin {
    let artifact = try ArtifactFile.decode(
      try FileBytes.read("\(calibrated.folder)/\(twinFile)"))
    return try Components.twin(artifact: artifact, tags: calibrated.result.tags)
  }
}

/// `identified twin · L_T2 off by 0.04 m after 1 day, 0.11 m after 7 (unseen time) · its days told from real ones
/// at 0.78 (0.5 = nobody can) · 8 of 8 rules found`.
enum CalibrateSummary {
  static func line(_ fidelity: Fidelity, kind: String) -> String {
    var parts = ["\(kind) twin"]
    if let text = levels(fidelity) { parts.append(text) }
    if let auroc = fidelity.c2st.auroc.number {
      let text = Numbers.plain((auroc * 100).rounded() / 100)
      parts.append("its days told from real ones at \(text) (0.5 = nobody can)")
    }
    let rules = fidelity.actuators.count { $0.onAt != nil }
    let moving = fidelity.actuators.count { $0.logic != "constant" }
    parts.append("\(rules) of \(moving) actuators' rules found")
    return parts.joined(separator: " · ")
  }

  /// The median stock's error after a day and after a week, in parts of its usual spread.
  private static func levels(_ fidelity: Fidelity) -> String? {
    let words = [24.0: "1 day", 168: "7 days"]
    var texts: [String] = []
    for (index, hours) in fidelity.horizonHours.enumerated() {
      guard let word = words[hours] else { continue }
      let shares = fidelity.stocks.compactMap { stock in
        stock.withInputs.count > index ? stock.withInputs[index] : nil
      }
      guard !shares.isEmpty else { continue }
      let mean = shares.reduce(0, +) / Double(shares.count)
      texts.append("\(Numbers.plain((mean * 1_000).rounded() / 10)) % after \(word)")
    }
    if texts.isEmpty { return nil }
    return "stocks off by \(texts.joined(separator: ", ")) of their spread (unseen time)"
  }
}
