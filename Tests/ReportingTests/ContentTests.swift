import Evaluation
import Reporting
import Telemetry
import Testing

@Suite("Report content")
struct ContentTests {
  @Test(
    "a promise is kept within its tolerance, broken where chance cannot be why, unknown without time"
  )
  func promise() {
    func verdict(_ alarms: Int, weeks: Double = 10) -> PromiseCheck.Verdict? {
      AlarmPromise(perWeek: 1, heldBack: .init(alarms: alarms, watched: .hours(168 * weeks)))
        .verdict
    }
    #expect(verdict(0) == .kept)
    #expect(verdict(15) == .kept)
    #expect(verdict(16) == .unclear)
    #expect(verdict(24) == .broken)
    #expect(verdict(1, weeks: 2) == .tooShort)
    #expect(AlarmPromise(perWeek: 1).verdict == nil)
    #expect(AlarmPromise.Rate(alarms: 3, watched: .zero).perWeek == 0)
  }

  @Test("the median time to detect counts the caught events only")
  func median() {
    func window(_ hours: Double?) -> JudgedWindow {
      JudgedWindow(
        id: "w",
        event: PlantEvent(range: SampleReport.range(10, 90), asset: "", kind: .attack),
        firstAlarm: hours.map { SampleReport.time(10 + $0) })
    }
    #expect(DetectionFacts(windows: [window(nil)]).medianTimeToDetect == nil)
    #expect(DetectionFacts(windows: [window(4), window(nil)]).medianTimeToDetect == .hours(4))
    let even = DetectionFacts(windows: [window(4), window(1), window(nil), window(2), window(9)])
    #expect(even.medianTimeToDetect == .hours(3))
    #expect(even.caught == 4)
    #expect(window(-5).timeToDetect == .zero)
  }

  @Test("missing cells count over all tags")
  func missing() {
    let plant = PlantFacts(
      name: "p", quarantine: [.init(reason: "a", rows: 2), .init(reason: "b", rows: 3)],
      tags: [TagQuality(id: "a", missingShare: 0.1), TagQuality(id: "b")])
    #expect(plant.missingShare == 0.05)
    #expect(plant.quarantinedRows == 5)
    #expect(PlantFacts(name: "p").missingShare == 0)
  }

  @Test("expected and seen are told with the unit and enough digits to differ")
  func comparison() {
    #expect(
      AlertText.comparison(.init(tag: "t", unit: "m", expected: 3.412, seen: 1.19))
        == "expected 3.41 m, seen 1.19 m")
    #expect(
      AlertText.comparison(.init(tag: "t", unit: "bar", expected: 101.301, seen: 101.352))
        == "expected 101.30 bar, seen 101.35 bar")
    #expect(AlertText.comparison(.init(tag: "t", expected: 1)) == "expected 1, value missing")
    #expect(AlertText.comparison(.init(tag: "t")) == "value missing")
  }
}
