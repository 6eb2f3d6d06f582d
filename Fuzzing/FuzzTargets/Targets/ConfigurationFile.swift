import Pipeline

/// `tocsin.yaml`.
enum ConfigurationFile: FuzzTarget {
  static let id = "configuration"
  static let summary = "A configuration is read or all its problems are told."

  static func run(_ bytes: [UInt8]) {
    let path = ScratchFile.write(bytes, "tocsin.yaml")
    _ = reading { try Configuration.read(path) }
  }
}
