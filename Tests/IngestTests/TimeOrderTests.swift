import Ingest
import Testing

/// Which of day and month comes first, counted over a whole file.
@Suite struct TimeOrderTests {
  private func tally(_ texts: [String]) -> DateOrderTally {
    var tally = DateOrderTally()
    for text in texts { Array(text.utf8).withUnsafeBufferPointer { tally.add($0) } }
    return tally
  }

  private func hours(_ dates: [String]) -> [String] {
    dates.flatMap { date in (0..<24).map { "\(date) \($0):00" } }
  }

  @Test("dates past the 12th tell; both kinds contradict each other; nothing else is counted")
  func verdicts() {
    #expect(tally(["01/02/19", "13/02/19"]).verdict == .dayFirst)
    #expect(tally(["01/02/19", "02/13/19"]).verdict == .monthFirst)
    #expect(tally(["13/02/19", "02/13/19"]).verdict == .contradictory)
    #expect(tally(["01/02/19", "02/03/19", "x", "", "2019-04-25"]).verdict == .open)
    let counted = tally(["01/02/19", "13/02/19", "02/14/19", "14/02/19", "99/99/99"])
    #expect((counted.dayFirst, counted.monthFirst, counted.both) == (2, 1, 1))
  }

  @Test("hours within days and the days after them tell where no date does")
  func steps() {
    #expect(tally(hours(["01/02/19", "02/02/19", "03/02/19"])).verdict == .dayFirstBySteps)
    #expect(tally(hours(["02/01/19", "02/02/19", "02/03/19"])).verdict == .monthFirstBySteps)
    // A row per date may be a row per month as well.
    #expect(tally(["01/02/19", "02/02/19", "03/02/19"]).verdict == .open)
    // One day only.
    #expect(tally(hours(["01/02/19"])).verdict == .open)
    #expect(tally([]).verdict == .open)
  }

  @Test("parts merged in order count like the whole, wherever it is cut")
  func merged() {
    let texts = hours(["01/02/19", "02/02/19", "03/02/19"]) + ["nothing", "13/02/19", "02/14/19"]
    let whole = tally(texts)
    for cut in texts.indices {
      var parts = tally(Array(texts[..<cut]))
      parts.merge(tally(Array(texts[cut...])))
      #expect(parts == whole)
    }
  }

  @Test("the whole file settles what the sample left open, with evidence or a notice")
  func settled() throws {
    func settled(_ texts: [String]) throws -> CSVFormat {
      var format = try CSVSniffer.sniff(
        bytes: Array("t;x\n01/02/19;1\n02/03/19;1\n".utf8), name: "x.csv")
      #expect(format.isDateOrderOpen)
      #expect(
        format.notices == [
          "column 't': day and month cannot be told apart in 2 sampled times; the day is taken to "
            + "come first"
        ])
      tally(texts).settle(&format)
      #expect(!format.isDateOrderOpen)
      return format
    }
    let month = try settled(["01/02/19", "02/03/19", "02/13/19"])
    #expect(month.timeFormat == "month-day-year")
    #expect(month.notices == [])
    #expect(
      month.evidence.last
        == "column 't': in the whole file 1 of 3 dates have a day past the 12th, second: the month "
        + "comes first")
    let day = try settled(["01/02/19", "13/03/19", "14/03/19"])
    #expect(day.timeFormat == "day-month-year-hour")
    #expect(
      day.evidence.last
        == "column 't': in the whole file 2 of 3 dates have a day past the 12th, first: the day "
        + "comes first")
    let open = try settled(["01/02/19", "02/03/19", "03/02/19"])
    #expect(open.timeFormat == "day-month-year-hour")
    #expect(
      open.notices == [
        "column 't': day and month cannot be told apart in 3 times; the day is taken to come first"
      ])
    let steps = try settled(hours(["02/01/19", "02/02/19"]))
    #expect(steps.timeFormat == "month-day-year")
    #expect(
      steps.notices == [
        "column 't': day and month cannot be told apart in 48 times; the month is taken to come "
          + "first, because then 1 of 1 changes of date go a week or less, else 0"
      ])
    let both = try settled(["02/13/19", "02/14/19", "13/02/19"])
    #expect(both.timeFormat == "month-day-year")
    #expect(
      both.notices == [
        "column 't': 2 dates have only the month first and 1 only the day; the month is taken to "
          + "come first, the 1 will be refused, and dates up to the 12th may be wrong"
      ])
  }
}
