import Attacks
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("Techniques")
struct TechniqueTests {
  @Test("The file inside the program is read without a problem and every variant has its shape")
  func embedded() throws {
    let catalog = try TechniqueCatalog.embedded()
    #expect(catalog.techniques.count >= 10)
    for technique in catalog.techniques {
      #expect(!technique.observables.isEmpty)
      #expect(!technique.variants.isEmpty)
    }
    let served = Set(catalog.techniques.flatMap { $0.variants.map(\.shape) })
    #expect(served == Set(Shapes.catalog.entries.map(\.id)), "a shape that no technique uses")
    let names = catalog.techniques.flatMap { $0.variants.map(\.name) }
    #expect(Set(names).count == names.count, "tables tell variants apart by their names")
  }

  @Test(
    "Ids, names and tactics are those of ATT&CK v18.1 and none is revoked or deprecated",
    .enabled(if: Datasets.folder != nil))
  func attack() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: Datasets.path("attack/ics-attack-18.1.json")))
    let bundle = try JSONDecoder().decode(Bundle.self, from: data)
    var tactics: [String: String] = [:]
    for object in bundle.objects where object.type == "x-mitre-tactic" {
      tactics[object.shortName ?? ""] = object.name
    }
    var known: [String: Bundle.Item] = [:]
    for object in bundle.objects where object.type == "attack-pattern" {
      for reference in object.references ?? [] where reference.source == "mitre-attack" {
        known[reference.id ?? ""] = object
      }
    }
    #expect(known.count == 83)
    for technique in try TechniqueCatalog.embedded().techniques {
      let object = try #require(known[technique.id], "\(technique.id) is not in the bundle")
      #expect(object.name == technique.name)
      #expect(object.isRevoked != true && object.isDeprecated != true)
      let own = (object.phases ?? []).compactMap { tactics[$0.name] }
      #expect(own.sorted() == technique.tactics.sorted(), "\(technique.id)")
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
        "'point' must be one of 'sensor', 'controller', 'historian', 'actuator', got 'sensr'",
        "unknown shape 'ofset'",
        "unknown key 'size'",
        "'lasts' must be two ascending values from 1ns to 3660d",
      ])
    #expect(problems.all[2].hint?.hasPrefix("did you mean 'offset'?") == true)
    #expect(problems.all[1].place?.path == "techniques[0].variants[0].point")
  }

  private struct Bundle: Decodable {
    let objects: [Item]
    struct Item: Decodable {
      let type: String
      let name: String?
      let shortName: String?
      let isRevoked: Bool?
      let isDeprecated: Bool?
      let references: [Reference]?
      let phases: [Phase]?
      enum CodingKeys: String, CodingKey {
        case type, name
        case shortName = "x_mitre_shortname"
        case isRevoked = "revoked"
        case isDeprecated = "x_mitre_deprecated"
        case references = "external_references"
        case phases = "kill_chain_phases"
      }
    }
    struct Reference: Decodable {
      let source: String
      let id: String?
      enum CodingKeys: String, CodingKey {
        case source = "source_name"
        case id = "external_id"
      }
    }
    struct Phase: Decodable {
      let name: String
      enum CodingKeys: String, CodingKey { case name = "phase_name" }
    }
  }
}
