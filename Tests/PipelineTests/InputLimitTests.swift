import Diagnostics
import Pipeline
import TestSupport
import Testing

@Suite("Limits of inputs, as listed") struct InputLimitTests {
  @Test("the list says what is limited, to what, and the exit code, with the readers' numbers")
  func listed() throws {
    let text = try Listing.text("input-limits", style: .plain)
    let lines = text.split(separator: "\n").map { line in
      line.split(separator: "  ", omittingEmptySubsequences: true).map {
        $0.drop { $0 == " " }
      }
    }
    #expect(lines.count == 21)
    #expect(lines.allSatisfy { $0.count == 2 && $0[1].hasPrefix("at most ") })
    func limit(_ what: String) -> Substring? { lines.first { $0[0] == what }?[1] }
    #expect(limit("columns of a text file") == "at most 16,384 columns; beyond: exit 65")
    #expect(limit("epanetCPA file") == "at most 1,048,576 bytes; beyond: exit 78")
    #expect(limit("YAML file") == "at most 1,048,576 bytes; beyond: exit 78")
    #expect(
      limit("nodes of a YAML file") == "at most 100,000 once aliases are expanded; beyond: exit 78")
    #expect(limit("name of a tag") == "at most 1,024 bytes; beyond: exit 65")
    #expect(limit("quoted cell") == "at most 65,536 bytes; beyond: the row goes to quarantine")
  }
}
