internal import Diagnostics

/// Bytes at hand as a source.
struct MemorySource: ByteSource {
  let name: String
  private let bytes: [UInt8]
  private var at = 0

  /// A source of some bytes.
  init(name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  var bytesRead: Int { at }
  var size: Int? { bytes.count }
  var sha256: String? { nil }

  mutating func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    let end = min(bytes.count, at + most)
    guard at < end else { return false }
    buffer += bytes[at..<end]
    at = end
    return true
  }
}
