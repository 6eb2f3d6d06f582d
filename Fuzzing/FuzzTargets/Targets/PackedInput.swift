import Diagnostics
import Ingest

/// Packed files, which libraries unpack.
enum PackedInput: FuzzTarget {
  static let id = "packed-input"
  static let summary =
    "A gzip or Zstandard file gives the same bytes and end, however much is asked for at a time."

  /// As many unpacked bytes as are looked at: a short file may hold endless ones.
  private static let mostBytes = 4 << 20

  static func run(_ bytes: [UInt8]) {
    let pieces = unpacked(bytes, atMost: 1_000)
    let whole = unpacked(bytes, atMost: mostBytes)
    if pieces.bytes != whole.bytes {
      broken("\(pieces.bytes.count) bytes in pieces, \(whole.bytes.count) at once, or others")
    }
    if pieces.end != whole.end {
      broken("\(pieces.end ?? "the end") in pieces, \(whole.end ?? "the end") at once")
    }
  }

  /// The bytes and the fault's text; nil at a sound end.
  private static func unpacked(_ packed: [UInt8], atMost most: Int) -> (
    bytes: [UInt8], end: String?
  ) {
    let inner = MemorySource(name: "x", packed)
    let isZstd = packed.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
    var bytes: [UInt8] = []
    do throws(Fault) {
      var source: any ByteSource = isZstd ? try ZstdSource(inner) : GzipSource(inner)
      while bytes.count < mostBytes, try source.read(into: &bytes, atMost: most) {}
    } catch {
      hold(error)
      // How much comes before damage is told, and in which words, may differ; that it is may not.
      return error.problem.hasPrefix("damaged ") ? ([], "damaged") : (bytes, error.problem)
    }
    return (Array(bytes.prefix(mostBytes)), nil)
  }
}
