import Diagnostics
import Ingest
import Testing

@Suite("A search for marks misses none") struct MarkSearchTests {
  private func format(_ dialect: String) -> CSVFormat {
    CSVFormat(
      dialect: dialect, hasHeader: true,
      columns: [
        CSVFormat.Column(name: "time", content: .time),
        CSVFormat.Column(name: "P.1", content: .number),
      ], timeFormat: "iso-8601")
  }

  /// The fields of a text, split by hand: quotes around a field hold delimiters, others make it no number.
  private func fields(_ text: String, _ delimiter: Character) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    for character in text + "\n" {
      if character == "\"" { isQuoted = isQuoted ? false : field.isEmpty }
      if !isQuoted, character == delimiter || character == "\n" {
        let isWrapped = field.count > 1 && field.hasPrefix("\"") && field.hasSuffix("\"")
        fields.append(isWrapped ? String(field.dropFirst().dropLast()) : field)
        field = ""
      } else {
        field.append(character)
      }
    }
    return fields
  }

  /// Whether a field is a number under one of the two marks, and has one.
  private func isMarkedNumber(_ field: String) -> Bool {
    let bytes = Array(field.utf8)
    return [UInt8(ascii: "."), UInt8(ascii: ",")].contains { mark in
      bytes.contains(mark) && NumberText.value(of: bytes, mark: mark) != nil
    }
  }

  @Test(
    "wherever a field is a number with a mark, the search finds something",
    arguments: [("comma-separated", ","), ("semicolon-separated", ";")] as [(String, Character)])
  func misses(dialect: String, delimiter: Character) throws {
    var generator = SeededGenerator(seed: 3)
    let search = try MarkSearch(format(dialect))
    let parts = ["1", "23", "999", ".", ",", "-", "a", "\"", "\n", "", String(delimiter)]
    var (marked, silent) = (0, 0)
    for _ in 0..<20_000 {
      let text = (0..<generator.from(1, 12)).map { _ in generator.pick(parts) }.joined()
      let isFound = search.mayFind(in: Array("\(text)\n".utf8)[...])
      if fields(text, delimiter).contains(where: isMarkedNumber) {
        marked += 1
        #expect(isFound, "\(text)")
      }
      if !isFound { silent += 1 }
    }
    // The rule is empty unless both happen.
    #expect(marked > 1_000 && silent > 1_000)
  }

  @Test("what is no number's mark is passed over, and the end of the bytes is not")
  func passes() throws {
    let search = try MarkSearch(format("comma-separated"))
    #expect(!search.mayFind(in: Array("2024-01-01,ab.c,. ,12,-5\n".utf8)[...]))
    #expect(search.mayFind(in: Array("12.".utf8)[...]))
    #expect(search.mayFind(in: Array(".5".utf8)[...]))
    #expect(search.mayFind(in: Array("a,\"1,5\"\n".utf8)[...]))
    #expect(!search.mayFind(in: []))
  }

  @Test("names above the rows are not searched, rows far down are")
  func files() throws {
    let scratch = Scratch()
    let rows = (0..<120_000).map { "2024-01-01T00:00:00Z,\($0 % 900)\n" }.joined()
    let search = try MarkSearch(format("comma-separated"))
    #expect(try !search.mayFind(in: scratch.file("time,P.1\n" + rows, "whole.csv")))
    #expect(
      try search.mayFind(
        in: scratch.file("time,P.1\n" + rows + "2024-01-02T00:00:00Z,1.5\n", "late.csv")))
  }
}
