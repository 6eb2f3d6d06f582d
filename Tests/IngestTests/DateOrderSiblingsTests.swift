import Diagnostics
import Ingest
import Testing

/// Files of one source in which day and month cannot be told apart.
@Suite struct DateOrderSiblingsTests {
  private let scratch = Scratch()

  private func format(_ name: String, _ dates: [String]) throws -> CSVFormat {
    let path = try scratch.file("time,A\n" + dates.map { "\($0) 00:00,1\n" }.joined(), name)
    return try DateOrderSiblings.settled(try CSVSniffer.sniff(file: path), file: path)
  }

  private static let open = ["03/04/2023", "03/04/2023"]

  @Test(
    "a file that tells nothing is read as its siblings' dates say, and says so",
    arguments: [
      (["25/04/2023", "26/04/2023"], "day-month-year-hour", "day"),
      (["04/25/2023", "04/26/2023"], "month-day-year", "month"),
    ])
  func decided(dates: [String], id: String, part: String) throws {
    var siblings = DateOrderSiblings()
    siblings.add(try format("told.csv", dates), file: "told.csv")
    var open = try format("open.csv", Self.open)
    #expect(open.dateOrder == .assumed)
    siblings.add(open, file: "open.csv")
    siblings.settle(&open)
    #expect(open.timeFormat == id)
    #expect(open.dateOrder == .siblings)
    #expect(
      open.notices == [
        "column 'time': day and month cannot be told apart in this file; the \(part) is taken to come "
          + "first, as in told.csv"
      ])
  }

  @Test("siblings that contradict each other are both named, and decide nothing")
  func contradictory() throws {
    var siblings = DateOrderSiblings()
    siblings.add(try format("d.csv", ["25/04/2023"]), file: "d.csv")
    siblings.add(try format("m.csv", ["04/25/2023"]), file: "m.csv")
    var open = try format("open.csv", Self.open)
    let before = open
    siblings.settle(&open)
    #expect(open.timeFormat == before.timeFormat)
    #expect(
      open.notices == before.notices + [
        "column 'time': other files contradict each other, the day comes first in d.csv and the month "
          + "in m.csv"
      ])
  }

  @Test("without a sibling that tells, the file's report stays")
  func none() throws {
    var siblings = DateOrderSiblings()
    var open = try format("open.csv", Self.open)
    siblings.add(try format("other.csv", Self.open), file: "other.csv")
    let before = open
    siblings.settle(&open)
    #expect(open == before)
  }

  @Test("steps from day to day stay, and a sibling that says otherwise is named")
  func steps() throws {
    var siblings = DateOrderSiblings()
    siblings.add(try format("m.csv", ["04/25/2023"]), file: "m.csv")
    var daily = try format(
      "daily.csv", (1...9).flatMap { ["0\($0)/04/2023", "0\($0)/04/2023"] })
    #expect(daily.dateOrder == .steps)
    siblings.settle(&daily)
    #expect(daily.timeFormat == "day-month-year-hour")
    #expect(
      daily.notices.last
        == "column 'time': in m.csv the month comes first; is this file written otherwise?")
  }
}
