internal import Diagnostics
internal import Learning
internal import ModelFiles
internal import Telemetry
internal import Twin

/// Where a plant stands at its last row, as the twin follows it; the state itself stands in
/// `state.safetensors`.
struct FollowedPlant: Codable, Sendable {
  /// The moment of the last row.
  var time: Timestamp
  /// Rows that were followed, and those of them that most gauges denied.
  var rows: Int
  var refused: Int
  /// Gauges that were not believed; nil where an earlier version followed.
  var doubted: [DoubtedGauge]?
  /// Flows that the network cannot explain; nil where an earlier version followed.
  var disagreements: [FollowedState.Disagreement]?
  /// Whether it goes on from the state of an earlier night.
  var continues: Bool
  /// Why the state of an earlier night was not gone on from, where there was one.
  var setAside: String?
  /// Tanks, metres; or what else gathers, in its tag's unit.
  var levels: [FollowedState.Level]
  /// Zones, litres per second.
  var leaks: [FollowedState.Leak]

  /// `follows the plant to 2026-06-30T23:50:00Z`.
  var line: String { "follows the plant to \(time)" }

  /// Leaks that are told, and rows that no twin could have had.
  var notices: [String] {
    var notices = leaks.filter(\.isTold).map { leak in
      "the zone of \(leak.zone) loses \(Numbers.plain(Self.tenth(leak.flow))) ± "
        + "\(Numbers.plain(Self.tenth(leak.deviation))) L/s more than its use explains: a leak, or use that "
        + "nobody expects"
    }
    if let setAside {
      notices.append(
        "\(setAside), so where the plant stands was told anew from the last rows; if that was not meant, delete its "
          + "folder and calibrate again")
    }
    if refused > 0 {
      notices.append(
        "\(refused) of \(rows) rows up to \(time) are impossible for the twin, by most of its levels at once, and were "
          + "not followed")
    }
    notices += (doubted ?? []).map(text)
    for flow in disagreements ?? [] where Double(flow.rows) > Self.usualShare * Double(rows) {
      notices.append(
        "\(flow.tag) shows a flow that the network cannot explain in \(flow.rows) of \(rows) rows up to \(time): "
          + "use and leaks of the zones beside it were not told in them; look at the drive, the pump, the "
          + "valve or the meter")
    }
    return notices
  }

  // What a person should know of a gauge that was left out.
  private func text(_ gauge: DoubtedGauge) -> String {
    let unit = gauge.unit.isEmpty ? "" : " \(gauge.unit)"
    guard let since = gauge.since else {
      return
        "\(gauge.tag) was not believed in \(gauge.rows) of \(rows) rows up to \(time) and left out in them"
    }
    let shown =
      gauge.shown.map { "shows \(Numbers.plain(Self.hundredth($0)))\(unit)" } ?? "shows nothing"
    return
      "\(gauge.tag) is not believed since \(since): it \(shown), where the rest of the plant says "
      + "\(Numbers.plain(Self.hundredth(gauge.expected))) ± "
      + "\(Numbers.plain(max(0.01, Self.hundredth(gauge.deviation))))\(unit); it is left out, so look at the gauge"
  }

  /// In fewer rows a flow may disagree without a word: pumps start and stop.
  private static let usualShare = 0.1

  /// `T1 2.31 ± 0.02 m`, for the report.
  var levelTexts: [String] {
    levels.map { level in
      "\(level.name) \(Numbers.plain(Self.hundredth(level.level))) ± "
        + "\(Numbers.plain(max(0.01, Self.hundredth(level.deviation))))"
        + (level.unit.isEmpty ? "" : " \(level.unit)")
    }
  }

  private static func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
  private static func hundredth(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

/// Twin × the last telemetry → where the plant stands.
///
/// Goes on from the state of the latest night before; where none is there, or it belongs to another twin, it
/// begins `twin.follow` before the last row.
struct PlantFollowing {
  let source: SelectedTags
  let stage: CalibrateStage

  /// After a longer pause nobody catches up row by row.
  private static let longestPause = TimeSpan.hours(31 * 24)

  private struct Earlier {
    var time: Timestamp
    /// What the night left, or why it cannot be read.
    var state: Result<ModelArtifact, Fault>
    var file: String
  }

  /// Follows the plant and writes the state into `folder`; nil where the twin has none to follow.
  func follow(_ twin: any CalibratedTwin, folder: String) throws -> FollowedPlant? {
    guard let back = stage.twin.follow, let span = stage.store.manifest.span else { return nil }
    let end = stage.timeline.asOf
    let earlier = latest(from: end + max(back, Self.longestPause) * -1, upTo: end)
    let begin = end + back * -1
    var found = try follow(twin, from: max(span.start, earlier?.time ?? begin), to: end, earlier)
    if let setAside = found?.setAside, let earlier {
      // A state that is none begins as far back as where there is no earlier night.
      found = try follow(twin, from: max(span.start, begin), to: end, nil)
      found?.setAside = "the state of \(earlier.time) in \(earlier.file) is of no use (\(setAside))"
    }
    guard let state = found else { return nil }
    try AtomicFile.write(
      ArtifactFile.encode(state.state), to: "\(folder)/\(CalibrateStage.stateFile)")
    return FollowedPlant(
      time: state.time, rows: state.rows, refused: state.refused, doubted: state.doubted,
      disagreements: state.disagreements, continues: state.continues, setAside: state.setAside,
      levels: state.levels, leaks: state.leaks)
  }

  private func follow(
    _ twin: any CalibratedTwin, from first: Timestamp, to end: Timestamp, _ earlier: Earlier?
  ) throws -> FollowedState? {
    guard first < end else { return nil }
    let record = try ProcessRecord(
      source: source, ranges: TimeRanges([TimeRange(first, end)]),
      interval: stage.timeline.interval)
    var unread: Fault?
    var artifact: ModelArtifact?
    switch earlier?.state {
    case .success(let state): artifact = state
    case .failure(let fault): unread = fault
    case nil: break
    }
    var found = try twin.follow(
      record, after: artifact, seed: stage.context.seed, threads: stage.context.threads)
    if let unread { found?.setAside = unread.problem }
    return found
  }

  // A state of the very moment of the last row leaves nothing to follow: the one before it counts.
  private func latest(from first: Timestamp, upTo end: Timestamp) -> Earlier? {
    let dated = stage.earlier.compactMap { folder -> (Timestamp, String)? in
      let result = try? JSONFile.read(CalibrateResult.self, from: "\(folder)/calibrate.json")
      guard let time = result?.followed?.time, time < end, time >= first else { return nil }
      return (time, folder)
    }
    guard let (time, folder) = dated.max(by: { ($0.0, $0.1) < ($1.0, $1.1) }) else { return nil }
    let path = "\(folder)/\(CalibrateStage.stateFile)"
    let state = Result { () throws(Fault) in try ArtifactFile.decode(try FileBytes.read(path)) }
    return Earlier(time: time, state: state, file: Self.name(ofStateIn: folder))
  }

  /// `.stages/calibrate-77f4653702d5da7e/state.safetensors`.
  static func name(ofStateIn folder: String) -> String {
    (folder.split(separator: "/").last.map { ".stages/\($0)" } ?? folder)
      + "/\(CalibrateStage.stateFile)"
  }
}
