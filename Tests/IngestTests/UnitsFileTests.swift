import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite struct UnitsFileTests {
  private let scratch = Scratch()

  @Test("A file of units gives its records, and tells of columns that it does not use")
  func records() throws {
    let path = try scratch.file(
      "\u{FEFF}Unit,start,end,OUTCOME,asset,note,cost\r\n"
        + "A,2026-01-01,2026-02-01T06:00:00Z,Failed,PU1,\"worn, hot\",7\r\n"
        + "B,2026-02-02,,running,,,\r\n")
    var notices: [Notice] = []
    let records = try UnitsFile.read(path, points: .times(zone: "UTC"), notices: &notices)
    let start = try #require(Timestamp(iso8601: "2026-01-01"))
    let end = try #require(Timestamp(iso8601: "2026-02-01T06:00:00Z"))
    let second = try #require(Timestamp(iso8601: "2026-02-02"))
    #expect(
      records == [
        UnitRecord(
          unit: "A", start: .time(start), end: .time(end), outcome: .failed, asset: "PU1",
          note: "worn, hot", line: 2),
        UnitRecord(unit: "B", start: .time(second), outcome: .running, line: 3),
      ])
    #expect(
      notices.map(\.text) == [
        "column 'cost' is not used (known: unit, start, end, outcome, asset, note)"
      ])
  }

  @Test("A file of units tells every problem at once with its line")
  func bad() throws {
    let path = try scratch.file(
      """
      unit,start,end,outcome
      A,2026-02-01,2026-01-01,failed
      A,2026-01-01,2026-01-01,fialed
      ,2026-01-01,tomorrow,
      C,2026-01-01,,replaced
      D,2026-01-01

      """, "u.csv")
    let known = "known: failed, replaced, running"
    #expect(
      problems { () throws(Faults) in try UnitsFile.read(path, points: .times(zone: "UTC")) } == [
        "u.csv:6 2 fields instead of 4 | put texts with commas in quotes, and write "
          + "\"\" for a quote",
        "u.csv:2 the end 2026-01-01T00:00:00Z lies before the start 2026-02-01T00:00:00Z",
        "u.csv:3 unit 'A' stands on line 2 already | one row per life: a unit that was repaired "
          + "gets a new name",
        "u.csv:3 unknown outcome 'fialed' | did you mean 'failed'? \(known)",
        "u.csv:4 the unit is empty",
        "u.csv:4 the end 'tomorrow' is not an ISO 8601 time | like 2026-06-30 or "
          + "2026-06-30T21:10:00Z",
        "u.csv:4 the outcome is empty | \(known)",
        "u.csv:5 the end is empty, but the unit was replaced | only a unit that is running may "
          + "have no end",
      ])
  }

  @Test("Ages are numbers of at least 0; columns that are missing and empty files are told")
  func ages() throws {
    let path = try scratch.file("unit,start,end,outcome\nA,-1,x,failed\nB,5,4,failed\n", "u.csv")
    #expect(
      problems { () throws(Faults) in try UnitsFile.read(path, points: .ages) } == [
        "u.csv:2 the start must be an age of at least 0, got '-1'",
        "u.csv:2 the end must be an age of at least 0, got 'x'",
        "u.csv:3 the end 4 lies before the start 5",
      ])
    let other = try scratch.file("unit,begin,end,outcom\nA,2026-01-01,2026-01-02,failed\n", "o.csv")
    #expect(
      problems { () throws(Faults) in try UnitsFile.read(other, points: .times(zone: "UTC")) } == [
        "o.csv:1 column 'start' is missing | the header must name it",
        "o.csv:1 column 'outcome' is missing | is 'outcom' meant?",
      ])
    let none = try scratch.file("unit,outcome\n", "n.csv")
    #expect(
      problems { () throws(Faults) in try UnitsFile.read(none, points: .ages) } == [
        "n.csv the file has a header but no units"
      ])
  }

  @Test("Lives are one number a line, as many as there are units")
  func lives() throws {
    let path = try scratch.file("112 \r\n98\r\n\r\n 7.5\r\n", "r.txt")
    #expect(try LivesFile.read(path) == [112, 98, 7.5])
    #expect(try LivesFile.read(path, for: (3, "test.txt")) == [112, 98, 7.5])
    #expect(
      problems { () throws(Faults) in try LivesFile.read(path, for: (4, "test.txt")) } == [
        "r.txt the file has 3 lives, test.txt has 4 units | one life per unit, in the order of the "
          + "units"
      ])
    let bad = try scratch.file("1\n-2\n3 4\nx\n", "b.txt")
    #expect(
      problems { () throws(Faults) in try LivesFile.read(bad, for: (1, "test.txt")) } == [
        "b.txt:2 a life must be one number of at least 0, got '-2'",
        "b.txt:3 a life must be one number of at least 0, got '3 4'",
        "b.txt:4 a life must be one number of at least 0, got 'x'",
        "b.txt the file has 4 lives, test.txt has 1 unit | one life per unit, in the order of the "
          + "units",
      ])
    let blank = try scratch.file("\n\n", "e.txt")
    #expect(
      problems { () throws(Faults) in try LivesFile.read(blank) } == ["e.txt the file has no lives"]
    )
  }
}
