import Diagnostics
import Pipeline
import Twin

/// `plant.yaml`.
enum PlantFile: FuzzTarget {
  static let id = "plant"
  static let summary = "A plant's description is read or all its problems are told."

  static func run(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self),
      let settings = reading({ try YAMLFile.parse(text, file: "plant.yaml") })
    else { return }
    let problems = Problems()
    _ = PlantDescription(settings, problems: problems)
    hold(problems)
  }
}
