import Diagnostics
import Testing

@Suite("Patterns of names")
struct NamePatternTests {
  @Test(
    "a name means itself, one with a star at its end all that begin so",
    arguments: [
      ("F_PU1", "F_PU1", true), ("F_PU1", "F_PU11", false), ("F_PU1", "f_pu1", false),
      ("F_*", "F_PU1", true), ("F_*", "F_", true), ("F_*", "P_F_1", false), ("*", "L_T1", true),
      ("*", "", true), ("", "", true), ("", "L_T1", false), ("*_T1", "L_T1", false),
      ("*_T1", "*_T1", true), ("a**", "a*b", true), ("a**", "ab", false),
    ])
  func matches(_ pattern: String, _ name: String, _ isMeant: Bool) {
    #expect(NamePattern(pattern).matches(name) == isMeant)
  }

  @Test("those that mean no name are all refused, with the nearest name")
  func unmatched() throws {
    let place = Place(file: "tocsin.yaml", line: 4, column: 7, path: "twin.inputs")
    func refused(_ patterns: [String]) -> String? {
      do {
        try NamePattern.requireMatches(
          patterns.map(NamePattern.init), in: ["F_PU1", "L_T1"], of: "tag", at: place)
        return nil
      } catch { return "\(error.kind) \(error)" }
    }
    #expect(refused([]) == nil)
    #expect(refused(["F_*", "L_T1"]) == nil)
    #expect(
      refused(["F_PU2", "L_*", "G_*"]) == """
        configuration error: unknown tag 'F_PU2'
          at tocsin.yaml:4:7, twin.inputs
          hint: did you mean 'F_PU1'? known: F_PU1, L_T1
        error: no tag begins as 'G_*' says
          at tocsin.yaml:4:7, twin.inputs
          hint: known: F_PU1, L_T1
        2 problems
        """)
  }
}
