import Diagnostics
import Telemetry
import Twin

/// A `plant.yaml` as a file would say it, every mapping of a list on a line of its own, counted from 1.
struct WrittenPlant {
  let settings: Settings

  init(_ written: Written) {
    var line = 0
    settings = Self.placed(written, at: 1, &line)
  }

  // What stands on a line of its own or on its parent's.
  private static func placed(_ written: Written, at own: Int, _ line: inout Int) -> Settings {
    let place = Place(file: "plant.yaml", line: own)
    switch written {
    case .text(let text): return Settings(.scalar(text, quoted: false), at: place)
    case .list(let items):
      return Settings(
        .sequence(
          items.map { item in
            guard case .mapping = item else { return placed(item, at: own, &line) }
            line += 1
            return placed(item, at: line, &line)
          }), at: place)
    case .mapping(let entries):
      return Settings(
        .mapping(
          entries.map { key, value in
            Settings.Entry(key: key, place: place, value: placed(value, at: own, &line))
          }), at: place)
    }
  }

  /// One controller on line 1 that reads all levels and drives two pumps, lines 2 and 3; its blocks begin on line 4.
  static func program(_ blocks: [Written], scan: Written = "1s") -> WrittenPlant {
    WrittenPlant([
      "controllers": [
        [
          "id": "PLC1", "reads": ["L_T1", "L_T2"],
          "drives": [["actuator": "PU1"], ["actuator": "PU2"]], "scan": scan,
          "program": .list(blocks),
        ]
      ]
    ])
  }

  static let tags = [
    Tag(id: "L_T1", unit: "m", element: "T1", quantity: .level),
    Tag(id: "L_T2", unit: "m", element: "T2", quantity: .level),
    Tag(id: "S_PU1", role: .status, element: "PU1"),
    Tag(id: "S_PU2", role: .status, element: "PU2"),
  ]

  /// Everything that is told of it, as a person reads it.
  func problems(tags: [Tag] = tags, ranges: [TagRange] = []) -> [String] {
    let problems = Problems()
    _ = PlantDescription(settings, problems: problems)
      .parts(for: tags, ranges: ranges, problems: problems)
    return problems.all.map { "\($0)" }
  }
}
