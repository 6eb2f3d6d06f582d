import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// A zone that a file states beside its stamps is told where stamps are read by another.
@Suite struct StatedZoneTests {
  private let scratch = Scratch()

  private func notices(_ text: String, zone: String) throws -> [String] {
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    return try CSVReader(format: format, options: CSVReaderOptions(timeZone: zone)).read(file: path)
      .notices.map(\.text)
  }

  private func rows(_ more: String = "") -> String {
    (10..<40).map { "2024-03-14 22:\($0):00\(more),\($0).5\n" }.joined()
  }

  @Test(
    "the name of a column of times states the zone",
    arguments: [
      ("\"Date Time, GMT-05:00\"", "GMT-05:00", "GMT-05:00"),
      ("Timestamp (UTC+2)", "UTC+2", "GMT+02:00"), ("Time (CET)", "CET", "GMT+01:00"),
      ("Time [+05:30]", "+05:30", "GMT+05:30"),
      ("Time Europe/Berlin", "Europe/Berlin", "Europe/Berlin"),
      ("DateTimeUTC-3", "UTC-3", "GMT-03:00"),
    ])
  func names(name: String, text: String, zone: String) throws {
    let notices = try notices("\(name),A\n" + rows(), zone: "UTC")
    #expect(notices.count == 1)
    #expect(
      notices.first?.hasSuffix(
        "says '\(text)', and stamps without a zone are read as of UTC: where that is wrong, set "
          + "timezone: \(zone)") == true, "\(notices)")
    #expect(try self.notices("\(name),A\n" + rows(), zone: zone).isEmpty)
  }

  @Test("a stated UTC is told where another zone is set, and only there")
  func utc() throws {
    for name in ["timestamp_utc", "TimeUTC", "Time (UTC)", "GMT", "UTC time"] {
      let text = "\(name),A\n" + rows()
      #expect(try notices(text, zone: "UTC").isEmpty)
      let berlin = try notices(text, zone: "Europe/Berlin")
      #expect(berlin.count == 1)
      #expect(berlin.first?.hasSuffix("set timezone: UTC") == true, "\(berlin)")
    }
  }

  @Test("a word for a zone is said of clocks with summer time, too")
  func words() throws {
    #expect(try notices("Time (CET),A\n" + rows(), zone: "Europe/Berlin").isEmpty)
    #expect(try notices("Time (CET),A\n" + rows(), zone: "America/Chicago").count == 1)
    #expect(try notices("\"T, GMT+01:00\",A\n" + rows(), zone: "Europe/Berlin").count <= 1)
  }

  @Test(
    "a column of zones is no tag, and what it says is told",
    arguments: [
      ("TZ", ["CET"], "'CET'", "timezone: GMT+01:00"),
      ("UTC Offset", ["+02:00"], "'+02:00'", "timezone: GMT+02:00"),
      ("UTCOffset", ["-300"], "'-300'", "timezone: to the plant's zone"),
      ("utc_offset", ["+01:00", "+02:00"], "'+01:00' and '+02:00'", "to the plant's zone"),
      ("wwTimeZone", ["Eastern Standard Time"], "Eastern", "timezone: America/New_York"),
      ("Time Zone", ["Blefuscu Time"], "'Blefuscu Time'", "to the plant's zone"),
    ])
  func columns(name: String, zones: [String], said: String, hint: String) throws {
    let text =
      "Time,\(name),A\n"
      + (10..<40).map { "2024-03-14 22:\($0):00,\(zones[$0 * zones.count / 40]),\($0).5\n" }
      .joined()
    let format = try CSVSniffer.sniff(file: try scratch.file(text))
    #expect(format.tagNames == ["A"])
    let notices = try notices(text, zone: "UTC")
    #expect(
      notices.contains {
        $0.hasPrefix("column '\(name)' says ") && $0.contains(said) && $0.contains(hint)
      }, "\(notices)")
  }

  @Test("the long form's column of zones is told as well")
  func long() throws {
    let text =
      "DateTime,TagName,Value,OPCQuality,wwTimeZone\n"
      + (10..<40).map { "2024-03-14 22:\($0):00,T\($0 % 2),\($0).5,192,Eastern Standard Time\n" }
      .joined()
    let notices = try notices(text, zone: "UTC")
    #expect(notices.contains { $0.contains("timezone: America/New_York") }, "\(notices)")
    #expect(try self.notices(text, zone: "America/New_York").isEmpty)
  }

  @Test(
    "a line above the table states the zone",
    arguments: [
      ("# Time zone: Europe/Berlin\n# export of plant 3\n", "Europe/Berlin"),
      ("# tz=CET\n", "GMT+01:00"), ("Report of plant 3\nTimezone;UTC-6\n", "GMT-06:00"),
      ("# Zeitzone: W. Europe Standard Time\n", "Europe/Berlin"),
    ])
  func lines(above: String, zone: String) throws {
    let notices = try notices(above + "Time,A\n" + rows(), zone: "UTC")
    #expect(
      notices.contains { $0.hasPrefix("line ") && $0.hasSuffix("timezone: \(zone)") }, "\(notices)")
    #expect(
      try !self.notices(above + "Time,A\n" + rows(), zone: zone).contains { $0.hasPrefix("line ") })
  }

  @Test("stamps with a zone of their own, and names without one, say nothing")
  func own() throws {
    #expect(try notices("Time (CET),A\n" + rows("Z"), zone: "UTC").isEmpty)
    for name in ["Time", "Date/Time", "Estimated time", "timestamp", "Local Time"] {
      #expect(try notices("\(name),A\n" + rows(), zone: "UTC").isEmpty)
    }
    // Readings under such a name are a tag.
    let format = try CSVSniffer.sniff(
      file: try scratch.file(
        "Time,TZ\n" + (10..<40).map { "2024-03-14 22:\($0):00,\($0).5\n" }.joined()))
    #expect(format.tagNames == ["TZ"])
  }
}
