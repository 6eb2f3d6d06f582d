import Foundation
import TestSupport

/// ATT&CK for ICS v18.1 as its own bundle says it.
struct Attack {
  /// A technique of the bundle.
  struct Entry {
    let name: String
    let tactics: [String]
    let isRetired: Bool
    /// The id that took a revoked one's place, where the bundle says so.
    var replacement: String?
  }

  /// The techniques by their ids; retired ones too.
  private let entries: [String: Entry]
  /// Those that are not retired.
  var known: [String: Entry] { entries.filter { !$0.value.isRetired } }
  /// Those that are.
  var retired: [String: Entry] { entries.filter(\.value.isRetired) }

  /// What is wrong with an id, its name and its tactics in any order; nil where nothing is.
  func fault(_ id: String, _ name: String, _ tactics: [String]) -> String? {
    guard let entry = entries[id] else { return "unknown" }
    if entry.isRetired { return "retired" }
    if entry.name != name { return "name" }
    return entry.tactics.sorted() == tactics.sorted() ? nil : "tactics"
  }

  /// Reads the bundle from the folder of data sets.
  static func read() throws -> Attack { try parsed.get() }

  // Read once: it has three megabytes.
  private static let parsed = Result {
    let path = Datasets.path("attack/ics-attack-18.1.json")
    let bundle = try JSONDecoder().decode(
      Bundle.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    var tactics: [String: String] = [:]
    for object in bundle.objects where object.type == "x-mitre-tactic" {
      tactics[object.shortName ?? ""] = object.name
    }
    var entries: [String: Entry] = [:]
    var ids: [String: String] = [:]
    for object in bundle.objects where object.type == "attack-pattern" {
      // Deprecated entries name their source otherwise.
      for reference in object.references ?? [] where reference.source.hasPrefix("mitre-") {
        ids[object.id] = reference.id
        entries[reference.id ?? ""] = Entry(
          name: object.name ?? "", tactics: (object.phases ?? []).compactMap { tactics[$0.name] },
          isRetired: object.isRevoked == true || object.isDeprecated == true)
      }
    }
    for object in bundle.objects where object.relation == "revoked-by" {
      guard let old = object.source.flatMap({ ids[$0] }) else { continue }
      entries[old]?.replacement = object.target.flatMap { ids[$0] }
    }
    return Attack(entries: entries)
  }

  private struct Bundle: Decodable {
    let objects: [Item]
    struct Item: Decodable {
      let type: String
      let id: String
      let relation: String?
      let source: String?
      let target: String?
      let name: String?
      let shortName: String?
      let isRevoked: Bool?
      let isDeprecated: Bool?
      let references: [Reference]?
      let phases: [Phase]?
      enum CodingKeys: String, CodingKey {
        case type, id, name
        case relation = "relationship_type"
        case source = "source_ref"
        case target = "target_ref"
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
