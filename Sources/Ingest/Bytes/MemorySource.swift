package import Diagnostics

/// Bytes at hand as a source.
package struct MemorySource: ByteSource {
  package let name: String
  private let bytes: [UInt8]
  private var at = 0

  /// A source of some bytes.
  package init(name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  package var bytesRead: Int { at }
  package var size: Int? { bytes.count }
  package var sha256: String? { nil }

  package mutating func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    let end = min(bytes.count, at + most)
    guard at < end else { return false }
    buffer += bytes[at..<end]
    at = end
    return true
  }
}
