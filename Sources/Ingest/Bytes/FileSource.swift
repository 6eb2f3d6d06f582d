internal import Diagnostics
internal import Telemetry

/// A regular file's bytes as they are, from its start to the length it had when it was opened.
final class FileSource: ByteSource {
  /// The open file.
  let input: InputFile
  private var digest: SHA256?
  private(set) var bytesRead = 0
  private(set) var sha256: String?
  /// When the file was changed last, as it was opened, in nanoseconds from 1970; nil where unknown.
  let modifiedNanoseconds: Int64?

  /// Bytes that are at hand are moved in front of what is read, up to so many: more of them than it
  /// costs to move what is read behind them.
  private static let longestFront = 1 << 17

  /// Opens a file.
  ///
  /// - Parameter isDigested: whether the bytes' SHA-256 is wanted; ``sha256`` stays nil where it is not.
  /// - Throws: as ``InputFile/init(_:)``.
  convenience init(_ path: String, isDigested: Bool = true) throws(Fault) {
    self.init(try InputFile(path), isDigested: isDigested)
  }

  /// Takes an open file.
  init(_ input: InputFile, isDigested: Bool = true) {
    self.input = input
    digest = isDigested ? SHA256() : nil
    modifiedNanoseconds = LastWrite.of(input.path)?.nanoseconds
  }

  var name: String { input.path }
  var size: Int? { input.size }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    let count = min(most, input.size - bytesRead)
    guard count > 0 else {
      if bytesRead == input.size, sha256 == nil { sha256 = digest.take()?.finish() }
      return false
    }
    let isShort = buffer.count <= Self.longestFront
    let front = isShort ? buffer.count : 0
    let bytes = try input.read(at: bytesRead, count: count, after: isShort ? buffer : [])
    bytes.withUnsafeBytes { digest?.update(UnsafeRawBufferPointer(rebasing: $0[front...])) }
    bytesRead += count
    if isShort { buffer = bytes } else { buffer += bytes }
    if bytesRead == input.size { sha256 = digest.take()?.finish() }
    return true
  }
}
