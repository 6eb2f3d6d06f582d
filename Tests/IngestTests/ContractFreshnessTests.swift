import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite struct ContractFreshnessTests {
  private let now = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

  private func hoursAgo(_ hours: Double) -> Timestamp { now - TimeSpan.hours(hours) }

  @Test("what is older than its limit ends the run with exit 75 and says both lengths")
  func tooOld() {
    let faults = Freshness.faults(
      [
        .init("riverbend", newest: hoursAgo(1), limit: .hours(26)),
        .init(
          "LIT_101", newest: hoursAgo(41), limit: .hours(26),
          place: Place(file: "tags.csv", line: 3)),
        .init("FIT_2", newest: hoursAgo(1_000), limit: nil),
        .init("AIT_3", newest: nil, limit: .hours(26)),
        .init("PIT_4", newest: nil, limit: nil),
      ], now: now)
    #expect(
      faults.map(\.description) == [
        "error: newest sample of LIT_101 is 41 h old, limit 26 h\n  at tags.csv:3\n  "
          + "hint: silence may be an attack: check the historian's export",
        "error: AIT_3 has no sample, limit 26 h\n  "
          + "hint: silence may be an attack: check the historian's export",
      ])
    #expect(faults.allSatisfy { $0.kind == .tryLater && $0.kind.rawValue == 75 })
  }

  @Test("a tag under the plant's limit is told how it gets one of its own, or none")
  func underPlant() {
    let faults = Freshness.faults(
      [.init("FIT_9", newest: hoursAgo(9_000), limit: .hours(26), isUnderPlant: true)], now: now)
    #expect(
      faults.map(\.hint) == [
        "silence may be an attack: check the historian's export; a tag that is no longer measured takes "
          + "'freshness: none' in tags.csv, one that comes seldom a limit of its own"
      ])
  }

  @Test("an age equal to the limit is in order, a nanosecond more is not")
  func edge() {
    let limit = TimeSpan.hours(26)
    let newest = now - limit
    #expect(Freshness.faults([.init("A", newest: newest, limit: limit)], now: now).isEmpty)
    let older = Timestamp(nanoseconds: newest.nanoseconds - 1)
    #expect(
      Freshness.faults([.init("A", newest: older, limit: limit)], now: now).map(\.problem)
        == ["newest sample of A is 93600000000001ns old, limit 26h"])
    // A stamp later than now says nothing of age: silence could hide behind it.
    #expect(
      Freshness.faults([.init("A", newest: hoursAgo(-5), limit: limit)], now: now).map(\.problem)
        == [
          "newest sample of A is at 2026-01-01T05:00:00Z, later than now (2026-01-01T00:00:00Z): how "
            + "old its data are cannot be told"
        ])
  }

  @Test("ages beyond any span do not trap")
  func far() {
    let first = Timestamp(nanoseconds: .min)
    let last = Timestamp(nanoseconds: .max)
    #expect(Freshness.faults([.init("A", newest: first, limit: .hours(1))], now: last).count == 1)
    #expect(Freshness.faults([.init("A", newest: last, limit: .hours(1))], now: first).count == 1)
  }
}
