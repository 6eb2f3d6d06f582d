import Diagnostics
import Ingest
import Telemetry
import Testing

/// Moments whose parts stand in columns of their own, and times of day without a day.
@Suite struct DateColumnsTests {
  private let scratch = Scratch()

  private func times(_ text: String, _ declared: FormatDeclaration = FormatDeclaration()) throws
    -> [String]
  {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path, declared: declared)).read(
      file: path
    ).frame.times.map { "\($0)" }
  }

  @Test(
    "year, month, day and the parts of the day are read together, in the languages of the headers",
    arguments: [
      ("Year,Month,Day,Hour", "2024,3,14,%d"), ("Jahr;Monat;Tag;Stunde", "2024;03;14;0%d"),
      ("annee,mois,jour,heure", "2024,3,14,%d"), ("ano,mes,dia,hora", "2024,3,14,%d"),
      ("anno,mese,giorno,ora", "2024,3,14,%d"), ("jaar,maand,dag,uur", "2024,3,14,%d"),
      ("#YY  MM DD hh mm", "2024  03 14 0%d 00"), ("year,month,day,hour", "2024.0,3.0,14.0,%d.0"),
      ("hour,day,month,year", "%d,14,3,2024"), ("Year,Month,Day,Time", "2024,3,14,0%d:00"),
      ("Date,Hour,Minute", "2024-03-14,%d,0"),
    ])
  func parts(header: String, row: String) throws {
    let delimiter = header.contains(";") ? ";" : header.contains(",") ? "," : " "
    let text =
      "\(header)\(delimiter)A\n"
      + (0..<6).map {
        row.replacing("%d", with: "\($0)") + "\(delimiter)\($0 + 7)\n"
      }.joined()
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.tagNames == ["A"])
    #expect(format.notices.isEmpty)
    #expect(try times(text) == (0..<6).map { "2024-03-14T0\($0):00:00Z" })
  }

  @Test("minutes and seconds with a fraction count, beside the parts of the day and beside a date")
  func seconds() throws {
    let rows = (0..<5).map { "2024,2,29,23,59,\($0 * 10).25,\($0)\n" }.joined()
    #expect(
      try times("year,month,day,hour,minute,second,A\n" + rows)
        == (0..<5).map { "2024-02-29T23:59:\($0 == 0 ? "0" : "")\($0 * 10).25Z" })
    let beside = (0..<5).map { "29.02.2024,7,\($0 * 10),\($0)\n" }.joined()
    #expect(
      try times("Datum,Stunde,Minute,A\n" + beside)
        == (0..<5).map { "2024-02-29T07:\($0 == 0 ? "0" : "")\($0 * 10):00Z" })
  }

  @Test("a part that is none, is empty, or a day that there is not refuses its row")
  func refused() throws {
    let good = (1...28).map { "2024,2,\($0),\($0)\n" }.joined()
    let path = try scratch.file(
      "year,month,day,A\n" + good + "2023,2,29,1\n2024,13,1,1\n2024,,1,1\n")
    let read = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
    #expect(read.frame.count == 28)
    #expect(
      read.quarantine.map(\.reason) == [
        "the columns of year, month and day name no day that there is",
        "column 'month': '13' is no month", "column 'month': the month is empty",
      ])
  }

  @Test("beside a whole stamp year, month and hour are tags")
  func beside() throws {
    let path = try scratch.file(
      "time,year,month,day,hour\n"
        + (0..<6).map { "2024-03-14 0\($0):00,2024,3,14,\($0)\n" }.joined())
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.tagNames == ["year", "month", "day", "hour"])
  }

  @Test("days whose rows are many raise a doubt, not rows of one moment")
  func coarse() throws {
    let path = try scratch.file(
      "year,month,day,A\n" + (0..<40).map { "2024,3,\(1 + $0 / 10),\($0)\n" }.joined())
    let format = try CSVSniffer.sniff(file: path)
    #expect(!format.isTimed)
    #expect(format.unreadTime == "day")
    #expect(
      format.notices.contains(
        "columns 'year', 'month' and 'day' name days, and many rows are of one day: their times of day are "
          + "not told; say how far apart the rows are, data.interval"))
  }

  @Test("columns of parts are declared as the time by their names")
  func declared() throws {
    var declared = FormatDeclaration()
    declared.time = ["year", "month", "day", "hour"]
    #expect(
      try times(
        "time,year,month,day,hour,A\n"
          + (0..<6).map { "2020-01-01 0\($0):00,2024,3,14,\($0),5\n" }.joined(), declared
      ).first
        == "2024-03-14T00:00:00Z")
  }

  @Test(
    "digits of year to hour, minute and second are moments",
    arguments: [
      ("20240314", "2024-03-14T00:00:00Z"), ("2024031407", "2024-03-14T07:00:00Z"),
      ("202403140715", "2024-03-14T07:15:00Z"), ("20240314071530", "2024-03-14T07:15:30Z"),
    ])
  func compact(stamp: String, expected: String) throws {
    let text = "time,A\n" + "20240313,1\n20240313,1\n".replacing("20240313", with: stamp)
    #expect(try times(text).first == expected)
  }

  @Test("counts of seconds since 1970 are no days and hours")
  func counts() throws {
    #expect(
      try times("time,A\n" + (0..<50).map { "\(2_024_031_400 + $0 * 60),1\n" }.joined()).first
        == "2034-02-20T06:56:40Z")
    #expect(
      try times("time,A\n" + (0..<50).map { "\(1_700_000_000 + $0 * 3_600),1\n" }.joined()).first
        == "2023-11-14T22:13:20Z")
  }

  @Test(
    "times of day without a day are no moments, and raise a doubt that says what to do",
    arguments: [("Time", ["07:00:00", "07:00:10"]), ("Uhrzeit", ["0700", "0710"])])
  func clocks(name: String, cells: [String]) throws {
    let path = try scratch.file(
      "\(name),A\n" + cells.enumerated().map { "\($1),\($0).5\n" }.joined())
    let format = try CSVSniffer.sniff(file: path)
    #expect(!format.isTimed)
    #expect(format.unreadTime == name)
    #expect(
      format.notices.contains(
        "column '\(name)' holds times of day, and no column holds their days: export the date, too, or say "
          + "how far apart the rows are, data.interval"))
  }
}
