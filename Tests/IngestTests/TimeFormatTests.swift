import Diagnostics
import Ingest
import Telemetry
import TestSupport
import Testing

/// Every time format, the readings of hand-written stamps, and what is refused.
@Suite struct TimeFormatTests {
  /// The catalog's formats by id.
  static let formats: [(id: String, format: any TimeFormat)] = TimeFormatCatalog.catalog.entries
    .compactMap { entry in
      let settings = Settings(.scalar(entry.id, quoted: false))
      return TimeFormatCatalog.catalog.make(settings, problems: Problems()).map { (entry.id, $0) }
    }

  /// `L` and a wall clock's time, or `I` and a moment; nil where the format does not read the text.
  static func read(_ text: String, _ id: String) -> String? {
    guard let format = formats.first(where: { $0.id == id })?.format else { return "no format" }
    return Array(text.utf8).withUnsafeBufferPointer { bytes in
      switch format.read(bytes) {
      case .local(let stamp)?: "L \(stamp)"
      case .instant(let stamp)?: "I \(stamp)"
      case nil: nil
      }
    }
  }

  /// The ids of the formats that read a text, numbers left out.
  private func readers(_ text: String) -> [String] {
    Self.formats.map(\.id).filter {
      !$0.hasPrefix("epoch") && !$0.hasPrefix("excel") && Self.read(text, $0) != nil
    }
  }

