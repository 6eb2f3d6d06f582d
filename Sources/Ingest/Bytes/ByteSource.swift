package import Diagnostics

/// Bytes that come one after the other, of which the outer file is counted and digested.
///
/// Sources are stacked: a file, what unpacks it, what decodes its text. Each holds a bounded buffer,
/// so that a file of any size or packing ratio streams.
package protocol ByteSource {
  /// What messages call it.
  var name: String { get }
  /// How many bytes of the outer file were read.
  var bytesRead: Int { get }
  /// How many bytes the outer file has; nil where nobody knows.
  var size: Int? { get }
  /// The SHA-256 of the outer file's bytes, when all were read; 64 lowercase hexadecimal digits.
  var sha256: String? { get }
  /// What a person should know of the bytes read so far.
  var notices: [Notice] { get }
  /// Appends at least one and up to `most` bytes and gives true; gives false at the end.
  ///
  /// - Throws: ``Fault`` of kind `io` where reading fails, `badData` where the bytes are damaged.
  mutating func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool
}

extension ByteSource {
  /// None.
  package var notices: [Notice] { [] }
}
