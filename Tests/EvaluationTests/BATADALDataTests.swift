import Diagnostics
import Evaluation
import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("BATADAL's dataset04")
struct BATADALDataTests {
  /// The seven published attacks, both ends included.
  private static let attacks = [
    ("2016-09-13T23:00:00Z", "2016-09-16T00:00:00Z"),
    ("2016-09-26T11:00:00Z", "2016-09-27T10:00:00Z"),
    ("2016-10-09T09:00:00Z", "2016-10-11T20:00:00Z"),
    ("2016-10-29T19:00:00Z", "2016-11-02T16:00:00Z"),
    ("2016-11-26T17:00:00Z", "2016-11-29T04:00:00Z"),
    ("2016-12-06T07:00:00Z", "2016-12-10T04:00:00Z"),
    ("2016-12-14T15:00:00Z", "2016-12-19T04:00:00Z"),
  ]

  /// What the reference script prints of a file of pairs.
  private struct Figures: Decodable {
    let vusPR, vusROC, aucPR, rangePrecision, etaPrecision, etaRecall, etaF1, f1: Double
    let rangeRecall: [String: Double]
  }

  /// Hours and values of the file, labels left out.
  private func read() throws -> (times: [Timestamp], columns: [[Double]]) {
    let folder = try #require(Datasets.folder)
    let text = try String(
      contentsOfFile: "\(folder)/batadal/BATADAL_dataset04.csv", encoding: .utf8)
    var times: [Timestamp] = []
    var columns: [[Double]] = []
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      let digits = cells[0].split { !$0.isNumber }.compactMap { Int($0) }
      times.append(
        try #require(
          Timestamp(year: 2000 + digits[2], month: digits[1], day: digits[0], hour: digits[3])))
      let values = cells[1..<cells.count - 1].compactMap(Double.init)
      if columns.isEmpty { columns = values.map { _ in [] } }
      for (tag, value) in values.enumerated() { columns[tag].append(value) }
    }
    return (times, columns)
  }

  /// The mean over tags of |z|, then over 12 hours back.
  private func score(_ columns: [[Double]]) -> [Double] {
    let count = columns[0].count
    var sums = [Double](repeating: 0, count: count)
    for column in columns {
      let mean = column.reduce(0, +) / Double(count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      guard variance > 0 else { continue }
      for row in 0..<count { sums[row] += abs(column[row] - mean) / variance.squareRoot() }
    }
    return (0..<count).map { row in
      let rows = max(0, row - 11)...row
      return rows.reduce(0) { $0 + sums[$1] } / Double(rows.count)
    }
  }

  /// The standard output of the reference script; its errors go to the test's own.
  private func runPython(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(ExternalTools.python))
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }

  @Test(
    "real scores, alarms and labels give TSB-AD's, prts's and faster-etapr's figures to 1e-12",
    .enabled(
      if: Datasets.folder != nil && ExternalTools.python != nil,
      "TOCSIN_DATASETS or TOCSIN_PYTHON is not set"))
  func reference() throws {
    let (times, columns) = try read()
    let windows = try Self.attacks.enumerated().map { number, ends in
      LabelledWindow(
        id: "attack \(number + 1)",
        range: TimeRange(
          try #require(Timestamp(iso8601: ends.0)), try #require(Timestamp(iso8601: ends.1))))
    }
    let scores = score(columns)
    let limit = scores.sorted()[scores.count * 97 / 100]
    let rule = AlarmRule(hold: .hours(12), merge: .hours(6))
    let run = try ScoredRun(
      times: times, scores: scores,
      alarms: rule.alarms(times: times, exceedances: scores.map { $0 > limit }), windows: windows)
    #expect(run.windows.map(\.rows.count) == [50, 24, 60, 94, 60, 94, 110])

    let pairs = FileManager.default.temporaryDirectory
      .appendingPathComponent("tocsin-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: pairs) }
    let lines = zip(run.attack, scores).map { "\($0 ? 1 : 0),\($1)" }
    let rows = zip(lines, run.alarms).map { "\($0),\($1 ? 1 : 0)" }
    try rows.joined(separator: "\n").write(to: pairs, atomically: true, encoding: .utf8)
    let output = try runPython([ReferenceCases.script.path, "--pairs", pairs.path])
    let reference = try JSONDecoder().decode(Figures.self, from: output)
    for (metric, expected) in [
      (VUSPR(), reference.vusPR), (VUSROC(), reference.vusROC), (AUCPR(), reference.aucPR),
      (RangePrecision(), reference.rangePrecision),
      (RangeRecall(), reference.rangeRecall["flat"]), (ETaPrecision(), reference.etaPrecision),
      (ETaRecall(), reference.etaRecall), (ETaF1(), reference.etaF1), (F1(), reference.f1),
    ] as [(any Metric, Double?)] {
      #expect(isClose(metric(run).number, expected, within: 1e-12), "\(type(of: metric).id)")
    }
    #expect((VUSPR()(run).number ?? 0) > 0.1)
  }
}
