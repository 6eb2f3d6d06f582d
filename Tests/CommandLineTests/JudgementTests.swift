import Foundation
import TestSupport
import Testing

@Suite("Anybody's alarms")
struct JudgementTests {
  private static let alarms = """
    timestamp,alarm,score,comment
    2026-01-01T00:00:00Z,0,1,
    2026-01-01T01:00:00Z,1,3,ours
    2026-01-01T02:00:00Z,0,1,
    2026-01-01T03:00:00Z,1,2,

    """

  private static func evaluate(
    _ alarms: String = alarms, labels: String, _ more: [String] = [], scores: String? = nil
  ) throws -> Tool.Outcome {
    let folder = try TemporaryFolder()
    try Data(alarms.utf8).write(to: URL(fileURLWithPath: folder.file("a.csv")))
    try Data(labels.utf8).write(to: URL(fileURLWithPath: folder.file("l.csv")))
    var arguments = ["evaluate", "--alarms", "a.csv", "--labels", "l.csv"] + more
    if let scores {
      try Data(scores.utf8).write(to: URL(fileURLWithPath: folder.file("s.csv")))
      arguments += ["--scores", "s.csv"]
    }
    return try Tool(folder: folder.path).start(arguments).wait()
  }

  private static func values(_ outcome: Tool.Outcome) -> [Substring: Substring] {
    var values: [Substring: Substring] = [:]
    for line in outcome.output.split(separator: "\n") {
      let cells = line.split(separator: " ")
      if cells.count > 1 { values[cells[0]] = cells[1] }
    }
    return values
  }