  @Test(
    "a stamp means what its writing says",
    arguments: [
      ("2019-04-25", "iso8601", "L 2019-04-25T00:00:00Z"),
      ("2019-04-25T19", "iso8601", "L 2019-04-25T19:00:00Z"),
      ("2019-04-25 9:05", "iso8601", "L 2019-04-25T09:05:00Z"),
      ("2019-04-25t19:19:40z", "iso8601", "I 2019-04-25T19:19:40Z"),
      ("2019-04-25T19:19:40.1234567891Z", "iso8601", "I 2019-04-25T19:19:40.123456789Z"),
      ("2019-04-25T19:19:40,5+05:30", "iso8601", "I 2019-04-25T13:49:40.5Z"),
      ("2019-04-25T00:19:40-0330", "iso8601", "I 2019-04-25T03:49:40Z"),
      ("2019-04-25T00:19:40+01", "iso8601", "I 2019-04-24T23:19:40Z"),
      ("2019-04-25 19:19:40 UTC", "iso8601", "I 2019-04-25T19:19:40Z"),
      ("2019-04-25 19:19:40 gmt", "iso8601", "I 2019-04-25T19:19:40Z"),
      ("2019-04-25 19:19:40 GMT+2", "iso8601", "I 2019-04-25T17:19:40Z"),
      ("20190425T191940Z", "iso8601", "I 2019-04-25T19:19:40Z"),
      ("20190425T1919", "iso8601", "L 2019-04-25T19:19:00Z"),
      ("20190425T191940.25-05", "iso8601", "I 2019-04-26T00:19:40.25Z"),
      ("06/01/14 00", "day-month-year-hour", "L 2014-01-06T00:00:00Z"),
      ("6.1.2014 00:10:05,123", "day-month-year-hour", "L 2014-01-06T00:10:05.123Z"),
      ("25.04.2019, 19:19", "day-month-year-hour", "L 2019-04-25T19:19:00Z"),
      ("25.4.2019 19.19.40", "day-month-year-hour", "L 2019-04-25T19:19:40Z"),
      ("25-4-19 19:19:40:250", "day-month-year-hour", "L 2019-04-25T19:19:40.25Z"),
      ("28/12/2015 10:00:00 AM", "day-month-year-hour", "L 2015-12-28T10:00:00Z"),
      ("28/12/2015 12:00 a.m.", "day-month-year-hour", "L 2015-12-28T00:00:00Z"),
      ("28/12/2015 12pm", "day-month-year-hour", "L 2015-12-28T12:00:00Z"),
      ("Thu 25/04/2019 19:19", "day-month-year-hour", "L 2019-04-25T19:19:00Z"),
      ("31/12/68", "day-month-year-hour", "L 2068-12-31T00:00:00Z"),
      ("01/01/69", "day-month-year-hour", "L 1969-01-01T00:00:00Z"),
      ("04/25/2019 7:19:40 PM", "month-day-year", "L 2019-04-25T19:19:40Z"),
      ("4/5/19 7:05PM", "month-day-year", "L 2019-04-05T19:05:00Z"),
      ("4/5/19 7:05\u{202F}PM", "month-day-year", "L 2019-04-05T19:05:00Z"),
      ("2019/4/25 7:19:40 pm", "year-month-day", "L 2019-04-25T19:19:40Z"),
      ("2019-04-25 7:19 PM", "year-month-day", "L 2019-04-25T19:19:00Z"),
      ("19-04-25 10", "year-month-day", "L 2019-04-25T10:00:00Z"),
      ("25-Apr-19 19:19:40.123", "day-month-name-year", "L 2019-04-25T19:19:40.123Z"),
      ("25 apr 2019", "day-month-name-year", "L 2019-04-25T00:00:00Z"),
      ("25 April, 2019 9 am", "day-month-name-year", "L 2019-04-25T09:00:00Z"),
      ("25APR2019:19:19:40", "day-month-name-year", "L 2019-04-25T19:19:40Z"),
      ("Thu, 25 Apr 2019 19:19:40 GMT", "day-month-name-year", "I 2019-04-25T19:19:40Z"),
      ("25/Apr/2019:19:19:40 +0200", "day-month-name-year", "I 2019-04-25T17:19:40Z"),
      ("1st Sept. 2019", "day-month-name-year", "L 2019-09-01T00:00:00Z"),
      ("Apr 25, 2019", "month-name-day-year", "L 2019-04-25T00:00:00Z"),
      ("APRIL 25 2019 7:19 PM", "month-name-day-year", "L 2019-04-25T19:19:00Z"),
      ("Thursday, April 25th, 2019", "month-name-day-year", "L 2019-04-25T00:00:00Z"),
      ("Thu Apr 25 19:19:40 2019", "month-name-day-year", "L 2019-04-25T19:19:40Z"),
      ("Thu Apr  5 9:19:40 UTC 2018", "month-name-day-year", "I 2018-04-05T09:19:40Z"),
      ("2019-Apr-25 19:19", "year-month-name-day", "L 2019-04-25T19:19:00Z"),
      ("20190425", "compact-date-time", "L 2019-04-25T00:00:00Z"),
      ("201904251919", "compact-date-time", "L 2019-04-25T19:19:00Z"),
      ("20190425191940", "compact-date-time", "L 2019-04-25T19:19:40Z"),
      ("20190425191940.5", "compact-date-time", "L 2019-04-25T19:19:40.5Z"),
      ("20190425191940123", "compact-date-time", "L 2019-04-25T19:19:40.123Z"),
      ("20190425191940Z", "compact-date-time", "I 2019-04-25T19:19:40Z"),
      ("20190425-19:19:40", "compact-date-time", "L 2019-04-25T19:19:40Z"),
      ("20190425 1919", "compact-date-time", "L 2019-04-25T19:19:00Z"),
      ("1388966400", "epoch-seconds", "I 2014-01-06T00:00:00Z"),
      ("1.388966400e9", "epoch-seconds", "I 2014-01-06T00:00:00Z"),
      ("1.38896640025E+09", "epoch-seconds", "I 2014-01-06T00:00:00.25Z"),
      ("1388966400,25", "epoch-seconds", "I 2014-01-06T00:00:00.25Z"),
      ("1388966400.1234567899", "epoch-seconds", "I 2014-01-06T00:00:00.123456789Z"),
      ("-0.5", "epoch-seconds", "I 1969-12-31T23:59:59.5Z"),
      ("1388966400123", "epoch-milliseconds", "I 2014-01-06T00:00:00.123Z"),
      ("1388966400123.5", "epoch-milliseconds", "I 2014-01-06T00:00:00.1235Z"),
      ("1388966400123456", "epoch-microseconds", "I 2014-01-06T00:00:00.123456Z"),
      ("1388966400123456789", "epoch-nanoseconds", "I 2014-01-06T00:00:00.123456789Z"),
      ("1.388966400123456789e18", "epoch-nanoseconds", "I 2014-01-06T00:00:00.123456789Z"),
      ("1", "excel-serial", "L 1900-01-01T00:00:00Z"),
      ("59.5", "excel-serial", "L 1900-02-28T12:00:00Z"),
      ("61", "excel-serial", "L 1900-03-01T00:00:00Z"),
      ("25569", "excel-serial", "L 1970-01-01T00:00:00Z"),
      ("43580.80532407407", "excel-serial", "L 2019-04-25T19:19:40Z"),
      ("43580,5", "excel-serial", "L 2019-04-25T12:00:00Z"),
      // 0.9999999999 d lies 9 µs before midnight.
      ("43580.9999999999", "excel-serial", "L 2019-04-26T00:00:00Z"),
      ("0", "excel-serial-1904", "L 1904-01-01T00:00:00Z"),
      ("42118.80532407407", "excel-serial-1904", "L 2019-04-25T19:19:40Z"),
    ])
  func meanings(text: String, id: String, meaning: String) {
    #expect(Self.read(text, id) == meaning)
  }

