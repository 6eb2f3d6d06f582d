import ModelFiles

/// `model.json`.
enum ModelJSON: FuzzTarget {
  static let id = "model-json"
  static let summary = "A manifest that is read is written and read again as the same bytes."
  static let longest = 8_192

  static func run(_ bytes: [UInt8]) {
    guard let manifest = reading({ try ModelManifest(decoding: bytes) }),
      let written = reading({ try manifest.encoded() })
    else { return }
    guard let again = reading({ try ModelManifest(decoding: written) }) else {
      broken("what was written cannot be read")
    }
    guard let twice = reading({ try again.encoded() }), twice == written else {
      broken("a manifest changes on its way")
    }
  }
}