  @Test("labels by row: -999 is unknown, unmatched stamps are counted and do not count")
  func byRow() throws {
    let outcome = try Self.evaluate(
      labels: """
        timestamp,label
        2026-01-01T00:00:00Z,0
        2026-01-01T01:00:00Z,1
        2026-01-01T02:00:00Z,-999
        2026-01-01T05:00:00Z,0

        """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let values = Self.values(outcome)
    #expect(values["true-positive-rate"] == "1.0")
    #expect(values["true-negative-rate"] == "1.0")
    #expect(values["event-recall"] == "1.0")
    #expect(
      outcome.errors.contains(
        "warning: 1 stamps of the alarms are not among the labels; they do not count\n"))
    #expect(
      outcome.errors.contains(
        "warning: 1 stamps of the labels are not among the alarms; they do not count\n"))
    let lines = outcome.errors.split(separator: "\n")
    #expect(Set(lines).count == lines.count, "a warning stands twice")
  }

  @Test("labels by window, the end included; scores may come in a file of their own")
  func byWindow() throws {
    let labels = """
      start,end,id
      2026-01-01T00:30:00Z,2026-01-01T01:00:00Z,first
      2027-01-01T00:00:00Z,2027-01-01T01:00:00Z,beyond

      """
    let outcome = try Self.evaluate(labels: labels)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let values = Self.values(outcome)
    #expect(values["event-recall"] == "1.0")
    #expect(values["precision"] == "0.5")
    #expect(values["true-negative-rate"]?.hasPrefix("0.666") == true)
    #expect(outcome.errors.contains("'beyond'"))
    let noScores = Self.alarms.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(2).joined(separator: ",")
    }.joined(separator: "\n")
    let scores = Self.alarms.split(separator: "\n").map {
      let cells = $0.split(separator: ",", omittingEmptySubsequences: false)
      return "\(cells[0]),\(cells[2])"
    }.joined(separator: "\n")
    #expect(
      try Self.evaluate(noScores, labels: labels, scores: scores).output == outcome.output)
    let without = Self.values(try Self.evaluate(noScores, labels: labels))
    #expect(without["auc-pr"] == "–")
    #expect(without["precision"] == "0.5")
  }

  @Test("both delays are told, with the wait for exports and runs where it is given")
  func delays() throws {
    let labels = "start,end\n2026-01-01T00:30:00Z,2026-01-01T01:00:00Z\n"
    let without = try Self.evaluate(labels: labels).output
    #expect(without.contains(/delay of the detector +mean 0 s/))
    #expect(
      without.contains(/delay in operation +– +nobody says how late exports are/),
      "\(without)")
    let nightly = try Self.evaluate(
      labels: labels, ["--schedule", "24h", "--export-lag", "15min"])
    #expect(nightly.status == 0, "\(nightly.errors)")
    // The row of 01:00 is told at midnight.
    #expect(nightly.output.contains(/delay in operation +mean 23 h/), "\(nightly.output)")
    #expect(nightly.output.contains("exports 15 min late, a run every 24 h"), "\(nightly.output)")
    let wrong = try Self.evaluate(labels: labels, ["--schedule", "often"])
    #expect(wrong.status == 64)
    #expect(
      wrong.errors.contains("--schedule must be a length of time like 15min or 24h, got 'often'"))
  }

  @Test("random scores stand beside every figure, and what is invalid apart from the others")
  func control() throws {
    let output = try Self.evaluate(
      labels: "start,end\n2026-01-01T00:30:00Z,2026-01-01T01:00:00Z\n"
    ).output
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("vus-pr") })
    #expect(line.contains("random: "))
    #expect(output.contains("draws of random scores"))
    #expect(output.contains("\npoint-adjusted-f1 "))
    #expect(output.contains(": invalid: one alarm counts a whole attack as found"))
  }

  @Test("one metric with its settings, timed; a wrong one is refused with its place")
  func oneMetric() throws {
    let labels = "timestamp,label\n2026-01-01T00:00:00Z,0\n2026-01-01T01:00:00Z,1\n"
    let outcome = try Self.evaluate(
      labels: labels, ["--json", "--metric", "{ use: vus-pr, window: 2, thresholds: 3 }"])
    let object = try #require(try json(outcome.output) as? [String: Any])
    #expect((object["seconds"] as? [Double])?.count == 15)
    let evaluation = try #require(object["evaluation"] as? [String: Any])
    #expect((evaluation["metrics"] as? [String: Any]).map { Array($0.keys) } == ["vus-pr"])
    let unknown = try Self.evaluate(labels: labels, ["--metric", "vus-rp"])
    #expect(unknown.status == 78)
    #expect(unknown.errors.contains("unknown metric 'vus-rp'"), "\(unknown.errors)")
    let wide = try Self.evaluate(labels: labels, ["--metric", "{ use: vus-pr, window: -1 }"])
    #expect(wide.status == 78)
    #expect(wide.errors.contains("'window' must be"), "\(wide.errors)")
  }

  @Test(
    "an invalid metric that is asked for alone is told with its objection, beside random scores")
  func invalidMetricAlone() throws {
    let labels = "start,end\n2026-01-01T00:30:00Z,2026-01-01T01:00:00Z\n"
    let outcome = try Self.evaluate(labels: labels, ["--metric", "point-adjusted-f1"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").filter { $0.contains("point-adjusted-f1") }
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    // The highest score lies in the window; of random ones the highest does once in four.
    #expect(
      line.wholeMatch(
        of:
          /point-adjusted-f1 1, of random scores 0\.\d+: invalid: one alarm counts a whole attack as found, and the limit is chosen by the labels; random scores do as well/
      ) != nil, "\(outcome.output)")
    let full = try Self.evaluate(labels: labels).output
    #expect(full.split(separator: "\n").contains(line), "\(full)")
    let object = try #require(
      try json(
        Self.evaluate(labels: labels, ["--json", "--metric", "point-adjusted-f1"]).output)
        as? [String: Any])
    let evaluation = try #require(object["evaluation"] as? [String: Any])
    #expect((evaluation["metrics"] as? [String: Any])?.isEmpty == true)
    let value = try #require(
      (evaluation["discredited"] as? [String: Any])?["point-adjusted-f1"] as? [String: Any])
    #expect(value.keys.sorted() == ["objection", "random", "value"])
    // Without a value the reason is all there is to say.
    let none = try Self.evaluate(
      labels: "timestamp,label\n2026-01-01T00:00:00Z,0\n2026-01-01T01:00:00Z,0\n",
      ["--metric", "point-adjusted-f1"])
    #expect(none.status == 0)
    #expect(
      none.output.contains(/point-adjusted-f1 +– +no labelled window holds a row/),
      "\(none.output)")
  }

  @Test("--json gives JSON alone, with what was not matched")
  func asJSON() throws {
    let outcome = try Self.evaluate(
      labels: "timestamp,label\n2026-01-01T00:00:00Z,0\n2026-01-01T01:00:00Z,1\n", ["--json"])
    let object = try #require(try json(outcome.output) as? [String: Any])
    #expect(object["unmatchedAlarms"] as? Int == 2)
    #expect(object["unmatchedLabels"] as? Int == 0)
    #expect(object["evaluation"] is [String: Any])
  }

  @Test("none matched: 65 with both spans and a hint, in both forms")
  func noneMatched() throws {
    for labels in [
      "timestamp,label\n2029-01-01T00:00:00Z,1\n",
      "start,end\n2029-01-01T00:00:00Z,2029-01-02T00:00:00Z\n",
    ] {
      let outcome = try Self.evaluate(labels: labels)
      #expect(outcome.status == 65)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("2026-01-01T00:00:00Z to 2026-01-01T03:00:00Z"))
      #expect(outcome.errors.contains("hint: are both in the same time zone?"))
    }
  }

  @Test(
    "a missing column, text instead of a time or number, a reversed window: 65 with line and hint")
  func wrongCells() throws {
    let missing = try Self.evaluate(labels: "timestamp,lable\n2026-01-01T00:00:00Z,1\n")
    #expect(missing.status == 65)
    #expect(
      missing.errors == """
        error: column 'label' is missing
          at l.csv:1
          hint: did you mean 'lable'? known: lable, timestamp

        """)
    let time = try Self.evaluate(labels: "timestamp,label\nnoon,1\n")
    #expect(time.status == 65)
    #expect(
      time.errors == """
        error: 'noon' in column 'timestamp' is not a time
          at l.csv:2
          hint: like 2026-06-30T21:10:00Z

        """)
    let number = try Self.evaluate(labels: "timestamp,label\n2026-01-01T00:00:00Z,yes\n")
    #expect(number.errors == "error: 'yes' in column 'label' is not a number\n  at l.csv:2\n")
    let window = try Self.evaluate(labels: "start,end\n2026-01-02,2026-01-01\n")
    #expect(window.status == 65)
    #expect(window.errors.contains("lies before the start"))
    #expect(window.errors.contains("  at l.csv:2\n"))
  }
}
