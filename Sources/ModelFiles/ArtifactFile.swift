internal import Diagnostics
public import Learning

/// A model artifact as a safetensors file: a JSON header and little-endian doubles.
///
/// 8 bytes length of the header, the header, the arrays one after the other. The header's
/// `__metadata__.tocsin` holds the artifact's tree as JSON text; blanks pad it to a multiple of 8
/// bytes, so that a mapped file's doubles are aligned. Any safetensors library reads the arrays.
/// Format: https://github.com/huggingface/safetensors.
public enum ArtifactFile {
  /// The longest header that is read, in bytes: the limit of the reference implementation.
  public static let longestHeader = 100_000_000
  /// The deepest nesting of the header and of the tree in it.
  package static let deepest = JSONParser.deepest
  static let treeKey = "tocsin"
  static let metadataKey = "__metadata__"

  /// The bytes of an artifact; the same artifact gives the same bytes.
  ///
  /// - Complexity: O(values).
  public static func encode(_ artifact: ModelArtifact) -> [UInt8] {
    let arrays = ArtifactTree.arrays(of: artifact)
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var entries: [(String, JSONValue)] = []
    var offset = 0
    for named in arrays {
      let end = offset + named.array.values.count * 8
      entries.append(
        (
          named.name,
          .object([
            ("dtype", .string("F64")),
            ("shape", .array(named.array.shape.map { .number("\($0)") })),
            ("data_offsets", .array([.number("\(offset)"), .number("\(end)")])),
          ])
        ))
      offset = end
    }
    let tree = ArtifactTree.json(of: artifact).text
    entries.append((metadataKey, .object([(treeKey, .string(tree))])))
    var header = Array(JSONValue.sorted(entries).text.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    append(UInt64(header.count), to: &bytes)
    bytes += header
    for named in arrays {
      for value in named.array.values { append(value.bitPattern, to: &bytes) }
    }
    return bytes
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
