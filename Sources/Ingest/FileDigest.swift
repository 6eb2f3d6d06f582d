public import Diagnostics
internal import Telemetry

/// The SHA-256 of an input file, read in blocks.
public enum FileDigest {
  private static let blockBytes = 1 << 20

  /// The digest in 64 lowercase hexadecimal digits.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where the file is not there, is a folder or cannot be
  ///   opened; `io` where reading fails.
  public static func sha256(of path: String) throws(Fault) -> String {
    try sha256(of: try InputFile(path))
  }

  /// The digest of an open file.
  static func sha256(of input: InputFile) throws(Fault) -> String {
    var digest = SHA256()
    var offset = 0
    while offset < input.size {
      let bytes = try input.read(at: offset, count: min(blockBytes, input.size - offset))
      bytes.withUnsafeBytes { digest.update($0) }
      offset += bytes.count
    }
    return digest.finish()
  }
}
