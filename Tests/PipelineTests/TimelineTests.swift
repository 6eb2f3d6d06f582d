import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Timeline")
struct TimelineTests {
  private static func time(_ text: String) throws -> Timestamp {
    try #require(Timestamp(iso8601: text))
  }

  // Hourly rows from 2026-01-01 to 2026-01-31, one tag.
  private static func store(in folder: TemporaryFolder, rows: Int = 721) throws -> Store {
    let start = try time("2026-01-01")
    let tags = [Tag(id: "a")]
    var writer = try StoreWriter(folder: folder.file("s"), plant: "p", tags: tags)
    let times = (0..<rows).map { start + TimeSpan.hours(Double($0)) }
    try writer.add(
      Frame(times: times, tags: tags, values: Matrix(rows: rows, columns: 1)),
      source: StoreManifest.SourceFile(
        name: "f", bytes: 1, sha256: "", rowsRead: rows, rowsStored: rows, rowsQuarantined: 0,
        duplicates: 0, notices: []))
    try writer.commit(sampleInterval: rows > 1 ? .hours(1) : nil)
    return try Store(opening: folder.file("s"))
  }

  private static func timeline(
    _ settings: String, events: [PlantEvent] = [], asOf: String? = nil, rows: Int = 721,
    judging judges: Bool = true
  ) throws -> Timeline {
    let folder = try TemporaryFolder()
    let path = folder.file("tocsin.yaml")
    try Data("plant: p\ndata: { telemetry: a.csv }\n\(settings)\n".utf8)
      .write(to: URL(fileURLWithPath: path))
    return try Timeline(
      configuration: try Configuration.read(path), store: try store(in: folder, rows: rows),
      events: events, asOf: try asOf.map { try time($0) }, judging: judges)
  }

  private static func event(_ start: String, _ end: String, _ kind: EventKind) throws -> PlantEvent
  {
    PlantEvent(range: TimeRange(try time(start), try time(end)), asset: "", kind: kind)
  }

  private static func text(_ ranges: TimeRanges) -> [String] { ranges.ranges.map { "\($0)" } }

  @Test("without settings all but the last seven days are normal, and those are judged")
  func defaults() throws {
    let timeline = try Self.timeline("")
    #expect(timeline.asOf == (try Self.time("2026-01-31")))
    #expect(Self.text(timeline.normal) == ["2026-01-01T00:00:00Z to 2026-01-24T00:00:00Z"])
    #expect("\(timeline.scored)" == "2026-01-24T00:00:00.000000001Z to 2026-01-31T00:00:00Z")
    #expect(timeline.judged == timeline.scored)
  }

