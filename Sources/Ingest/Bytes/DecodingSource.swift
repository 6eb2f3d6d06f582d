internal import Diagnostics

/// Another source's text as UTF-8.
final class DecodingSource: ByteSource {
  private var inner: any ByteSource
  private let encoding: CSVFormat.Encoding
  private var decoder: TextDecoder
  private var raw: [UInt8] = []
  /// Decoded text that was not handed out yet.
  private var text: [UInt8] = []
  private var at = 0
  private var isAtEnd = false

  private static let rawBytes = 1 << 17

  /// Decodes a source, which begins after the byte order mark.
  init(_ inner: any ByteSource, _ encoding: CSVFormat.Encoding) {
    self.inner = inner
    self.encoding = encoding
    decoder = TextDecoder(encoding)
  }

  var name: String { inner.name }
  var bytesRead: Int { inner.bytesRead }
  var size: Int? { inner.size }
  var sha256: String? { inner.sha256 }
  var notices: [Notice] {
    let count = decoder.replaced
    guard count > 0 else { return inner.notices }
    let notice = Notice(
      "\(count == 1 ? "1 character is" : "\(count) characters are") no \(encoding.rawValue) text and "
        + "became U+FFFD", at: Place(file: name))
    return inner.notices + [notice]
  }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    while at == text.count {
      if isAtEnd { return false }
      at = 0
      text.removeAll(keepingCapacity: true)
      raw.removeAll(keepingCapacity: true)
      if try inner.read(into: &raw, atMost: Self.rawBytes) {
        decoder.decode(raw, into: &text)
      } else {
        isAtEnd = true
        decoder.finish(into: &text)
      }
    }
    let end = min(text.count, at + max(1, most))
    buffer += text[at..<end]
    at = end
    return true
  }
}
