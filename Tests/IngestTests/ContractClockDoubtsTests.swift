import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite struct ContractClockDoubtsTests {
  private let start = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

  private func stamps(_ minutes: [Double]) -> [Timestamp] {
    minutes.map { start + TimeSpan(seconds: $0 * 60) }
  }

  private func notices(_ doubts: ClockDoubts, lines: Bool = true) -> [String] {
    let line: (Int) -> Int? = { lines ? $0 + 2 : nil }
    let backfill = doubts.backfillNotice(file: "a.csv", lineOfRow: line)
    return (doubts.stepNotices(file: "a.csv", lineOfRow: line) + (backfill.map { [$0] } ?? []))
      .map(\.description)
  }

  @Test("a newest sample later than now is named with both moments")
  func future() {
    let newest = start + TimeSpan(seconds: 60)
    #expect(
      ClockDoubts.futureNotice(newest: newest, now: start, file: "a.csv")?.description
        == "warning: the newest sample is at 2026-01-01T00:01:00Z, later than now "
        + "(2026-01-01T00:00:00Z): is the zone or the clock wrong? (a.csv)")
    #expect(ClockDoubts.futureNotice(newest: newest, now: newest, file: "a.csv") == nil)
    #expect(ClockDoubts.futureNotice(newest: nil, now: start, file: "a.csv") == nil)
  }

  @Test("the interval of rows may become known with later batches")
  func lateInterval() {
    var doubts = ClockDoubts()
    doubts.add(stamps([0, 70]))
    doubts.add(stamps([80, 150]), interval: TimeSpan(seconds: 600))
    #expect(doubts.steps.map(\.row) == [3])
  }

  @Test("a clock put forward or back by whole hours is named with both stamps")
  func steps() {
    var doubts = ClockDoubts(interval: TimeSpan(seconds: 600))
    doubts.add(stamps([0, 10, 80, 90]))
    doubts.add(stamps([40, 50]))
    #expect(doubts.steps.map(\.amount) == [.hours(1), .hours(-1)])
    #expect(
      notices(doubts) == [
        "warning: the clock seems to be put forward by 1h, or rows are missing, between "
          + "2026-01-01T00:10:00Z and 2026-01-01T01:20:00Z (a.csv:4)",
        "warning: the clock seems to be put back by 1h between 2026-01-01T01:30:00Z and "
          + "2026-01-01T00:40:00Z (a.csv:6)",
      ])
  }

  @Test(
    "which jumps look like a clock",
    arguments: [
      (70, 60), (40, 30), (130, 120), (850, 840), (-50, -60), (-20, -30), (910, nil), (55, nil),
      (100, nil), (20, nil), (66, 60), (64, nil), (10.5, nil), (0, nil), (-10, nil), (610, 600),
      (76, nil), (4_330, nil),
    ] as [(Double, Double?)])
  func jumps(minutes: Double, amount: Double?) {
    var doubts = ClockDoubts(interval: TimeSpan(seconds: 600))
    doubts.add(stamps([0, minutes]))
    #expect(
      doubts.steps.first.map { $0.amount.seconds / 60 } == amount, "\(doubts.steps)")
  }

  @Test("hourly rows and rows without a pace do not tell a jump from a gap")
  func coarse() {
    for interval in [TimeSpan.hours(1), nil, .zero] {
      var doubts = ClockDoubts(interval: interval)
      doubts.add(stamps([0, 60, 180, 240, 180]))
      #expect(doubts.stepCount == 0)
    }
  }

  @Test("many jumps are told by their number")
  func many() {
    var doubts = ClockDoubts(interval: TimeSpan(seconds: 600))
    for day in 0..<300 { doubts.add(stamps([Double(day) * 100_000, Double(day) * 100_000 + 70])) }
    #expect(doubts.stepCount == 300)
    #expect(doubts.steps.count == 100)
    #expect(notices(doubts).count == 6)
    #expect(
      notices(doubts).last
        == "warning: 295 more jumps of the clock by whole hours, the declared zone may be wrong "
        + "(a.csv)")
  }

  @Test("rows earlier than what an earlier ingest reached are named as filled in later")
  func backfilled() {
    var doubts = ClockDoubts(
      earlierNewest: start, interval: TimeSpan(seconds: 60))
    doubts.add(stamps([-3, -2, 0, 1]))
    #expect(
      notices(doubts, lines: false) == [
        "warning: 2 rows filled in later, from 2025-12-31T23:57:00Z to 2025-12-31T23:58:00Z: an "
          + "earlier ingest already reached 2026-01-01T00:00:00Z (a.csv)"
      ])
  }

  @Test("no stamps trap")
  func hostile() {
    let values: [Int64] = [.min, .max, 0, -1, 1, .min + 1, 3_600_000_000_000]
    for interval: Int64 in [1, 600_000_000_000, .max, .min, -5] {
      var doubts = ClockDoubts(
        earlierNewest: start, interval: TimeSpan(nanoseconds: interval))
      for a in values { for b in values { doubts.add([a, b].map(Timestamp.init)) } }
      _ = doubts.stepNotices(file: "a.csv")
      _ = doubts.backfillNotice(file: "a.csv")
    }
  }
}
