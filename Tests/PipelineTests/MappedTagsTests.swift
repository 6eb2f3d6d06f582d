import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("tags.csv of a plant with a network") struct MappedTagsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let lines = try String(
      contentsOfFile: "\(Self.root)/datasets/riverbend/2026-02.csv", encoding: .utf8
    ).split(separator: "\n").prefix(1_500)
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    // Half of the tags each, the time in both.
    for (name, isKept) in [("a.csv", { $0 < 20 }), ("b.csv", { $0 >= 20 })]
      as [(String, (Int) -> Bool)]
    {
      let text = cells.map { row in
        row.enumerated().filter { $0.offset == 0 || isKept($0.offset) }.map(\.element)
          .joined(separator: ",")
      }
      try write(text.joined(separator: "\n") + "\n", to: name)
    }
  }

  private func write(_ text: String, to name: String) throws {
    try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
  }

  @discardableResult private func setUp(_ files: String...) throws -> String {
    try PlantSetup(
      files: files.map { folder.file($0) },
      network: "\(Self.root)/Examples/riverbend/riverbend.inp",
      plant: "p", output: folder.file("tocsin.yaml"),
      now: try #require(Timestamp(iso8601: "2026-06-01T00:00:00Z"))
    ).write().summary
  }

  private func tags() throws -> [String] {
    try String(contentsOfFile: folder.file("tags.csv"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  @Test("a controller that a tag's name names is proposed, and the table itself is no telemetry")
  func controller() throws {
    let text = try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8)
    try write(
      text.replacing("L_T1,", with: "WTP_PLC3_L_T1,").replacing("L_T2,", with: "rtu 12 L_T2,"),
      to: "c.csv")
    try setUp("c.csv")
    let first = try tags()
    func controller(_ tag: String) -> Substring? {
      first.first { $0.hasPrefix("\(tag),") }?
        .split(separator: ",", omittingEmptySubsequences: false)[7]
    }
    #expect(controller("WTP_PLC3_L_T1") == "PLC3")
    #expect(controller("rtu 12 L_T2") == "rtu12")
    #expect(controller("L_T3") == "")
    // As a pattern of all files of the folder would have it.
    try setUp("c.csv", "tags.csv")
    #expect(try tags() == first)
  }

  @Test("rows of tags that the files of this time lack stay, a person's and the others")
  func absentTags() throws {
    try setUp("a.csv", "b.csv")
    var lines = try tags()
    let at = try #require(lines.firstIndex { $0.hasPrefix("P_J14,") })
    lines[at] = "P_J14,sensor,bar,,,J14,pressure,PLC7,,by hand,"
    try write(lines.joined(separator: "\n") + "\n", to: "tags.csv")
    let summary = try setUp("a.csv")
    #expect(try tags() == lines)
    #expect(summary.contains("1 row of tags.csv is yours and stays"))
    #expect(summary.contains("rows of tags.csv are of tags that these files lack and stay"))
  }

  @Test(
    "an edited row stays as it is though its confidence was left",
    arguments: [
      ("role", 1, "actuator"), ("unit", 2, "ft"), ("scale", 3, "2.0"), ("element", 5, "T5"),
      ("controller", 7, "PLC3"), ("evidence", 9, "by hand"),
    ])
  func edited(_ column: String, _ field: Int, _ text: String) throws {
    try setUp("a.csv")
    var lines = try tags()
    #expect(lines[0].split(separator: ",")[field] == column)
    let at = try #require(lines.firstIndex { $0.hasPrefix("L_T4,") })
    var fields = lines[at].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    fields[field] = text
    lines[at] = fields.joined(separator: ",")
    try write(lines.joined(separator: "\n") + "\n", to: "tags.csv")
    let summary = try setUp("a.csv")
    #expect(try tags()[at] == lines[at])
    #expect(summary.contains("1 row of tags.csv is yours"))
  }

  @Test("rows that nobody touched are proposed again from what the files say now")
  func renewed() throws {
    try setUp("a.csv")
    let lines = try tags()
    try setUp("a.csv")
    #expect(try tags() == lines)
    // A row of an older run whose digits fit is written anew.
    let text = lines.map { $0.hasPrefix("L_T4,") ? "L_T4,sensor,,,,,,,,," : $0 }
    try write(text.joined(separator: "\n") + "\n", to: "tags.csv")
    try setUp("a.csv")
    #expect(try tags() == lines)
  }

  @Test(
    "a unit, further columns, semicolons and the order of rows are kept where elements are proposed"
  )
  func otherColumns() throws {
    try write(
      "Tag;unit;min;remark\nL_T2;m;0;\"weir; north\"\nF_PU1;;;\nL_T1;m;;\n", to: "tags.csv")
    try setUp("a.csv")
    let lines = try tags()
    #expect(
      lines[0]
        == "tag;unit;min;remark;role;scale;offset;element;quantity;controller;confidence;evidence;mark"
    )
    #expect(lines[1].hasPrefix("L_T2;m;0;\"weir; north\";sensor;;;T2;level;;1.0;"), "\(lines[1])")
    #expect(lines[2].hasPrefix("F_PU1;L/s;;;sensor;;;PU1;flow;;1.0;"), "\(lines[2])")
    #expect(lines[3].hasPrefix("L_T1;m;;;sensor;;;T1;level;;1.0;"), "\(lines[3])")
    try setUp("a.csv")
    #expect(try tags() == lines)
  }

  @Test(
    "a quantity and evidence that a person gave stay beside what is proposed, also the next time")
  func ownQuantity() throws {
    try write("tag,quantity,evidence\nL_T1,head,my own\nL_T2,,\n", to: "tags.csv")
    try setUp("a.csv")
    let lines = try tags()
    #expect(lines[1].hasPrefix("L_T1,head,my own,sensor,m,,,T1,"), "\(lines[1])")
    #expect(lines[2].hasPrefix("L_T2,level,"), "\(lines[2])")
    try setUp("a.csv")
    #expect(try tags() == lines)
  }

  @Test("the unit of one tag that a person gave is not forced on the others of its class")
  func ownUnit() throws {
    let lines = try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8)
      .split(separator: "\n")
    let column = try #require(lines[0].split(separator: ",").firstIndex { $0 == "F_PU1" })
    let gallons = lines.enumerated().map { number, line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if number > 0, let flow = Double(cells[column]) { cells[column] = "\(flow * 15.850_323)" }
      return cells.joined(separator: ",")
    }
    try write(gallons.joined(separator: "\n") + "\n", to: "a.csv")
    try write("tag,unit,element\nF_PU1,gpm,PU1\n", to: "tags.csv")
    try setUp("a.csv")
    let row = try #require(try tags().first { $0.hasPrefix("F_PU2,") })
    #expect(row.hasPrefix("F_PU2,L/s,PU2,sensor,,,flow,"), "\(row)")
    // Without that word the one in gallons is asked for.
    try FileManager.default.removeItem(atPath: folder.file("tags.csv"))
    #expect(
      try setUp("a.csv").contains("in which unit is F_PU1? F_PU1 would be flow of PU1 in L/s"))
  }

  @Test("the network's clock is proposed where water is used hours later than in its patterns")
  func clock() throws {
    let summary = try setUp("a.csv", "b.csv")
    #expect(
      try String(contentsOfFile: folder.file("tocsin.yaml"), encoding: .utf8)
        .contains("riverbend.inp\", timezone: GMT-6 }"))
    #expect(summary.contains("later by UTC than in the network's patterns"))
  }
}
