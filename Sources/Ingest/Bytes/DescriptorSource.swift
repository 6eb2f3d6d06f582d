internal import Diagnostics
internal import Foundation
internal import Telemetry

/// What comes through an open descriptor: standard input, a pipe.
///
/// The descriptor stays open.
final class DescriptorSource: ByteSource {
  let name: String
  private let descriptor: Int32
  private var digest: SHA256? = SHA256()
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  private(set) var bytesRead = 0
  private(set) var sha256: String?

  /// Reads from `descriptor`, which messages call `name`.
  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Standard input.
  static var standardInput: DescriptorSource {
    DescriptorSource(descriptor: STDIN_FILENO, name: "standard input")
  }

  var size: Int? { nil }

  /// Appends what is there, waiting for at least one byte.
  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    guard sha256 == nil else { return false }
    while true {
      let wanted = min(max(1, most), chunk.count)
      let n = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, wanted) }
      if n > 0 {
        chunk.withUnsafeBytes { digest?.update(UnsafeRawBufferPointer(rebasing: $0[..<n])) }
        bytesRead += n
        buffer += chunk[..<n]
        return true
      }
      if n == 0 {
        sha256 = digest.take()?.finish()
        return false
      }
      if errno == EINTR { continue }
      throw Fault(
        errno == EISDIR ? .missingInput : .io,
        errno == EISDIR
          ? "this is a folder, not a file"
          : "cannot read: \(String(cString: strerror(errno)))", at: Place(file: name))
    }
  }
}