  @Test(
    "which formats read a text; the sniffer decides between them over the column",
    arguments: [
      ("2019-04-25", ["iso8601", "year-month-day"]),
      ("2019-04-25 19:19:40.5Z", ["iso8601", "year-month-day"]),
      ("2019-04-25 7:19 PM", ["year-month-day"]),
      ("2019-4-25", ["year-month-day"]),
      ("04/05/19", ["day-month-year-hour", "month-day-year", "year-month-day"]),
      ("25/04/19", ["day-month-year-hour", "year-month-day"]),
      ("04/25/19", ["month-day-year"]),
      ("32/12/19", ["year-month-day"]),
      ("04/05/2019 10:00", ["day-month-year-hour", "month-day-year"]),
      // 5 April 2018 was a Thursday, 4 May 2018 a Friday.
      ("Thu 04/05/2018", ["month-day-year"]),
      ("Fri 04/05/2018", ["day-month-year-hour"]),
      ("25-Apr-19", ["day-month-name-year"]),
      ("Apr 25 2019", ["month-name-day-year"]),
      ("2019-Apr-25", ["year-month-name-day"]),
      ("20190425", ["compact-date-time"]),
      ("20190425T19", ["iso8601"]),
    ])
  func ambiguity(text: String, ids: [String]) {
    #expect(readers(text) == ids)
  }

  @Test("24:00 is the next midnight, in the last year too; past it is no time")
  func midnight() {
    #expect(Self.read("2019-12-31 24:00", "iso8601") == "L 2020-01-01T00:00:00Z")
    #expect(Self.read("2020-02-28T24:00:00.000Z", "iso8601") == "I 2020-02-29T00:00:00Z")
    #expect(Self.read("31/12/18 24", "day-month-year-hour") == "L 2019-01-01T00:00:00Z")
    #expect(Self.read("20191231240000", "compact-date-time") == "L 2020-01-01T00:00:00Z")
    #expect(Self.read("2261-12-31 24:00", "iso8601") == "L 2262-01-01T00:00:00Z")
    #expect(Self.read("2019-12-31 24:00:00.001", "iso8601") == nil)
    #expect(Self.read("2019-12-31 24:01", "iso8601") == nil)
    #expect(Self.read("2019-12-31 25:00", "iso8601") == nil)
  }

  @Test("a leap second is the second after it, and stands only where one can")
  func leapSeconds() {
    #expect(Self.read("2016-12-31T23:59:60Z", "iso8601") == "I 2017-01-01T00:00:00Z")
    #expect(Self.read("2016-12-31T23:59:60.25Z", "iso8601") == "I 2017-01-01T00:00:00.25Z")
    // In India and in Nepal it came at a half and a quarter.
    #expect(Self.read("2017-01-01T05:29:60+05:30", "iso8601") == "I 2017-01-01T00:00:00Z")
    #expect(Self.read("2017-01-01T05:44:60+05:45", "iso8601") == "I 2017-01-01T00:00:00Z")
    #expect(Self.read("2016-12-31T23:58:60Z", "iso8601") == nil)
    #expect(Self.read("2016-12-31T23:59:61Z", "iso8601") == nil)
  }

  @Test(
    "what no calendar or clock shows is read by no format",
    arguments: [
      "", " ", "-", "2019", "2019-04", "2019-13-01", "2019-02-29", "2019-04-31", "2019-00-10",
      "2019-04-00", "2019-04-25T", "2019-04-25 ", "2019-04-25T19:60", "2019-04-25T19:1",
      "2019-04-25T19:19:", "2019-04-25T19:19:40.", "2019-04-25T19:19:40.Z", "2019-04-25T19:19:40ZZ",
      "2019-04-25T19:19:40+", "2019-04-25T19:19:40+5:", "2019-04-25T19:19:40+24:00",
      "2019-04-25T19:19:40+05:60", "2019-04-25T19:19:40 XQT", "2019-04-25 19:19:40 QEST",
      "2019-04-25 19:19:40 ist", "2019-04-25 19:19:40 A", "1677-12-31", "2262-01-01", "9999-12-31",
      "31/04/2019", "29/02/2019", "25/04-2019", "25//04/2019", "25/04/019", "25/04/20190", "1/2/3",
      "25/04/19 191", "25/04/19 19.19", "25/04/19 13 PM", "25/04/19 0 AM", "25/04/19 10 XM",
      "25/04/19 10 PM PM", "Fri 25/04/2019", "Foo 25/04/2019", "25-Apx-19", "25-April1-19",
      "25-Aprily-19", "Fri, 25 Apr 2019", "Apr 25", "Apr 25 19:19:40", "25 Okt 2019",
      "Thu Apr 25 19:19:40 XQT 2019", "31-Jun-19", "2019 Apr", "2019042", "201904251",
      "20191325", "20190425246000", "201904251919401234", "1.2.3.4", "192.168.1.19", "10:20:30",
      "2019-W17-4", "१२/०४/२०१९", "\u{0}", "2019-04-25\u{0}", "\u{FEFF}2019-04-25",
    ])
  func refusals(text: String) {
    #expect(readers(text) == [])
  }

