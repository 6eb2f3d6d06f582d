internal import Diagnostics

/// A source whose beginning can be looked at before it is read.
final class PeekedSource: ByteSource {
  private var inner: any ByteSource
  /// What was looked at and not read yet.
  private var front: [UInt8] = []
  private var at = 0
  private var isAtEnd = false

  /// Puts a source behind.
  init(_ inner: any ByteSource) { self.inner = inner }

  var name: String { inner.name }
  var bytesRead: Int { inner.bytesRead }
  var size: Int? { inner.size }
  var sha256: String? { inner.sha256 }
  var notices: [Notice] { inner.notices }

  /// The bytes that come next: at least `least`, unless the source ends before.
  func peek(_ least: Int) throws(Fault) -> ArraySlice<UInt8> {
    while front.count - at < least, !isAtEnd {
      isAtEnd = try !inner.read(into: &front, atMost: least - (front.count - at))
    }
    return front[at...]
  }

  /// Leaves out bytes that were looked at.
  func skip(_ count: Int) { at = min(front.count, at + count) }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    if at < front.count {
      let end = min(front.count, at + max(1, most))
      buffer += front[at..<end]
      at = end
      if at == front.count {
        front = []
        at = 0
      }
      return true
    }
    if isAtEnd { return false }
    isAtEnd = try !inner.read(into: &buffer, atMost: max(1, most))
    return !isAtEnd
  }
}
