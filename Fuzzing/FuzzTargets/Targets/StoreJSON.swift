import Telemetry

/// `store.json`.
enum StoreJSON: FuzzTarget {
  static let id = "store-json"
  static let summary = "A manifest of a store that is read is written and read again as the same."
  static let longest = 8_192

  static func run(_ bytes: [UInt8]) {
    guard let manifest = reading({ try StoreManifest(json: bytes, file: "store.json") }) else {
      return
    }
    guard
      let again = reading({ try StoreManifest(json: try manifest.json(), file: "store.json") })
    else { broken("what was written cannot be read") }
    if again != manifest { broken("a manifest changes on its way") }
  }
}
