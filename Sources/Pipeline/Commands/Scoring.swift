internal import Detection
public import Diagnostics
internal import Foundation
internal import Ingest
internal import LinearAlgebra
internal import ModelFiles
internal import Telemetry

/// Telemetry in, a score per row out, with a model's folder and nothing else.
public struct Scoring {
  /// The first line of the output.
  public static let header = "timestamp,score,alarm,reason"

  private let suite: Suite
  private let timeZone: String

  // Rows are scored in blocks where they come faster; a block of one gives the same bits.
  private static let blockRows = 4_096

  /// Loads and verifies a model's folder.
  public init(model folder: String, timeZone: String) throws(Fault) {
    guard TimeZone(identifier: timeZone) != nil else {
      throw Fault(
        .usage, "unknown time zone '\(timeZone)'", hint: "like UTC, Europe/Berlin, America/Chicago")
    }
    let loaded = try ModelFolder.load(folder)
    guard let artifact = loaded.artifacts[.detector] else {
      throw Fault(
        .badData, "the model detects nothing: it has no detector", at: Place(file: folder),
        hint: "a model that foresees failures is asked with --task prognose")
    }
    do throws(Fault) {
      suite = try Suite(artifact: artifact, tags: loaded.manifest.tags)
    } catch {
      throw error.at(Place(file: "\(folder)/\(SafeTensors.fileName(of: .detector))"))
    }
    self.timeZone = timeZone
  }

  /// Scores files in the order given; state runs on from one to the next.
  ///
  /// - Parameters:
  ///   - warn: told once where rows come at another interval than the model was trained on.
  ///   - output: given the answers, whole lines.
  public func run(
    files: [String], warn: (Notice) -> Void = { _ in }, _ output: (String) -> Void
  ) throws(Fault) {
    var scorer = suite.scorer()
    var last: Timestamp?
    var pace = RowPace(expected: suite.interval)
    let readings = Dictionary(
      suite.tags.compactMap { tag in tag.reading.map { (tag.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    let missing = MissingMarkers.standard + readings.values.flatMap(\.missingWords).sorted()
    for file in files {
      var stream = try CSVRowStream(
        file, tags: suite.tags.map(\.id), timeZone: timeZone, stepInterval: suite.interval,
        missing: missing, readings: readings)
      while true {
        let rows = try stream.nextBatch(max: Self.blockRows)
        if rows.isEmpty { break }
        for row in rows { pace.count(row) }
        if let notice = pace.notice() { warn(notice) }
        output(answers(rows, &scorer, &last))
      }
    }
    if let notice = pace.notice(atEnd: true) { warn(notice) }
  }

  private func answers(
    _ rows: [CSVRowStream.Row], _ scorer: inout SuiteScorer, _ last: inout Timestamp?
  ) -> String {
    var lines = [String](repeating: "", count: rows.count)
    // What to say of a row that could not be read; it still passes, as a row in which every tag is lost.
    var unread: [Int: String] = [:]
    var good: [Int] = []
    var times: [Timestamp] = []
    var cells: [[Double]] = []
    for (index, row) in rows.enumerated() {
      switch row {
      case .bad(let time, let line, let reason):
        let text = "line \(line): \(reason)"
        guard let time, last.map({ $0 < time }) ?? true else {
          lines[index] = Self.line(time, nil, false, text)
          continue
        }
        unread[index] = text
        last = time
        good.append(index)
        times.append(time)
        cells.append([Double](repeating: .nan, count: suite.tags.count))
      case .row(let time, let values):
        if let before = last, time <= before {
          lines[index] = Self.line(
            time, nil, false, "not after the row before it (\(before))")
          continue
        }
        last = time
        good.append(index)
        times.append(time)
        cells.append(values)
      }
    }
    if !good.isEmpty {
      let frame = Frame(times: times, tags: suite.tags, values: Matrix(rowMajor: cells))
      let before = scorer
      let result = scorer.score(frame)
      let exceeds = result.scores.contains { $0 > 1 }
      let reasons = exceeds ? before.explain(frame) : []
      for (k, index) in good.enumerated() {
        if let text = unread[index] {
          // Only silence that has lasted too long is a score of such a row.
          let isLost = result.scores[k] > 1
          lines[index] = Self.line(
            times[k], isLost ? result.scores[k] : nil, isLost && result.alarms[k], text)
          continue
        }
        lines[index] = Self.line(
          times[k], result.scores[k].isNaN ? nil : result.scores[k], result.alarms[k],
          reason(k, result, frame, reasons))
      }
    }
    return lines.joined()
  }

  private func reason(
    _ row: Int, _ result: SuiteScorer.Output, _ frame: Frame, _ explanations: [Explanation?]
  ) -> String {
    if result.scores[row].isNaN {
      let present = frame.tags.indices.contains { !frame.values[row, $0].isNaN }
      return present ? "not enough rows without a gap before it" : "no tag has a value"
    }
    guard result.scores[row] > 1 else {
      let blind = suite.chains.indices.filter { result.chains[$0][row].isNaN }
      return blind.isEmpty
        ? ""
        : blind.map { "\(suite.chains[$0].name) cannot score: rows before are missing" }
          .joined(separator: "; ")
    }
    let chain = result.chains.indices.max {
      result.chains[$0][row].orZero < result.chains[$1][row].orZero
    }
    guard let chain, let explanation = explanations[chain] else { return "" }
    let order = frame.tags.indices.sorted {
      (explanation.shares[row, $1], $0) < (explanation.shares[row, $0], $1)
    }
    let broken = explanation.broken.indices.contains(row) ? explanation.broken[row] : nil
    let parts = order.prefix(2).filter { explanation.shares[row, $0] >= 0.05 }.map { j in
      let seen = frame.values[row, j]
      let expected = explanation.expected[row, j]
      if seen.isNaN { return "\(frame.tags[j].id) is missing" }
      let text = "\(frame.tags[j].id) \(Numbers.plain(seen))"
      return expected.isNaN ? text : text + " (expected \(Numbers.plain(expected)))"
    }
    if parts.isEmpty, suite.chains[chain].model is MissingDataModel {
      return "every tag is lost for longer than it ever was in normal operation"
    }
    return (parts + (broken.map { ["broken: \($0)"] } ?? [])).joined(separator: "; ")
  }

  private static func line(
    _ time: Timestamp?, _ score: Double?, _ alarm: Bool, _ reason: String
  ) -> String {
    // Whoever reads line by line gets one line per row, whatever tags are called.
    let reason = String(
      String.UnicodeScalarView(
        reason.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    return "\(time?.description ?? ""),\(score.map { "\($0)" } ?? ""),\(alarm ? 1 : 0),"
      + "\(CSVField.escaped(reason))\n"
  }
}
