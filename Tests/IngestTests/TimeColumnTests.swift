import Diagnostics
import Foundation
import Ingest
import Telemetry
import TestSupport
import Testing

/// Which column holds the time, and how it is written.
@Suite struct TimeColumnTests {
  private func sniff(_ text: String) throws -> CSVFormat {
    try CSVSniffer.sniff(bytes: Array(text.utf8), name: "x.csv")
  }

  /// A file of a header and rows.
  private func sniff(_ header: String, _ rows: [String]) throws -> CSVFormat {
    try sniff(header + "\n" + rows.joined(separator: "\n") + "\n")
  }

  private func contents(_ format: CSVFormat) -> [String] {
    format.columns.map { "\($0.name):\($0.content.rawValue)" }
  }

  @Test("rows that no column tells the moments of leave a doubt, with the step that is assumed")
  func stepped() throws {
    let minute = TimeSpan(seconds: 60)
    func doubt(_ text: String) throws -> String? {
      SteppedRows.doubt(try sniff(text), apart: minute)
    }
    #expect(
      try doubt("A,B\n" + (0..<30).map { "\($0).5,\($0 % 3)\n" }.joined())
        == "no column holds time: rows are taken to be 1min apart; say how far apart they are, "
        + "data.interval")
    #expect(
      try doubt("time,A\n" + (10..<30).map { "2024-01-01 00:\($0):00,\($0)\n" }.joined()) == nil)
  }

  @Test(
    "each format of the catalog is found in a column, but the Macintosh's serials",
    arguments: [
      ("2019-04-25T19:19:40Z", "iso8601"), ("20190425T191940Z", "iso8601"),
      ("25.04.2019 19:19:40", "day-month-year-hour"), ("04/25/19 7:19 PM", "month-day-year"),
      ("2019/4/25 7:19 PM", "year-month-day"), ("25-Apr-19 19:19:40.123", "day-month-name-year"),
      ("April 25 2019 7:19 PM", "month-name-day-year"),
      ("2019-Apr-25 19:19", "year-month-name-day"), ("20190425191940", "compact-date-time"),
      ("20190425", "compact-date-time"), ("1556219980", "epoch-seconds"),
      ("1.55621998e9", "epoch-seconds"), ("1556219980123", "epoch-milliseconds"),
      ("1556219980123456", "epoch-microseconds"), ("1556219980123456789", "epoch-nanoseconds"),
      ("43580.8053240741", "excel-serial"),
    ])
  func formats(text: String, id: String) throws {
    let format = try sniff("timestamp;a", ["\(text);1", "\(text);2"])
    #expect(format.timeFormat == id)
    #expect(contents(format) == ["timestamp:time", "a:number"])
    #expect(format.evidence.contains { $0.hasPrefix("time: column 'timestamp' reads as ") })
    // Without names, numbers in the first column must lie in 1990 to 2060; serials need a name.
    let bare = try sniff("\(text);1\n\(text);2\n")
    #expect(bare.timeFormat == (id == "excel-serial" ? nil : id))
  }

  @Test(
    "measurements and counts are no epochs, serials or compact dates",
    arguments: [
      // Steps, years, energy, capacities, serial numbers, run times.
      ("step", ["1", "2", "3"]), ("valve_time", ["0", "1", "2"]), ("t2m", ["0.0", "0.1", "0.2"]),
      ("year", ["2018", "2019", "2020"]),
      ("energy_wh", ["1388966400", "1388966500", "1388966600"]),
      ("capacity_bytes", ["1000204886016", "1000204886017", "1000204886018"]),
      ("flow", ["43580.80532", "43580.90532", "43581.00532"]),
      ("pressure", ["20190425", "20190426", "20190427"]),
      ("operating_time", ["43580.80532", "43580.90532", "43581.00532"]),
      ("uptime", ["1388966400", "1388966500", "1388966600"]),
      // Seconds since the test began, not days since 1900.
      ("time", ["43580", "43581", "43582"]), ("time", ["43580.25", "43580.50", "43580.75"]),
      ("time_ms", ["43580.80532", "43580.90532", "43581.00532"]),
      ("Time_h", ["43580.80532", "43580.90532", "43581.00532"]),
      ("t", ["1388966500", "1388966400", "1388966600"]),
      ("time", ["1388966400", "5", "1388966600"]),
    ])
  func measurements(name: String, values: [String]) throws {
    let format = try sniff("\(name);a", values.map { "\($0);1" })
    #expect(format.timeFormat == nil, "\(format.evidence)")
    #expect(format.evidence.contains("no time: no column reads as moments, rows are steps"))
  }

  @Test("numbers under a name that says nothing but time need not ascend")
  func unsorted() throws {
    for name in ["timestamp", "ts", "_time", "Unix Time", "epoch", "DateTime", "Zeitstempel"] {
      let format = try sniff("\(name);a", ["1388966500;1", "1388966400;2", "1388966600;3"])
      #expect(format.timeFormat == "epoch-seconds", "\(name)")
    }
  }

  @Test("a column of days and one of times of day are taken together")
  func dateAndClock() throws {
    let fridge = try sniff(
      "date,time,fridge_temperature,label",
      ["25-Apr-19, 19:19:40 ,9,1", "25-Apr-19, 19:19:45 ,9.25,1", "26-Apr-19, 0:00:02 ,9,0"])
    #expect(
      contents(fridge) == ["date:date", "time:clock", "fridge_temperature:number", "label:number"])
    #expect(fridge.timeFormat == "day-month-name-year")
    #expect(
      fridge.evidence.contains(
        "time: column 'date' reads as dd-mmm-yy [HH[:mm[:ss[.fff]]]] in 3 of 3 sampled rows, "
          + "column 'time' as the time of day"))
    let hourly = try sniff("Date;Hour;x", ["2019-04-25;0;1", "2019-04-25;1;2", "2019-04-25;23;2"])
    #expect(contents(hourly) == ["Date:date", "Hour:clock", "x:number"])
    let digits = try sniff("date;time;x", ["20190425;000000;1", "20190425;000500;2"])
    #expect(contents(digits) == ["date:date", "time:clock", "x:number"])
    #expect(digits.timeFormat == "compact-date-time")
    // Numbers beside a date that may be anything stay numbers.
    let number = try sniff("date;level;x", ["2019-04-25;3;1", "2019-04-26;4;2"])
    #expect(contents(number) == ["date:time", "level:number", "x:number"])
    // Whole stamps win over the two, which then are text.
    let both = try sniff(
      "date;time;timestamp;x",
      ["2019-04-25;10:00;2019-04-25T10:00:00Z;1", "2019-04-25;10:05;2019-04-25T10:05:00Z;2"])
    #expect(contents(both)[2] == "timestamp:time")
    #expect(both.columns[0].content == .text)
    #expect(!both.columns.contains { $0.content == .clock })
  }

  @Test("of two clocks the one with a name for it belongs to the date; the other is left out")
  func twoClocks() throws {
    let format = try sniff(
      "date;start;time;x", ["25.04.19;08:00;10:00;1", "26.04.19;08:00;10:05;2"])
    #expect(contents(format) == ["date:date", "start:text", "time:clock", "x:number"])
    #expect(format.notices.contains("column 'start' holds times of day too and is left out"))
  }

  @Test("times of day without days are told, and rows are steps")
  func clockAlone() throws {
    let format = try sniff("time;x", ["10:00:00;1", "10:00:05;2"])
    #expect(format.timeFormat == nil)
    #expect(
      format.notices.contains(
        "column 'time' holds times of day, and no column holds their days: export the date, too, or say how far "
          + "apart the rows are, data.interval"))
  }

  @Test("of several columns of stamps the one that varies is taken; the others are named")
  func several() throws {
    let influx = try sniff(
      "_start;_stop;_time;_value",
      (0..<5).map { "2019-04-25T00:00:00Z;2019-04-26T00:00:00Z;2019-04-25T10:0\($0):00Z;\($0)" })
    #expect(contents(influx) == ["_start:text", "_stop:text", "_time:time", "_value:number"])
    #expect(
      influx.notices == [
        "column '_start' holds times too and is left out; the rows' times are those of '_time' "
          + "(its stamps vary)",
        "column '_stop' holds times too and is left out; the rows' times are those of '_time' "
          + "(its stamps vary)",
      ])
    #expect(influx.evidence.contains("time: '_time' preferred to '_start': its stamps vary"))
    let made = try sniff(
      "created_at;sample;x",
      (0..<5).map { "2019-04-26T0\($0):00:00Z;2019-04-25T10:0\($0):00Z;\($0)" })
    #expect(contents(made) == ["created_at:text", "sample:time", "x:number"])
    #expect(
      made.notices == [
        "column 'created_at' holds times too and is left out; the rows' times are those of "
          + "'sample' (its name says the row's time, no start, end or making)"
      ])
    let coarse = try sniff(
      "day;datetime;x", (0..<5).map { "2019-04-25;2019-04-25 10:0\($0);\($0)" })
    #expect(contents(coarse) == ["day:text", "datetime:time", "x:number"])
    let first = try sniff(
      "inlet_time;outlet_time;x",
      (0..<5).map { "2019-04-25 10:0\($0);2019-04-25 10:0\($0);\($0)" })
    #expect(contents(first) == ["inlet_time:time", "outlet_time:text", "x:number"])
    #expect(first.notices.first?.hasSuffix("'inlet_time' (it stands first)") == true)
  }

  @Test("one day for all rows is their time where nothing else is: Backblaze's drives")
  func oneDay() throws {
    let format = try sniff(
      "date,serial_number,smart_9_raw", (0..<30).map { "2013-04-10,S\($0),\($0)" })
    #expect(format.columns[0].content == .time)
    #expect(format.timeFormat == "iso8601")
  }

  @Test("a stamp per test with seconds inside it is no time of the rows: NASA's batteries")
  func elapsed() throws {
    var rows: [String] = []
    for cycle in 0..<3 {
      for second in 0..<20 { rows.append("2008-04-0\(cycle + 2) 15:25:41;4.1;\(second * 18).5") }
    }
    let format = try sniff("cycle_time_start;Voltage;Time", rows)
    #expect(contents(format) == ["cycle_time_start:text", "Voltage:number", "Time:number"])
    #expect(format.timeFormat == nil)
    #expect(
      format.notices == [
        "column 'cycle_time_start' stays the same while 'Time' runs; neither is each row's moment, "
          + "and 'cycle_time_start' is left out"
      ])
  }

  @Test("a few stamps of another format are counted and told")
  func twoFormats() throws {
    let rows = (0..<20).map {
      $0 < 17 ? "25.04.2019 10:\($0 + 10);1" : "2019-04-25T10:\($0 + 10);1"
    }
    let format = try sniff("time;x", rows)
    #expect(format.timeFormat == "day-month-year-hour")
    #expect(
      format.notices == [
        "column 'time': 3 of 20 sampled times are not written dd/mm/yy HH[:mm[:ss]] but "
          + "yyyy-mm-dd[THH:mm[:ss[.fff]][zone]], like '2019-04-25T10:27'; their rows will "
          + "be refused"
      ])
  }

  @Test("days first in some rows and months first in others are told with both counts")
  func contradictory() throws {
    let format = try sniff("t;x", ["25/04/19;1", "26/04/19;1", "04/27/19;1", "01/02/19;1"])
    #expect(format.timeFormat == "day-month-year-hour")
    #expect(!format.isDateOrderOpen)
    #expect(
      format.notices == [
        "column 't': 2 dates have only the day first and 1 only the month; the day is taken to "
          + "come first, the 1 will be refused, and dates up to the 12th may be wrong"
      ])
  }

  @Test("a year of two digits comes first only where the stamps then lie together")
  func shortYears() throws {
    let year = try sniff("t;x", (20...28).map { "19-04-\($0);1" })
    #expect(year.timeFormat == "year-month-day")
    #expect(year.notices == [])
    let day = try sniff("t;x", (20...28).map { "\($0)-04-19;1" })
    #expect(day.timeFormat == "day-month-year-hour")
  }

  @Test("words that name no known zone are refused with the reason")
  func abbreviations() throws {
    let format = try sniff("time;x", ["2019-04-25 19:19:40 XQT;1", "2019-04-25 19:19:45 XQT;2"])
    #expect(format.timeFormat == nil)
    #expect(
      format.notices.contains(
        "column 'time' is not read as time: 'XQT' is no zone that is known; write an offset like "
          + "-05:00, or leave it out and set timezone:"))
  }
}
