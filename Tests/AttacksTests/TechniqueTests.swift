import Attacks
import Diagnostics
import TestSupport
import Testing

@Suite("Techniques")
struct TechniqueTests {
  @Test("The file inside the program is read without a problem and every variant has its shape")
  func embedded() throws {
    let catalog = try TechniqueCatalog.embedded()
    #expect(catalog.techniques.count { !$0.isUnknown } >= 30)
    #expect(catalog.techniques.count { $0.isUnknown } == 1)
    for technique in catalog.techniques {
      for text in [technique.observables, technique.reason] { #expect(text.hasSuffix(".")) }
      #expect(!technique.variants.isEmpty || !technique.edits.isEmpty)
    }
    let variants = catalog.techniques.flatMap(\.variants)
    let served = Set(variants.map(\.shape) + variants.flatMap { $0.concealment.compactMap(\.self) })
    #expect(served == Set(Shapes.catalog.entries.map(\.id)), "a shape that no technique uses")
    let edits = catalog.techniques.flatMap { $0.edits.map(\.edit) }
    #expect(
      Set(edits) == Set(ProgramEdits.catalog.entries.map(\.id)), "an edit that no technique uses")
    let names = catalog.techniques.flatMap { $0.variants.map(\.name) + $0.edits.map(\.name) }
    #expect(Set(names).count == names.count, "tables tell variants apart by their names")
  }

  @Test(
    "Ids, names and tactics are those of ATT&CK v18.1 and none is revoked or deprecated",
    .enabled(if: Datasets.folder != nil))
  func attack() throws {
    let attack = try Attack.read()
    #expect(attack.known.count == 83)
    for technique in try TechniqueCatalog.embedded().techniques where !technique.isUnknown {
      #expect(
        attack.fault(technique.id, technique.name, technique.tactics) == nil, "\(technique.id)")
    }
  }

  @Test(
    "An unknown or retired id, another name or tactic is found wrong",
    .enabled(if: Datasets.folder != nil),
    arguments: [
      ("T0999", "X", ["Impact"], "unknown"),
      ("T0833", "Modify Control Logic", ["Impair Process Control"], "retired"),
      ("T0832", "Manipulation of Views", ["Impact"], "name"),
      ("T0832", "Manipulation of View", ["Evasion"], "tactics"),
    ])
  func wrongMapping(id: String, name: String, tactics: [String], fault: String) throws {
    #expect(try Attack.read().fault(id, name, tactics) == fault)
  }

  @Test("A row whose id has moved since v18 says where it went, and no other row does")
  func moved() throws {
    // The nine ids that v19.1 retired.
    let moved = [
      "T0803": "T1691.001", "T0804": "T1691.002", "T0805": "T1695.001", "T0812": "T1694.001",
      "T0839": "T1693.002", "T0855": "T1692.001", "T0856": "T1692.002", "T0857": "T1693.001",
      "T0891": "T1694.002",
    ]
    for technique in try TechniqueCatalog.embedded().techniques {
      #expect(technique.successor == moved[technique.id], "\(technique.id)")
    }
  }

  @Test("Within a row, shape, point and direction name one way alone")
  func ways() throws {
    for technique in try TechniqueCatalog.embedded().techniques {
      let ways = technique.variants.flatMap { variant in
        variant.directions.map { "\(variant.shape) \(variant.point) \($0)" }
      }
      #expect(Set(ways).count == ways.count, "\(technique.id)")
      #expect(Set(technique.edits.map(\.edit)).count == technique.edits.count, "\(technique.id)")
    }
  }

  @Test("A wrong row is told with its place, all problems at once")
  func wrongRow() throws {
    let problems = Problems()
    _ = TechniqueCatalog(
      try YAMLText.settings(
        """
        techniques:
          - id: T85
            name: X
            tactics: [Impact]
            observables: none
            confidence: sure
            reason: none
            variants:
              - name: a
                point: sensr
                tags: controlling
                shape: ofset
                lasts: [9h, 2h]
                parameters: { size: 3 }
        """, file: "techniques.yaml"), problems: problems)
    #expect(
      problems.all.map(\.problem) == [
        "'T85' is no id of an ATT&CK technique",
        "'confidence' must be one of 'high', 'medium', 'low', got 'sure'",
        "'point' must be one of 'sensor', 'controller', 'historian', 'actuator', got 'sensr'",
        "unknown shape 'ofset'",
        "unknown key 'size'",
        "'lasts' must be two ascending values from 1ns to 3660d",
      ])
    #expect(problems.all[3].hint?.hasPrefix("did you mean 'offset'?") == true)
    #expect(problems.all[2].place?.path == "techniques[0].variants[0].point")
  }

  @Test("A shape that needs two tags is refused for one, and what is unknown has no tactics")
  func unknownRow() throws {
    let problems = Problems()
    _ = TechniqueCatalog(
      try YAMLText.settings(
        """
        techniques:
          - id: unknown
            v19: T16
            name: X
            tactics: [Impact]
            observables: none
            confidence: low
            reason: none
            variants:
              - name: a
                point: sensor
                tags: controlling
                shape: swap
                lasts: 9h
        """, file: "techniques.yaml"), problems: problems)
    #expect(
      problems.all.map(\.problem) == [
        "'T16' is no id of an ATT&CK technique",
        "'unknown' has no tactics",
        "the shape 'swap' needs at least 2 tags at once, got 'count' from 1",
      ])
  }
}
