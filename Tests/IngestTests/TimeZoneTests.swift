import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite struct TimeZoneTests {
  private func stamp(_ text: String) throws -> Timestamp { try #require(Timestamp(iso8601: text)) }

  private func moment(_ text: String, _ zone: String) throws -> LocalClock.Moment {
    var clock = try LocalClock(timeZone: zone)
    return clock.moment(of: .local(try stamp(text + "Z")))
  }

  @Test("an hour comes twice, half an hour where clocks go back by half; the earlier one is first")
  func twice() throws {
    #expect(
      try moment("2020-10-25T02:30:00", "Europe/Berlin")
        == .twice(earlier: stamp("2020-10-25T00:30:00Z"), later: stamp("2020-10-25T01:30:00Z")))
    #expect(
      try moment("2020-10-25T03:00:00", "Europe/Berlin") == .exact(stamp("2020-10-25T02:00:00Z")))
    #expect(
      try moment("2020-04-05T01:45:00", "Australia/Lord_Howe")
        == .twice(earlier: stamp("2020-04-04T14:45:00Z"), later: stamp("2020-04-04T15:15:00Z")))
    #expect(
      try moment("2020-04-05T01:15:00", "Australia/Lord_Howe")
        == .exact(stamp("2020-04-04T14:15:00Z")))
  }

  @Test("skipped times do not exist: an hour, half an hour, or a whole day at the date line")
  func skipped() throws {
    #expect(try moment("2020-03-29T02:30:00", "Europe/Berlin") == .skipped)
    #expect(try moment("2020-10-04T02:15:00", "Australia/Lord_Howe") == .skipped)
    #expect(
      try moment("2020-10-04T02:30:00", "Australia/Lord_Howe")
        == .exact(stamp("2020-10-03T15:30:00Z")))
    for hour in ["00:00:00", "12:00:00", "23:59:59"] {
      #expect(try moment("2011-12-30T\(hour)", "Pacific/Apia") == .skipped)
    }
    #expect(
      try moment("2011-12-29T23:59:59", "Pacific/Apia") == .exact(stamp("2011-12-30T09:59:59Z")))
    #expect(
      try moment("2011-12-31T00:00:00", "Pacific/Apia") == .exact(stamp("2011-12-30T10:00:00Z")))
  }

  @Test("offsets that change for good are followed")
  func changedForGood() throws {
    // Pyongyang went from +09:00 to +08:30 and back without summer time.
    #expect(
      try moment("2015-08-15T12:00:00", "Asia/Pyongyang") == .exact(stamp("2015-08-15T03:30:00Z")))
    #expect(
      try moment("2018-05-06T12:00:00", "Asia/Pyongyang") == .exact(stamp("2018-05-06T03:00:00Z")))
  }

  @Test("offsets are zones: one for all times, whatever their sign is written beside")
  func fixed() throws {
    for (zone, expected) in [
      ("+05:30", "2020-03-29T06:30:00Z"), ("-0330", "2020-03-29T15:30:00Z"),
      ("+05", "2020-03-29T07:00:00Z"), ("UTC+2", "2020-03-29T10:00:00Z"),
      ("GMT-11:00", "2020-03-29T23:00:00Z"), ("UTC", "2020-03-29T12:00:00Z"),
      ("-18:00", "2020-03-30T06:00:00Z"),
    ] { #expect(try moment("2020-03-29T12:00:00", zone) == .exact(stamp(expected)), "\(zone)") }
    #expect(throws: Fault.self) { try LocalClock(timeZone: "+19:00") }
    do {
      _ = try LocalClock(timeZone: "-18:30")
    } catch {
      #expect(
        error.problem
          == "the time zone '-18:30' is 18 h 30 min off UTC; offsets lie in -18:00 to +18:00")
    }
  }

  @Test("an unknown zone is refused with the nearest name")
  func unknown() {
    do {
      _ = try LocalClock(timeZone: "Europe/Berlim")
      Issue.record("no error")
    } catch {
      #expect(error.problem == "unknown time zone 'Europe/Berlim'")
      #expect(error.hint == "did you mean 'Europe/Berlin'?")
    }
  }

  @Test("a stamp that names its zone is a moment, whatever the clock's zone")
  func instants() throws {
    var clock = try LocalClock(timeZone: "Europe/Berlin")
    let moment = try stamp("2020-03-29T02:30:00Z")
    #expect(clock.moment(of: .instant(moment)) == .exact(moment))
  }

  @Test("readings of any year and in any order mean the same as each on a clock of its own")
  func anyOrder() throws {
    var generator = SeededGenerator(seed: 7)
    for zone in ["Europe/Lisbon", "America/Sao_Paulo", "Pacific/Kwajalein"] {
      var clock = try LocalClock(timeZone: zone)
      for _ in 0..<300 {
        let reading = ClockReading.local(
          Timestamp(nanoseconds: Int64.random(in: .min...(.max), using: &generator)))
        var fresh = try LocalClock(timeZone: zone)
        #expect(clock.moment(of: reading) == fresh.moment(of: reading))
      }
    }
  }
}
