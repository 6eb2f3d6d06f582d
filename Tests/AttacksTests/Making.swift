import Attacks
import Diagnostics
import Telemetry
import Yams

/// YAML text as settings, with places; enough for tests.
enum YAMLText {
  static func settings(_ text: String, file: String = "campaign.yaml") throws -> Settings {
    guard let node = try Yams.compose(yaml: text) else { return .empty }
    return settings(node, file: file, path: "")
  }

  private static func settings(_ node: Node, file: String, path: String) -> Settings {
    let place = Place(
      file: file, line: node.mark?.line, column: node.mark?.column, path: path.isEmpty ? nil : path)
    switch node {
    case .scalar(let scalar):
      return Settings(
        scalar.string.isEmpty ? .null : .scalar(scalar.string, quoted: false), at: place)
    case .sequence(let items):
      return Settings(
        .sequence(
          items.enumerated().map { settings($1, file: file, path: "\(path)[\($0)]") }), at: place)
    case .mapping(let mapping):
      let entries = mapping.map { key, value in
        let name = key.string ?? ""
        let inner = path.isEmpty ? name : "\(path).\(name)"
        return Settings.Entry(
          key: name,
          place: Place(
            file: file, line: key.mark?.line, column: key.mark?.column, path: inner),
          value: settings(value, file: file, path: inner))
      }
      return Settings(.mapping(entries), at: place)
    case .alias: return Settings(.null, at: place)
    }
  }
}

extension TechniqueCatalog {
  /// The rows that travel inside the program.
  static func embedded() throws -> TechniqueCatalog { try parsed.get() }

  // Read once: most tests need them.
  private static let parsed = Result {
    let problems = Problems()
    let text = String(decoding: TechniqueFile.bytes, as: UTF8.self)
    let catalog = TechniqueCatalog(
      try YAMLText.settings(text, file: TechniqueFile.name), problems: problems)
    try problems.throwIfAny()
    return catalog
  }
}

extension Campaign {
  /// A campaign of YAML text; throws all problems.
  static func text(_ text: String) throws -> Campaign {
    let problems = Problems()
    let campaign = Campaign(
      try YAMLText.settings(text), techniques: try .embedded(), problems: problems)
    try problems.throwIfAny()
    return campaign
  }

  /// Its plan on a plant with starts in January.
  func plan(on surface: AttackSurface, seed: UInt64 = 1) throws -> CampaignPlan {
    try plan(
      for: surface, techniques: .embedded(),
      starts: TimeRange(newYear, newYear + .hours(31 * 24)), seed: seed)
  }

  /// The listed scenarios alone, on the tank.
  static func scenarios(_ items: String, length: String = "4d") throws -> [Scenario] {
    try text("attacks: 0\nlook-alikes: 0\nlength: \(length)\nscenarios:\n\(items)")
      .plan(on: AttackSurface(TankPlant())).scenarios
  }
}

/// The problems that an expression throws, as a person reads them; empty where it throws none.
func problems(of body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let faults as Faults {
    return faults.all.map(\.description)
  } catch {
    return ["\(error)"]
  }
}
