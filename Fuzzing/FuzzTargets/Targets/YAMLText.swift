import Pipeline

/// YAML as text.
enum YAMLText: FuzzTarget {
  static let id = "yaml"
  static let summary = "A text is settings or refused, aliases and all."

  static func run(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    _ = reading { try YAMLFile.parse(text, file: "x.yaml") }
  }
}
