import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

@Suite("tags.csv as texts") struct TagsTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func table(_ text: String) throws -> TagsTable {
    try text.write(toFile: folder.file("tags.csv"), atomically: true, encoding: .utf8)
    return try TagsTable(folder.file("tags.csv"))
  }

  @Test(
    "what is read is written again",
    arguments: [
      "tag,role\nA,sensor\nB,\n", "tag;missing;remark\nA;\"-1;x\";\"say \"\"no\"\"\"\n",
      "tag\tunit\nA\tm\n", "tag,evidence\nA,\"one\ntwo, three\"\n", "tag,unit\n'=A,m\n",
    ])
  func roundTrip(_ text: String) throws { #expect(try table(text).text == text) }

  @Test("fields are found by tag, also where a spreadsheet's guard stands before it")
  func fields() throws {
    let read = try table("Tag,unit\nA,m\n'-B,ft\n")
    #expect(read.row(of: "-B") == 1 && read.tag(1) == "-B" && read[1, "unit"] == "ft")
    #expect(read.row(of: "C") == nil && read[0, "role"] == "")
    #expect(read.filled(0).map(\.column) == ["tag", "unit"])
  }

  @Test("columns and rows are added behind those that are there")
  func added() throws {
    var read = try table("tag,unit\nA,m\n")
    read.add(columns: ["unit", "element"])
    let row = read.append(tag: "=B")
    read.set(row, "element", "T1")
    read.set(0, "mark", "x")
    #expect(read.text == "tag,unit,element,mark\nA,m,,x\n'=B,,T1,\n")
    #expect(read.row(of: "=B") == 1 && read.count == 2)
  }

  @Test("a file with faults is refused as the one that is used would be")
  func faults() {
    #expect(throws: Faults.self) { try table("tag,role\nA,senor\n") }
    #expect(throws: Faults.self) { try table("tag,role\nA\n") }
    #expect(throws: Faults.self) { try table("tag\nA\nA\n") }
  }
}
