import Diagnostics
import Ingest
import Telemetry
import Testing

/// Headers with more fields than the rows, and comments that only look like one.
@Suite struct HeaderEdgesTests {
  private let scratch = Scratch()

  private func read(_ text: String) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
  }

  private func rows(_ text: (Int) -> String) -> String { (0..<9).map(text).joined() }

  @Test(
    "delimiters behind the header, the rows or both make no tag",
    arguments: [(";;", ""), (";;", ";"), (";;", ";;"), (";;;", ";"), ("", ""), (";", ";")])
  func trailing(header: String, row: String) throws {
    let file = try read(
      "Zeit;A;B\(header)\n" + rows { "2024-03-14 10:0\($0);\($0),5;\($0)\(row)\n" })
    #expect(file.frame.tags.map(\.id) == ["A", "B"])
    #expect(file.counts.stored == 9 && file.counts.quarantined == 0)
  }

  @Test("a column without a name and without cells is left out and told; one with cells is kept")
  func unnamed() throws {
    let empty = try read("Zeit;;A\n" + rows { "2024-03-14 10:0\($0);;\($0)\n" })
    #expect(empty.frame.tags.map(\.id) == ["A"])
    #expect(
      empty.notices.map(\.text) == [
        "column 2 has no name, and no cell in the sample; it is left out"
      ])
    let filled = try read(
      "Zeit;;A\n" + rows { "2024-03-14 10:0\($0);\($0 == 5 ? "7" : "");\($0)\n" })
    #expect(filled.frame.tags.map(\.id) == ["c02", "A"])
  }

  @Test(
    "a comment that is a sentence is no header of a file without one",
    arguments: [
      "# exported by historian", "# Anlage: Nord Messwerte", "# flow and level", "# done it all.",
      "# nothing, really nothing",
    ])
  func sentences(comment: String) throws {
    let text = comment + "\n" + rows { "2024-03-14T10:0\($0):00Z \($0).5 \($0)\n" }
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    #expect(!format.hasHeader)
    #expect(format.tagNames == ["c02", "c03"])
    #expect(try CSVReader(format: format).read(file: path).counts.stored == 9)
  }

  @Test("a comment of names is a header")
  func names() throws {
    for comment in ["# time LIT_101 FIT_101", "# time: LIT_101: FIT_101:"] {
      let format = try CSVSniffer.sniff(
        file: try scratch.file(
          comment + "\n" + rows { "2024-03-14T10:0\($0):00Z \($0).5 \($0)\n" }))
      #expect(format.hasHeader, "\(comment)")
    }
  }
}
