import Diagnostics
import Foundation
import Telemetry
import Testing

@Suite("Moments")
struct TimestampTests {
  private func nanoseconds(_ text: String) -> Int64? { Timestamp(iso8601: text)?.nanoseconds }

  @Test("ISO 8601 is read with and without time, fraction and zone")
  func reading() {
    let day: Int64 = 1_782_777_600_000_000_000
    #expect(nanoseconds("1970-01-01") == 0)
    #expect(nanoseconds("2026-06-30") == day)
    #expect(nanoseconds("2026-06-30 21:10") == day + 76_200_000_000_000)
    #expect(nanoseconds("2026-06-30T21:10:05.25Z") == day + 76_205_250_000_000)
    #expect(nanoseconds("2026-06-30T21:10:05,000000001") == day + 76_205_000_000_001)
    #expect(nanoseconds("2026-06-30T21:10:05.0000000019Z") == day + 76_205_000_000_001)
    #expect(
      nanoseconds("2026-06-30T21:10:05-05:00") == day + 76_205_000_000_000 + 18_000_000_000_000)
    #expect(nanoseconds("2026-06-30T05:30:00+0530") == day)
    #expect(nanoseconds("2026-06-30T05:00+05") == day)
    #expect(nanoseconds("2026-06-30  ") == day)
    #expect(nanoseconds("1969-12-31T23:59:59.999999999Z") == -1)
    #expect(nanoseconds("2024-02-29") != nil)
  }

  @Test(
    "what is not ISO 8601 is nil",
    arguments: [
      "", " ", "2026", "2026-6-30", "2026-13-01", "2026-00-10", "2026-02-29", "2026-06-31",
      "2026-06-30T", "2026-06-30T24:00", "2026-06-30T21:60", "2026-06-30T21:10:60",
      "2026-06-30T21:10:05.", "2026-06-30T21:10Zx", "2026-06-30T21:10+24:00",
      "2026-06-30T21:10+05:60",
      "2026-06-30T21:10+", "1677-12-31", "2262-01-01", "２０２６-06-30", "30.06.2026", "\0",
    ])
  func refusing(text: String) { #expect(Timestamp(iso8601: text) == nil) }

  @Test("writing and reading give the same moment, over the whole range", arguments: 1...20)
  func roundTrip(seed: Int) throws {
    var generator = SeededGenerator(root: 5, stage: "moments", index: seed)
    let first = try #require(Timestamp(iso8601: "1678-01-01"))
    let last = try #require(Timestamp(iso8601: "2261-12-31T23:59:59.999999999Z"))
    for _ in 0..<100 {
      let moment = Timestamp(
        nanoseconds: .random(in: first.nanoseconds...last.nanoseconds, using: &generator))
      #expect(Timestamp(iso8601: moment.description) == moment)
      let whole = Timestamp(nanoseconds: moment.nanoseconds / 1_000_000_000 * 1_000_000_000)
      #expect(Timestamp(iso8601: whole.description) == whole)
    }
    #expect(first.description == "1678-01-01T00:00:00Z")
    #expect(last.description == "2261-12-31T23:59:59.999999999Z")
  }

  @Test("dates agree with Foundation's Gregorian calendar")
  func calendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<300 {
      let seconds = Int64.random(in: -4_000_000_000...9_000_000_000, using: &generator)
      let moment = Timestamp(nanoseconds: seconds * 1_000_000_000)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second],
        from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(moment.date.year == parts.year)
      #expect(moment.date.month == parts.month)
      #expect(moment.date.day == parts.day)
      let (hour, minute, second) = try #require(
        (parts.hour ?? -1, parts.minute ?? -1, parts.second ?? -1) as (Int, Int, Int)?)
      #expect(moment.secondOfDay == hour * 3_600 + minute * 60 + second)
      #expect(
        Timestamp(
          year: moment.date.year, month: moment.date.month, day: moment.date.day, hour: hour,
          minute: minute, second: second) == moment)
    }
  }

  @Test("texts are in UTC, with a fraction only where there is one")
  func texts() throws {
    let moment = try #require(Timestamp(iso8601: "2016-09-13T23:05:07.5Z"))
    #expect(moment.description == "2016-09-13T23:05:07.5Z")
    #expect(moment.minuteText == "2016-09-13 23:05")
    #expect(moment.dayText == "2016-09-13")
    #expect(Timestamp(nanoseconds: -1).description == "1969-12-31T23:59:59.999999999Z")
    #expect(Timestamp(nanoseconds: 0).description == "1970-01-01T00:00:00Z")
  }

  @Test("moments and spans add up, and moments sort")
  func arithmetic() {
    let moment = Timestamp(nanoseconds: 100)
    #expect(moment + TimeSpan(nanoseconds: 5) == Timestamp(nanoseconds: 105))
    #expect(moment - TimeSpan(nanoseconds: 5) == Timestamp(nanoseconds: 95))
    #expect(Timestamp(nanoseconds: 95) - moment == TimeSpan(nanoseconds: -5))
    #expect(Timestamp(nanoseconds: 95) < moment)
  }

  @Test("a month has the days that it has")
  func months() {
    #expect(
      (1...12).map { Timestamp.daysInMonth(year: 2023, month: $0) }
        == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    #expect(
      [1900, 2000, 2024, 2100].map { Timestamp.daysInMonth(year: $0, month: 2) }
        == [28, 29, 29, 28])
  }

  @Test("JSON holds the ISO text; another text is a fault")
  func json() throws {
    let moment = Timestamp(nanoseconds: 1)
    let data = try JSONEncoder().encode([moment])
    #expect(String(decoding: data, as: UTF8.self) == "[\"1970-01-01T00:00:00.000000001Z\"]")
    #expect(try JSONDecoder().decode([Timestamp].self, from: data) == [moment])
    let fault = #expect(throws: Fault.self) {
      try JSONDecoder().decode([Timestamp].self, from: Data("[\"now\"]".utf8))
    }
    #expect(fault?.problem == "'now' is not an ISO 8601 time")
    #expect(fault?.hint == "like 2026-06-30T21:10:00Z")
  }
}
