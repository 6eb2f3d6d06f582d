internal import Diagnostics
internal import Foundation

/// A source's bytes in a file of which any part can be read; it is removed as soon as it is open.
enum TemporaryCopy {
  /// Copies all that is left of a source.
  ///
  /// - Throws: ``Fault`` of kind `io` where the temporary folder has no room; what the source throws.
  static func of(_ source: inout any ByteSource) throws(Fault) -> InputFile {
    let descriptor = try TemporaryFile.open("copy")
    var size = 0
    var piece: [UInt8] = []
    do throws(Fault) {
      while try source.read(into: &piece, atMost: 1 << 20) {
        try TemporaryFile.write(piece, to: descriptor)
        size += piece.count
        piece.removeAll(keepingCapacity: true)
      }
    } catch {
      close(descriptor)
      throw error
    }
    return InputFile(descriptor: descriptor, name: source.name, size: size)
  }
}
