import Diagnostics
import Foundation
import Ingest
import Telemetry
import Testing

@Suite struct SideFilesTests {
  private let scratch = Scratch()

  private func problems<T>(_ body: () throws(Faults) -> T) -> [String] {
    do throws(Faults) {
      _ = try body()
      return []
    } catch {
      return error.all.map { fault in
        "\(fault.place?.line ?? 0): \(fault.problem)" + (fault.hint.map { " | \($0)" } ?? "")
      }
    }
  }

  @Test("tags.csv gives what it declares, and tells of columns that it does not use")
  func tags() throws {
    let path = try scratch.file(
      """
      Tag , role,unit,resolution,element,controller,colour
      L_T1,sensor,m,0.01,T1,PLC1,1
      "S_PU1",,,,PU1,,

      P_J1,Setpoint,"m, above sea",,,,
      """)
    var notices: [Notice] = []
    let declarations = try TagsFile.read(path, notices: &notices)
    #expect(
      declarations == [
        TagDeclaration(
          tag: "L_T1", role: .sensor, unit: "m", resolution: 0.01, element: "T1",
          controller: "PLC1", line: 2),
        TagDeclaration(tag: "S_PU1", element: "PU1", line: 3),
        TagDeclaration(tag: "P_J1", role: .setpoint, unit: "m, above sea", line: 5),
      ])
    #expect(
      notices.map(\.text) == [
        "column 'colour' is not used (known: tag, role, unit, resolution, element, quantity, "
          + "controller, confidence, evidence, mark, scale, offset, raw-unit, min, max, rate, gap, freshness, missing, resample, on-violation)"
      ])
    #expect(
      try declarations[1].applied(to: Tag(id: "S_PU1", role: .status))
        == Tag(id: "S_PU1", role: .status, element: "PU1"))
    #expect(try declarations[0].applied(to: Tag(id: "L_T1", role: .status)).role == .sensor)
  }

  @Test("tags.csv tells every problem at once with its line")
  func badTags() throws {
    let path = try scratch.file(
      "tag,role,resolution\nA,senser,0.1\nA,sensor,0\n,status,x\nB\nC,a,\"1\n")
    #expect(
      problems { () throws(Faults) in try TagsFile.read(path) } == [
        "5: 1 fields instead of 3 | put texts with commas in quotes, and write \"\" for a quote",
        "6: a quote is not closed, or text follows one | put texts with commas in quotes, and "
          + "write \"\" for a quote",
        "2: unknown role 'senser' | did you mean 'sensor'? known: actuator, disturbance, label, "
          + "sensor, setpoint, status",
        "3: tag 'A' stands on line 2 already | keep one of them",
        "3: the resolution must be a number above 0, got '0'",
        "4: the tag is empty",
        "4: the resolution must be a number above 0, got 'x'",
      ])
    let other = try scratch.file("tags,role\nA,sensor\n")
    #expect(
      problems { () throws(Faults) in try TagsFile.read(other) }
        == ["1: column 'tag' is missing | is 'tags' meant?"])
    #expect(
      problems { () throws(Faults) in try TagsFile.read("/nonexistent/tags.csv") }
        == ["0: the file does not exist"])
  }

  @Test("events.csv is read with quotes, zones and absent columns")
  func events() throws {
    let path = try scratch.file(
      """
      start,end,asset,kind,source,note
      2026-03-17T13:00:00Z,2026-03-17T19:50:00Z,PU1,maintenance,script,"seal of PU1, \"\"B\"\""
      2026-06-02 13:00,2026-06-02 13:00,,False-Alarm,,
      2026-11-01 01:30,2026-11-01 01:30,T3,attack,,
      """)
    let events = try EventsFile.read(path, timeZone: "America/Chicago")
    #expect(events.count == 3)
    #expect(events[0].note == "seal of PU1, \"B\"")
    #expect(events[0].range.description == "2026-03-17T13:00:00Z to 2026-03-17T19:50:00Z")
    #expect(events[1].kind == .falseAlarm)
    #expect(events[1].range.start.description == "2026-06-02T18:00:00Z")
    // The hour that comes twice is covered from its first start to its last end.
    #expect(events[2].range.description == "2026-11-01T06:30:00Z to 2026-11-01T07:30:00Z")
    let short = try scratch.file("kind;start;end\nfault;2026-01-01;2026-01-02\n")
    #expect(try EventsFile.read(short).first?.asset == "")
  }

  @Test("events.csv tells every problem at once with its line and both values")
  func badEvents() throws {
    let path = try scratch.file(
      "start,end,asset,kind\n2026-01-02,2026-01-01,A,attack\n01/02/2026,,A,atack\n"
        + "2026-01-01,2026-01-02,A\n2026-01-01,2026-01-02,A,\n")
    #expect(
      problems { () throws(Faults) in try EventsFile.read(path) } == [
        "4: 3 fields instead of 4 | put texts with commas in quotes, and write \"\" for a quote",
        "2: the end 2026-01-01T00:00:00Z lies before the start 2026-01-02T00:00:00Z",
        "3: the start '01/02/2026' is not an ISO 8601 time | like 2026-06-30T21:10:00Z or "
          + "2026-06-30 21:10",
        "3: the end is empty | like 2026-06-30T21:10:00Z or 2026-06-30 21:10",
        "3: unknown kind 'atack' | did you mean 'attack'? known: attack, false-alarm, fault, "
          + "maintenance, test",
        "5: the kind is empty | known: attack, false-alarm, fault, maintenance, test",
      ])
    let missing = try scratch.file("start,finish\n2026-01-01,2026-01-02\n")
    #expect(
      problems { () throws(Faults) in try EventsFile.read(missing) } == [
        "1: column 'end' is missing | the header must name it",
        "1: column 'kind' is missing | the header must name it",
      ])
  }

  @Test(
    "roles follow names first, then values",
    arguments: [
      ("ATT_FLAG", [-999.0, 1], TagRole.label), ("label", [0, 1], .label),
      ("isAnomaly", [0], .label),
      ("Normal/Attack", [0, 1], .label), ("S_PU1", [1], .status), ("S_PU1", [0.5, 1], .sensor),
      ("F_PU1", [0.1, 2, 3, 4, 5], .sensor), ("MV101", [0, 1, 2], .status), ("P102", [1], .sensor),
      ("TIC101.SP", [1, 2, 3, 4, 5], .setpoint), ("L_T1_setpoint", [1], .setpoint),
      ("L_T1", [-1, 1], .sensor), ("latitude", [1.5, 2], .sensor),
      ("pump_status", [0, 1, 7], .status),
    ])
  func roles(name: String, values: [Double], role: TagRole) {
    #expect(RoleInference.infer(name, ColumnStatistics(values)).role == role)
  }

  @Test("the reason for a role names the word or the values")
  func reasons() {
    #expect(
      RoleInference.infer("ATT_FLAG", ColumnStatistics([0])).reason == "the name has the word 'att'"
    )
    #expect(
      RoleInference.infer("S_PU1", ColumnStatistics([1, .nan, 0])).reason
        == "the name has the word 's' and 0 and 1 are its values")
    #expect(
      RoleInference.infer("MV1", ColumnStatistics([1, 2, 0])).reason
        == "0, 1 and 2 are its only values")
  }

  @Test("statistics of a column leave missing cells out")
  func statistics() {
    let some = ColumnStatistics([3, .nan, 1, 3])
    #expect(some.count == 4)
    #expect(some.missing == 1)
    #expect(some.minimum == 1)
    #expect(some.maximum == 3)
    #expect(some.distinct == [1, 3])
    #expect(ColumnStatistics([.nan]).minimum.isNaN)
    #expect(ColumnStatistics([1, 2, 3, 4, 5]).distinct == nil)
  }

  @Test(
    "written fields are quoted where needed and defused for spreadsheets",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""),
      (" a", "\" a\""), ("=1+1", "'=1+1"), ("-5", "-5"), ("+1.5e3", "+1.5e3"), ("-a", "'-a"),
      ("@x,y", "\"'@x,y\""), ("", ""), ("=\"x\"", "\"'=\"\"x\"\"\""), ("\t=1", "'\t=1"),
    ])
  func fields(text: String, written: String) {
    #expect(CSVField.escaped(text) == written)
  }

  @Test("a quarantine row is one CSV record that reads back as it was")
  func quarantineLine() {
    let row = QuarantinedRow(
      file: "a,b.csv", line: 7, byteOffset: 99, reason: "column 'x': '=1' is not a number",
      text: "=cmd|'/c calc',\"1\"")
    #expect(QuarantinedRow.csvHeader == "file,line,byte_offset,reason,text")
    #expect(
      row.csvLine
        == "\"a,b.csv\",7,99,column 'x': '=1' is not a number,\"'=cmd|'/c calc',\"\"1\"\"\"")
  }
}