  @Test("'window' and 'wait' count back from now, 'from' and 'until' are fixed")
  func settings() throws {
    #expect(
      Self.text(try Self.timeline("train: { normal: { window: 10d, wait: 2d } }").normal)
        == ["2026-01-19T00:00:00Z to 2026-01-29T00:00:00Z"])
    #expect(
      Self.text(
        try Self.timeline("train: { normal: { from: 2026-01-05, until: 2026-01-10 } }").normal)
        == ["2026-01-05T00:00:00Z to 2026-01-10T00:00:00Z"])
    #expect(
      Self.text(
        try Self.timeline("train: { normal: { until: 2026-01-10, window: 3d } }").normal)
        == ["2026-01-07T00:00:00Z to 2026-01-10T00:00:00Z"])
    // From before the first row is from the first row.
    #expect(
      Self.text(
        try Self.timeline("train: { normal: { from: 2020-01-01, until: 2026-01-10 } }").normal)
        == ["2026-01-01T00:00:00Z to 2026-01-10T00:00:00Z"])
  }

  @Test("judged time never trains: 'evaluate.from' ends the normal time just before")
  func evaluateFrom() throws {
    for settings in [
      "train: { normal: { until: 2026-01-20 } }\nevaluate: { from: 2026-01-15 }",
      "train: { normal: { wait: 0s } }\nevaluate: { from: 2026-01-15 }",
    ] {
      let timeline = try Self.timeline(settings)
      #expect(
        Self.text(timeline.normal)
          == ["2026-01-01T00:00:00Z to 2026-01-14T23:59:59.999999999Z"])
      #expect("\(timeline.scored)" == "2026-01-15T00:00:00Z to 2026-01-31T00:00:00Z")
    }
    let gap = try Self.timeline(
      "train: { normal: { until: 2026-01-10 } }\nevaluate: { from: 2026-01-15, until: 2026-01-20 }")
    #expect(Self.text(gap.normal) == ["2026-01-01T00:00:00Z to 2026-01-10T00:00:00Z"])
    #expect("\(gap.scored)" == "2026-01-15T00:00:00Z to 2026-01-31T00:00:00Z")
    #expect("\(gap.judged)" == "2026-01-15T00:00:00Z to 2026-01-20T00:00:00Z")
  }

  @Test("the time of events of the kinds left out is not normal; other kinds stay")
  func leaveOut() throws {
    let events = [
      try Self.event("2026-01-03", "2026-01-04", .attack),
      try Self.event("2026-01-06", "2026-01-07", .falseAlarm),
      try Self.event("2026-01-08", "2026-01-09", .maintenance),
    ]
    #expect(
      Self.text(try Self.timeline("evaluate: { from: 2026-01-10 }", events: events).normal) == [
        "2026-01-01T00:00:00Z to 2026-01-02T23:59:59.999999999Z",
        "2026-01-04T00:00:00.000000001Z to 2026-01-07T23:59:59.999999999Z",
        "2026-01-09T00:00:00.000000001Z to 2026-01-09T23:59:59.999999999Z",
      ])
    #expect(
      Self.text(
        try Self.timeline(
          "train: { normal: { leave-out: [maintenance] } }\nevaluate: { from: 2026-01-10 }",
          events: events
        ).normal) == [
          "2026-01-01T00:00:00Z to 2026-01-07T23:59:59.999999999Z",
          "2026-01-09T00:00:00.000000001Z to 2026-01-09T23:59:59.999999999Z",
        ])
  }

  @Test("events of 'evaluate.kinds' are to be found, other known ones count neither way")
  func kinds() throws {
    let events = [
      try Self.event("2026-01-26", "2026-01-27", .attack),
      try Self.event("2026-01-28", "2026-01-29", .fault),
      try Self.event("2026-01-28", "2026-01-29", .falseAlarm),
      try Self.event("2026-01-02", "2026-01-03", .attack),
    ]
    let first = try Self.timeline("", events: events)
    #expect(first.events == [events[0]])
    #expect(first.leftOut == [events[1]])
    let second = try Self.timeline("evaluate: { kinds: [fault] }", events: events)
    #expect(second.events == [events[1]])
    #expect(second.leftOut == [events[0]])
  }

  @Test("'as of' is now: later rows and later events are as if they were not")
  func asOf() throws {
    let events = [
      try Self.event("2026-01-15", "2026-01-16", .attack),
      try Self.event("2026-01-25", "2026-01-26", .attack),
    ]
    let timeline = try Self.timeline("", events: events, asOf: "2026-01-20")
    #expect(timeline.asOf == (try Self.time("2026-01-20")))
    #expect(timeline.scored.end == (try Self.time("2026-01-20")))
    #expect(timeline.events == [events[0]])
    #expect(Self.text(timeline.normal) == ["2026-01-01T00:00:00Z to 2026-01-13T00:00:00Z"])
    // A later "now" than the newest row changes nothing.
    #expect(try Self.timeline("", asOf: "2030-01-01").asOf == (try Self.time("2026-01-31")))
  }

  @Test("an empty stretch is refused with both ends and what there is")
  func refused() throws {
    func refusal(_ settings: String, asOf: String? = nil, rows: Int = 721) -> Fault? {
      fault { try Self.timeline(settings, asOf: asOf, rows: rows) }
    }
    let normal = try #require(refusal("train: { normal: { from: 2026-02-01 } }"))
    #expect(normal.kind == .configuration)
    #expect(
      normal.problem
        == "the normal time is empty: it would run from 2026-02-01T00:00:00Z to 2026-01-24T00:00:00Z"
    )
    #expect(normal.place?.path == "train.normal")
    #expect(
      normal.hint
        == "telemetry runs from 2026-01-01T00:00:00Z to 2026-01-31T00:00:00Z; set from, until, "
        + "window or wait")
    let short = try #require(refusal("", rows: 100))
    #expect(
      short.hint
        == "telemetry runs from 2026-01-01T00:00:00Z to 2026-01-05T03:00:00Z; its last 7d are left to be judged: set "
        + "wait, or until")
    let late = try #require(refusal("evaluate: { from: 2026-03-01 }"))
    #expect(
      late.problem
        == "evaluate.from is 2026-03-01T00:00:00Z, after the newest sample at 2026-01-31T00:00:00Z")
    #expect(late.kind == .configuration)
    // A key that nobody wrote is not blamed, and who judges nothing needs no time for it.
    let nothing = try #require(refusal("train: { normal: { wait: 0s } }"))
    #expect(
      nothing.problem
        == "no time is left to judge: the normal time runs to 2026-01-31T00:00:00Z, the newest sample is at "
        + "2026-01-31T00:00:00Z")
    #expect(nothing.place?.path == "train.normal")
    #expect(
      nothing.hint
        == "end it earlier with 'until' or 'wait', or say which time is judged: evaluate: { from: … }"
    )
    let calibrated = try Self.timeline("train: { normal: { wait: 0s } }", judging: false)
    #expect(Self.text(calibrated.normal) == ["2026-01-01T00:00:00Z to 2026-01-31T00:00:00Z"])
    let early = try #require(refusal("", asOf: "2025-12-31"))
    #expect(early.kind == .badData)
    #expect(
      early.problem
        == "no telemetry at or before 2025-12-31T00:00:00Z: the first sample is at "
        + "2026-01-01T00:00:00Z")
    let single = try #require(refusal("", rows: 1))
    #expect(single.kind == .badData)
    let none = try #require(refusal("", rows: 0))
    #expect(none.problem == "the store of plant 'p' holds no rows")
  }
}
