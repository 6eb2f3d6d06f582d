import Diagnostics
import Foundation
import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Alerts")
struct AlertTests {
  @Test("an id follows from plant, asset and first moment, and from nothing else")
  func ids() {
    // sha256("6:c-town,4:L_T7,20:2016-07-04T00:00:00Z,") begins so; computed with Python's hashlib.
    #expect(
      Alert.id(plant: "c-town", firstSeen: SampleReport.start, asset: "L_T7") == "1e6cdcabf884")
    var later = SampleReport.alert(from: 900, to: 960)
    later.severity = .low
    #expect(later.id == SampleReport.alert(from: 900, to: 2_000).id)
    #expect(later.id != SampleReport.alert(from: 901, to: 960).id)
    #expect(
      Alert.id(plant: "a", firstSeen: SampleReport.start, asset: "bc")
        != Alert.id(plant: "ab", firstSeen: SampleReport.start, asset: "c"))
    #expect(
      Alert.id(plant: "a,1:b", firstSeen: SampleReport.start, asset: "c")
        != Alert.id(plant: "a", firstSeen: SampleReport.start, asset: "b,1:c"))
  }

  @Test("a line has sorted keys, null for what is not known, and no line end inside")
  func line() {
    let alert = Alert(
      plant: "p\n\"q\"\u{202E}\u{1B}", asset: "", firstSeen: SampleReport.start,
      lastSeen: SampleReport.start, severity: .low,
      tags: [.init(tag: "t", expected: .nan, seen: 1.5)])
    #expect(
      AlertsFile.lines([alert])
        == #"{"asset":"","assets":null,"controllers":null,"detector":"","#
        + #""first_seen":"2016-07-04T00:00:00Z","id":""# + alert.id
        + #"","last_seen":"2016-07-04T00:00:00Z","likely":null,"next_check":"","peak":null,"#
        + #""plant":"p\n\"q\"\u202e\u001b","schema_version":2,"severity":"low","status":"new","#
        + #""summary":"","tags":[{"expected":null,"seen":1.5,"share":null,"tag":"t","unit":null}],"#
        + #""technique":null}"# + "\n")
    #expect(AlertsFile.lines([]) == "")
  }

  @Test("what is written is read back", arguments: ["L_T7", HostileText.all])
  func roundTrip(_ name: String) throws {
    let alerts = [SampleReport.alert(name), SampleReport.alert("b", from: 1, to: 2)]
    let text = AlertsFile.lines(alerts)
    #expect(text.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 2)
    #expect(try AlertsFile.alerts(in: text) == alerts)
    #expect(try AlertsFile.alerts(in: "\n" + text + " \r\n") == alerts)
  }

  @Test("a line of version 1, which knows nothing of likeness, is read with nothing known of it")
  func olderLine() throws {
    let alert = SampleReport.alert("b")
    let older = AlertsFile.lines([alert])
      .replacing("\"schema_version\":2", with: "\"schema_version\":1")
      .replacing(#""assets":null,"controllers":null,"#, with: "")
      .replacing(#""likely":null,"#, with: "")
    #expect(!older.contains("likely"))
    #expect(try AlertsFile.alerts(in: older) == [alert])
    var told = alert
    told.likely = [
      .init(id: "T0856", name: "Spoof", share: 0.6),
      .init(id: nil, name: "noise", share: 0.4, harmless: true),
    ]
    told.assets = [.init(name: "T1", share: 0.8)]
    told.controllers = []
    #expect(try AlertsFile.alerts(in: AlertsFile.lines([told])) == [told])
  }

  @Test("a line that is not an alert is told with file and line")
  func badLines() throws {
    let good = AlertsFile.lines([SampleReport.alert()])
    func fault(_ text: String) -> String? {
      do {
        _ = try AlertsFile.alerts(in: text, file: "alerts.jsonl")
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      fault(good + "{}\n") == """
        error: the line is not an alert
          at alerts.jsonl:2
          hint: the format is described in Documentation/schemas/alerts.schema.json
        """)
    #expect(
      fault(good.replacing("\"schema_version\":2", with: "\"schema_version\":3")) == """
        error: the alert has schema version 3; this program reads up to 2
          at alerts.jsonl:1
          hint: a newer tocsin wrote the file
        """)
    #expect(
      fault(good.replacing(SampleReport.alert().id, with: "../x")) == """
        error: the alert's id must be 12 digits from 0 to 9 and a to f, got '../x'
          at alerts.jsonl:1
        """)
    #expect(fault("\u{0}[[[[") != nil)
  }

  @Test("an alert is new, ongoing or closed by what the last run knew")
  func carry() {
    let known = SampleReport.alert("a", from: 10, to: 20)
    let grown = SampleReport.alert("a", from: 10, to: 40)
    let fresh = SampleReport.alert("b", from: 30, to: 40)
    var over = SampleReport.alert("c", from: 1, to: 5)
    let result = AlertsFile.carry(previous: [known, over], current: [fresh, grown])
    #expect(result.map(\.asset) == ["c", "a", "b"])
    #expect(result.map(\.status) == [.closed, .ongoing, .new])
    #expect(result[1].lastSeen == grown.lastSeen)
    over.status = .closed
    #expect(AlertsFile.carry(previous: [over], current: []) == [])
    #expect(AlertsFile.carry(previous: [over], current: [over]).map(\.status) == [.ongoing])
  }

  @Test("an anomaly whose beginning a retrained model moves keeps its id and its first moment")
  func movedBeginning() throws {
    let known = SampleReport.alert("a", from: 10, to: 20)
    let moved = SampleReport.alert("a", from: 11, to: 40)
    let result = try #require(AlertsFile.carry(previous: [known], current: [moved]).first)
    #expect(result.id == known.id)
    #expect(result.firstSeen == known.firstSeen)
    #expect(result.lastSeen == moved.lastSeen)
    #expect(result.status == .ongoing)
    let apart = AlertsFile.carry(
      previous: [known], current: [SampleReport.alert("a", from: 21, to: 40)])
    #expect(apart.map(\.status) == [.closed, .new])
    let other = AlertsFile.carry(
      previous: [known], current: [SampleReport.alert("b", from: 11, to: 40)])
    #expect(other.map(\.status) == [.closed, .new])
  }

  @Test("the order of the alerts handed in does not matter")
  func order() {
    let previous = [
      SampleReport.alert("a", from: 1, to: 9), SampleReport.alert("b", from: 2, to: 9),
    ]
    let current = [
      SampleReport.alert("b", from: 3, to: 9), SampleReport.alert("d", from: 1, to: 9),
    ]
    #expect(
      AlertsFile.carry(previous: previous, current: current)
        == AlertsFile.carry(previous: previous.reversed(), current: current.reversed()))
  }

  @Test(
    "alerts.jsonl fits its published schema",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func schema() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tocsin-alerts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = AlertsFile.lines([
      SampleReport.alert(), SampleReport.alert(HostileText.all),
      Alert(
        plant: "", asset: "", firstSeen: SampleReport.start, lastSeen: SampleReport.start,
        severity: .critical, status: .closed),
    ])
    let alerts = folder.appendingPathComponent("alerts.jsonl")
    try lines.write(to: alerts, atomically: true, encoding: .utf8)
    let script = folder.appendingPathComponent("check.py")
    try """
    import json, sys
    from jsonschema import Draft202012Validator
    schema = json.load(open(sys.argv[1]))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    lines = open(sys.argv[2], newline="\\n").read().splitlines()
    alerts = [json.loads(line) for line in lines]
    for alert in alerts:
        validator.validate(alert)
    refused = 0
    for key in alerts[0]:
        refused += not validator.is_valid({k: v for k, v in alerts[0].items() if k != key})
    refused += not validator.is_valid(alerts[0] | {"extra": 1})
    print(len(alerts), refused, len(alerts[0]))
    """.write(to: script, atomically: true, encoding: .utf8)
    let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Documentation/schemas/alerts.schema.json")
    let output = try ExternalTools.runPython(script.path, [schema.path, alerts.path])
    #expect(String(decoding: output, as: UTF8.self) == "3 18 17\n")
  }
}
