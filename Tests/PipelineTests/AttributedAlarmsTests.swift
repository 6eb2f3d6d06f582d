import Evaluation
import Pipeline
import Telemetry
import Testing

@Suite("What alarms point at")
struct AttributedAlarmsTests {
  private static let tags = [
    Tag(id: "L_T1", element: "T1", controller: "PLC1"),
    Tag(id: "S_PU1", element: "PU1", controller: "PLC1"),
    Tag(id: "F_PU1", element: "PU1"), Tag(id: "L_T2", element: "T2", controller: "PLC2"),
  ]
  private static let span = TimeRange(Timestamp(nanoseconds: 0), Timestamp(nanoseconds: 10))
  private let own = AttributedAlarms(tags: tags)

  private func event(_ asset: String) -> PlantEvent {
    PlantEvent(range: Self.span, asset: asset, kind: .attack)
  }

  @Test(
    "an event concerns its asset and the tags that hang on it; the whole plant is nothing to name")
  func concerns() {
    #expect(own.concerns(of: event("T1")) == ["T1", "L_T1"])
    #expect(own.concerns(of: event("PU1")) == ["PU1", "S_PU1", "F_PU1"])
    #expect(own.concerns(of: event("PLC1")) == ["PLC1", "L_T1", "S_PU1"])
    #expect(own.concerns(of: event("L_T2")) == ["L_T2"])
    #expect(own.concerns(of: event("J8")) == ["J8"])
    #expect(own.concerns(of: event("")) == [])
  }

  @Test("an alarm names the three tags with the largest parts and the element of the first")
  func names() {
    let record = AlarmRecord(
      range: Self.span, isOpen: false, peak: 2, peakTime: Self.span.start, chain: "c",
      tags: ["S_PU1", "L_T2", "X", "L_T1"].map {
        .init(tag: $0, share: 0.25, expected: nil, seen: nil)
      })
    #expect(
      own.attributions(of: [record])
        == [Attribution(range: Self.span, names: ["S_PU1", "L_T2", "X", "PU1"])])
  }
}
