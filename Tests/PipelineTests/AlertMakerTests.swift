import Pipeline
import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Alerts of alarms")
struct AlertMakerTests {
  private static let start = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
  private static let tags = [
    Tag(id: "L_T1", role: .sensor, unit: "m", element: "T1", controller: "PLC1"),
    Tag(id: "S_P1", role: .status), Tag(id: "SP", role: .setpoint), Tag(id: "F"),
  ]

  private static func alert(
    _ parts: [(String, Double?, Double?)], peak: Double = 2, isOpen: Bool = false,
    chain: String = "var-innovations"
  ) throws -> Alert {
    let record = AlarmRecord(
      range: TimeRange(start, start + .hours(2)), isOpen: isOpen, peak: peak, peakTime: start,
      chain: chain,
      tags: parts.map {
        AlarmRecord.TagPart(tag: $0.0, share: 0.4, expected: $0.1, seen: $0.2)
      })
    let alerts = AlertMaker(plant: "p", tags: tags).alerts([record])
    return try #require(alerts.first)
  }

  @Test("an alarm names its asset, what was read and expected, and the next check to make")
  func sensor() throws {
    let alert = try Self.alert([("L_T1", 2.5, 3.75), ("F", nil, nil), ("S_P1", nil, nil)])
    #expect(alert.asset == "T1")
    #expect(
      alert.summary
        == "L_T1 reads 3.75 m, 2.5 m expected; F and S_P1 stand out too")
    #expect(
      alert.nextCheck
        == "Read L_T1 locally in the field and in PLC1 and compare it with the historian.")
    #expect(alert.firstSeen == Self.start)
    #expect(alert.lastSeen == Self.start + .hours(2))
    #expect(alert.tags.map(\.tag) == ["L_T1", "F", "S_P1"])
    #expect(alert.tags[0].unit == "m")
    #expect(alert.detector == "var-innovations")
  }

  @Test("what the alarm is like goes into the alert, and names a technique where the first is one")
  func likely() throws {
    func alert(_ likely: [LikelyTechnique]?) throws -> Alert {
      let record = AlarmRecord(
        range: TimeRange(Self.start, Self.start), isOpen: true, peak: 2, peakTime: Self.start,
        chain: "c", tags: [], assets: [.init(name: "T1", share: 0.75)],
        controllers: [.init(name: "PLC1", share: 0.5)], likely: likely)
      return try #require(AlertMaker(plant: "p", tags: Self.tags).alerts([record]).first)
    }
    let spoof = LikelyTechnique(kind: .init(id: "T0856", name: "Spoof"), share: 0.7)
    let storm = LikelyTechnique(
      kind: .init(id: nil, name: "storm", isHarmless: true), share: 0.2)
    let told = try alert([spoof, storm])
    #expect(told.technique == Alert.Technique(id: "T0856", name: "Spoof"))
    #expect(
      told.likely == [
        Alert.Likely(id: "T0856", name: "Spoof", share: 0.7),
        Alert.Likely(id: nil, name: "storm", share: 0.2, harmless: true),
      ])
    #expect(told.assets == [Alert.Part(name: "T1", share: 0.75)])
    #expect(told.controllers == [Alert.Part(name: "PLC1", share: 0.5)])
    #expect(try alert([storm, spoof]).technique == nil)
    #expect(try alert([]).likely == [])
    #expect(try alert(nil).likely == nil)
  }

  @Test("the rule or relation that is broken stands behind what was read")
  func broken() throws {
    var record = AlarmRecord(
      range: TimeRange(Self.start, Self.start), isOpen: true, peak: 2, peakTime: Self.start,
      chain: "actuator-rules",
      tags: [.init(tag: "S_P1", share: 0.5, expected: 1, seen: 0)])
    record.broken = "S_P1 on below 3 and off above 4.5 of L_T1 (plant.yaml:9)"
    let alert = try #require(AlertMaker(plant: "p", tags: Self.tags).alerts([record]).first)
    #expect(
      alert.summary
        == "S_P1 reads 0, 1 expected; broken: S_P1 on below 3 and off above 4.5 of L_T1 (plant.yaml:9)"
    )
  }

  @Test("where no telemetry came, that is what the alarm says, and no tag is blamed")
  func silence() throws {
    let record = AlarmRecord(
      range: TimeRange(Self.start, Self.start + .hours(60)), isOpen: false, peak: 239,
      peakTime: Self.start + .hours(48), chain: "missing-data", tags: [],
      silence: TimeRange(Self.start, Self.start + .hours(48)))
    let alert = try #require(AlertMaker(plant: "p", tags: Self.tags).alerts([record]).first)
    #expect(alert.summary == "no telemetry from 2026-01-01 00:00 to 2026-01-03 00:00")
    #expect(
      alert.nextCheck
        == "Check the historian, its collector and the link to the plant; ask what was done in that time."
    )
    #expect(alert.asset == "p")
  }

  @Test("an alarm that is still on is new, one that ended is closed")
  func status() throws {
    #expect(try Self.alert([], isOpen: true).status == .new)
    #expect(try Self.alert([], isOpen: false).status == .closed)
  }

  @Test(
    "severity says how far beyond the limit the score went",
    arguments: [
      (1.49, Severity.low), (1.5, .medium), (2.99, .medium), (3, .high), (9.99, .high),
      (10, .critical),
    ])
  func severity(_ peak: Double, _ severity: Severity) throws {
    #expect(try Self.alert([], peak: peak).severity == severity)
  }

  @Test("each role has its own next check, and lost data too")
  func nextChecks() throws {
    #expect(
      try Self.alert([("S_P1", nil, 1)]).nextCheck
        == "Compare S_P1 with the device in the field; look for manual operation or commands from "
        + "an unusual source.")
    #expect(
      try Self.alert([("SP", nil, 1)]).nextCheck
        == "Compare SP with its last approved value; look for the write that changed it.")
    let lost = try Self.alert([("F", nil, nil)], chain: "missing-data")
    #expect(lost.summary == "F is lost for longer than it ever was in normal operation")
    #expect(
      lost.nextCheck == "Check the sensor of F, its link and the historian's collector.")
    let unknown = try Self.alert([])
    #expect(unknown.asset == "p")
    #expect(unknown.summary == "p departs from normal operation")
    #expect(unknown.nextCheck == "Look at the plant's trends around this time.")
  }

  @Test("numbers that no Int holds make no crash")
  func hugeNumbers() throws {
    #expect(
      try Self.alert([("F", -1e300, 1.7e308)]).summary == "F reads 1.7e+308, -1e+300 expected")
  }

  @Test(
    "a technique's id and name are read from an event's note",
    arguments: [
      ("T0856 spoof reporting message: L_T1 high", "T0856", "spoof reporting message"),
      ("T0832 manipulation of view; and more", "T0832", "manipulation of view"),
      ("see T1565.001, stored data. x", "T1565.001", "stored data"),
    ])
  func technique(_ note: String, _ id: String, _ name: String) throws {
    let technique = try #require(ReportFacts.technique(note))
    #expect(technique.id == id)
    #expect(technique.name == name)
  }

  @Test("a note without a technique has none", arguments: ["", "T56", "XT0856", "T08561", "T2856"])
  func noTechnique(_ note: String) { #expect(ReportFacts.technique(note) == nil) }
}
