import Learning
import ModelFiles

/// `detector.safetensors`.
enum SafeTensorsFile: FuzzTarget {
  static let id = "safetensors"
  static let summary = "A model artifact that is read is written and read again as the same bytes."
  static let longest = 8_192

  static func run(_ bytes: [UInt8]) {
    guard let artifact = reading({ try ArtifactFile.decode(bytes) }) else { return }
    let written = ArtifactFile.encode(artifact)
    guard let again = reading({ try ArtifactFile.decode(written) }) else {
      broken("what was written cannot be read")
    }
    if ArtifactFile.encode(again) != written { broken("an artifact changes on its way") }
  }
}
