import Diagnostics
import Foundation
import Telemetry
import Testing

@Suite("Lengths of time")
struct TimeSpanTests {
  @Test(
    "a number with a unit is read",
    arguments: [
      ("90s", 90e9), ("10min", 600e9), ("12h", 43_200e9), ("7d", 604_800e9), ("2w", 1_209_600e9),
      ("250ms", 250e6), ("5us", 5e3), ("1ns", 1), ("1.5h", 5_400e9), ("-5min", -300e9),
      ("10 min", 600e9), ("0s", 0),
    ])
  func reading(text: String, nanoseconds: Double) {
    #expect(TimeSpan(text)?.nanoseconds == Int64(nanoseconds))
  }

  @Test(
    "what is no length of time is nil",
    arguments: [
      "", "min", "10", "10 m", "1e3s", "ten s", "1..5h", "--1s", "10min ", "9999999w", "½h",
      "1h30min",
    ])
  func refusing(text: String) { #expect(TimeSpan(text) == nil) }

  @Test(
    "the written form is the shortest exact one, and reads back",
    arguments: [
      (0, "0s"), (90_000_000_000, "90s"), (3_600_000_000_000, "1h"), (86_400_000_000_000, "1d"),
      (604_800_000_000_000, "7d"), (1_500_000_000, "1500ms"), (1, "1ns"),
      (-60_000_000_000, "-1min"),
    ] as [(Int64, String)])
  func writing(nanoseconds: Int64, text: String) {
    let span = TimeSpan(nanoseconds: nanoseconds)
    #expect(span.description == text)
    #expect(TimeSpan(text) == span)
  }

  @Test(
    "for people two units are enough",
    arguments: [
      ("0s", "0 s"), ("29s", "29 s"), ("31s", "1 min"), ("40min", "40 min"), ("60min", "1 h"),
      ("130min", "2 h 10 min"), ("48h", "2 d"), ("76h", "3 d 4 h"), ("-40min", "-40 min"),
      ("4589min", "3 d 4 h"),
    ])
  func rounded(text: String, rounded: String) throws {
    #expect(try #require(TimeSpan(text)).roundedText == rounded)
  }

  @Test("spans add, multiply and sort")
  func arithmetic() {
    #expect(TimeSpan.hours(1.5) == TimeSpan(seconds: 5_400))
    #expect(TimeSpan(seconds: 0.5).nanoseconds == 500_000_000)
    #expect(TimeSpan.hours(1) + TimeSpan(seconds: 60) == TimeSpan("61min"))
    #expect(TimeSpan.hours(1) * 3 == TimeSpan("3h"))
    #expect(TimeSpan.zero < TimeSpan(nanoseconds: 1))
    #expect(TimeSpan(seconds: 90).seconds == 90)
  }

  @Test("JSON holds the written form; another text is a fault")
  func json() throws {
    let span = TimeSpan.hours(12)
    let data = try JSONEncoder().encode([span])
    #expect(String(decoding: data, as: UTF8.self) == "[\"12h\"]")
    #expect(try JSONDecoder().decode([TimeSpan].self, from: data) == [span])
    let fault = #expect(throws: Fault.self) {
      try JSONDecoder().decode([TimeSpan].self, from: Data("[\"soon\"]".utf8))
    }
    #expect(fault?.problem == "'soon' is not a length of time")
  }

  @Test("settings give spans and moments, or problems with the range")
  func fields() throws {
    func entry(_ key: String, _ text: String) -> Settings.Entry {
      let place = Place(file: "f", line: 2, path: key)
      return .init(key: key, place: place, value: Settings(.scalar(text, quoted: false), at: place))
    }
    let problems = Problems()
    var fields = Fields(
      Settings(
        .mapping([
          entry("hold", "12h"), entry("long", "30d"), entry("since", "2026-06-30"),
          entry("until", "later"), entry("wait", "7"),
        ])),
      problems: problems)
    let range = TimeSpan.zero...TimeSpan.hours(24)
    #expect(fields.span("hold", default: .zero, in: range) == .hours(12))
    #expect(fields.span("absent", default: .hours(3), in: range) == .hours(3))
    #expect(fields.span("long", default: .hours(3), in: range) == .hours(3))
    #expect(fields.optionalSpan("wait", in: range) == nil)
    #expect(fields.optionalTimestamp("since") == Timestamp(iso8601: "2026-06-30"))
    #expect(fields.optionalTimestamp("until") == nil)
    fields.finish()
    #expect(
      problems.all.map(\.description) == [
        """
        error: 'long' must be a length of time from 0s to 1d, got '30d'
          at f:2, long
          hint: like 10min, 12h, 7d
        """,
        """
        error: 'wait' must be a length of time from 0s to 1d, got '7'
          at f:2, wait
          hint: like 10min, 12h, 7d
        """,
        """
        error: 'until' must be an ISO 8601 time, got 'later'
          at f:2, until
          hint: like 2026-06-30 or 2026-06-30T21:10:00Z
        """,
      ])
  }
}
