import Telemetry
import TestSupport

extension TinyPlant {
  /// A plant of files alone, which its telemetry takes where their names begin with `in`.
  static func files(
    _ files: [String: String], _ data: String = "", judgedFrom time: String = "00:05"
  ) throws -> TinyPlant {
    let plant = try TinyPlant(
      rows: 0..<1,
      configuration:
        """
        plant: tiny
        train: { normal: { wait: 0s } }
        evaluate: { from: 2026-01-01T\(time):00Z }
        data:
          telemetry: in*.csv
        \(data)
        """
    )
    for (name, text) in files { try plant.write(text, to: name) }
    return plant
  }

  /// Its store, or a grid's.
  func store(_ path: String = "store/tiny") throws -> Store {
    try Store(opening: folder.file(path))
  }
}
