public import Diagnostics
internal import ModelFiles
internal import Telemetry

/// The exported models of a plant: listed, promoted, rolled back, verified.
public struct ModelShelf {
  private let configuration: Configuration
  private let registry: ModelRegistry

  /// The models of a configuration's plant.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    registry = ModelRegistry(root: configuration.modelsRoot)
  }

  private struct Row: Encodable {
    var version: String
    var isCurrent: Bool
  }

  /// A line per version, the current one marked.
  public func list(json: Bool) throws(Fault) -> String {
    let entries = try registry.list(plant: configuration.plant)
    if json {
      return try JSONFile.text(
        entries.map { Row(version: $0.version, isCurrent: $0.isCurrent) })
    }
    if entries.isEmpty { return "no models in \(configuration.modelsFolder)\n" }
    return entries.map { ($0.isCurrent ? "* " : "  ") + $0.version + "\n" }.joined()
  }

  /// Makes a version current after checking its digests.
  public func promote(_ version: String) throws(Fault) -> String {
    let lock = try lock()
    defer { _ = lock }
    try registry.promote(plant: configuration.plant, version: version)
    return "\(version) is now current"
  }

  /// Makes the version before the current one current.
  public func rollback() throws(Fault) -> String {
    let lock = try lock()
    defer { _ = lock }
    return "\(try registry.rollback(plant: configuration.plant)) is now current"
  }

  /// Checks a version, or the current one; the signature where the configuration's key is there.
  public func verify(_ version: String?) throws(Fault) -> String {
    let own: String
    if let version {
      own = version
    } else if let current = try registry.current(plant: configuration.plant) {
      own = current
    } else {
      throw Fault(
        .missingInput, "no model is current", at: Place(file: configuration.modelsFolder),
        hint: "run 'tocsin run' first")
    }
    var key: PublicKey?
    if let path = configuration.signingKey, Folder.exists(path) {
      key = try SigningKey.load(path).publicKey
    }
    let signature = try registry.verify(
      plant: configuration.plant, version: own, publicKey: key)
    switch signature {
    case .absent: return "\(own): every digest fits; not signed"
    case .unchecked: return "\(own): every digest fits; signed (give a public key to check it)"
    case .valid: return "\(own): every digest and the signature fit"
    }
  }

  private func lock() throws(Fault) -> FolderLock {
    try FolderLock(folder: configuration.output, wait: .zero, holder: "tocsin models")
  }
}
