internal import Diagnostics
internal import Learning

extension Settings {
  private static let kind = "settings"

  /// The tree without its places, as a model's file keeps it.
  var artifact: ModelArtifact {
    switch content {
    case .mapping(let entries):
      ModelArtifact(
        kind: Self.kind, texts: ["holds": "mapping"], lists: ["keys": entries.map(\.key)],
        parts: entries.map(\.value.artifact))
    case .sequence(let items):
      ModelArtifact(kind: Self.kind, texts: ["holds": "sequence"], parts: items.map(\.artifact))
    case .scalar(let text, let quoted):
      ModelArtifact(
        kind: Self.kind, texts: ["holds": quoted ? "text" : "scalar", "value": text])
    case .null: ModelArtifact(kind: Self.kind, texts: ["holds": "null"])
    }
  }

  /// Restores a tree.
  init(artifact: ModelArtifact) throws(Fault) {
    let holds = try artifact.text("holds")
    let parts = try artifact.parts.map { (part) throws(Fault) in try Settings(artifact: part) }
    switch holds {
    case "mapping":
      let keys = try artifact.list("keys")
      guard keys.count == parts.count else {
        throw Fault(.badData, "a mapping has \(keys.count) keys and \(parts.count) values")
      }
      self.init(
        .mapping(zip(keys, parts).map { Entry(key: $0, place: Place(), value: $1) }))
    case "sequence": self.init(.sequence(parts))
    case "text", "scalar":
      self.init(.scalar(try artifact.text("value"), quoted: holds == "text"))
    case "null": self.init(.null)
    default: throw Fault(.badData, "settings hold a mapping, a sequence or a value, got '\(holds)'")
    }
  }
}
