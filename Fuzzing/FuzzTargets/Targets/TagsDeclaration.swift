import Ingest

/// `tags.csv`.
enum TagsDeclaration: FuzzTarget {
  static let id = "tags"
  static let summary = "A table of tags is read or all its problems are told."
  static let longest = 2_048

  static func run(_ bytes: [UInt8]) {
    let path = ScratchFile.write(bytes, "tags.csv")
    _ = reading { try TagsFile.read(path) }
  }
}