  @Test("counts beyond 1678 to 2261 and broken numbers are no epochs and no serials")
  func brokenCounts() {
    for (id, texts) in [
      ("epoch-seconds", ["9214646400", "99999999999", "1e10", "1e400", "1e9999", "9e99999"]),
      (
        "epoch-nanoseconds",
        ["9214646400000000000", "99999999999999999999", "18446744073709551616"]
      ),
      ("excel-serial", ["0", "0.5", "60", "60.99", "-1", "132220", "1e9"]),
      ("excel-serial-1904", ["-1", "1e9"]),
    ] {
      for text in texts + ["", "-", "+", ".", "1.", ".5", "1e", "1e+", "0x10", "1 2", "1_0", "inf"]
      {
        #expect(Self.read(text, id) == nil, "\(id) \(text)")
      }
    }
    #expect(
      Self.read("9214646399.999999999", "epoch-seconds") == "I 2261-12-31T23:59:59.999999999Z")
    #expect(Self.read("132219.999", "excel-serial") == "L 2261-12-31T23:58:33.6Z")
    #expect(Self.read("1e-400", "epoch-seconds") == "I 1970-01-01T00:00:00Z")
    #expect(
      Self.read("0.0000000000000000000000000001e30", "epoch-seconds") == "I 1970-01-01T00:01:40Z")
    #expect(Self.read("00000000000000000000000000001", "epoch-seconds") == "I 1970-01-01T00:00:01Z")
  }

  @Test("no format traps on 100,000 random texts, and what it reads lies in 1677 to 2262")
  func randomBytes() {
    var generator = SeededGenerator(seed: 404)
    let signs = Array(
      "0123456789012345678901234567890123456789:/-.,+ TtZzeEaApPmMUGC_JanFebMon".utf8)
    let stamps = [
      "2019-04-25T19:19:40.123456789+05:30", "25/04/2019 07:19:40 PM",
      "Thu, 25 Apr 2019 19:19:40 GMT",
      "Thu Apr 25 19:19:40 UTC 2019", "20190425191940.123", "1.388966400123456e9", "43580.80532407",
    ].map { Array($0.utf8) }
    let range =
      Timestamp(
        nanoseconds: -9_214_800_000_000_000_000)...Timestamp(
        nanoseconds: 9_214_800_000_000_000_000)
    var read = 0
    for i in 0..<100_000 {
      var bytes: [UInt8]
      switch i % 4 {
      case 0:
        bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      case 1:
        bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
          signs.randomElement(using: &generator) ?? 0
        }
      default:
        bytes = stamps.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
          let at = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: bytes.remove(at: at)
          case 1: bytes[at] = UInt8.random(in: 0...255, using: &generator)
          case 2: bytes.insert(signs.randomElement(using: &generator) ?? 0, at: at)
          default: bytes.removeLast(bytes.count - at)
          }
        }
      }
      bytes.withUnsafeBufferPointer { bytes in
        for (id, format) in Self.formats {
          switch format.read(bytes) {
          case .local(let stamp)?, .instant(let stamp)?:
            read += 1
            if !range.contains(stamp) { Issue.record("\(id) read \(Array(bytes)) as \(stamp)") }
          case nil: break
          }
        }
        _ = ClockOfDay.read(bytes)
        var tally = DateOrderTally()
        tally.add(bytes)
      }
    }
    // Of the mutants many still are stamps; without any the test would say nothing.
    #expect(read > 20_000)
  }

  @Test("formats that read no numbers refuse every number")
  func numbersAreNoStamps() {
    var generator = SeededGenerator(seed: 23)
    func digits(_ most: Int) -> String {
      (0..<Int.random(in: 0...most, using: &generator)).map { _ in
        String(Int.random(in: 0...9, using: &generator))
      }.joined()
    }
    let formats = Self.formats.filter { !type(of: $0.format).readsNumbers }
    #expect(formats.count > 4)
    var numbers = 0
    for _ in 0..<100_000 {
      let sign = ["", "", "-", "+"].randomElement(using: &generator) ?? ""
      let fraction = Bool.random(using: &generator) ? "." + digits(8) : ""
      let exponent = Int.random(in: 0..<8, using: &generator) == 0 ? "e" + digits(2) : ""
      let text = Array((sign + digits(16) + fraction + exponent).utf8)
      guard NumberText.value(of: text) != nil else { continue }
      numbers += 1
      for (id, format) in formats where text.withUnsafeBufferPointer(format.read) != nil {
        Issue.record("\(id) reads \(String(decoding: text, as: UTF8.self))")
      }
    }
    #expect(numbers > 80_000)
  }
}
