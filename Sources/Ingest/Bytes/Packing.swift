/// What a file is packed with.
public enum Packing: String, Sendable, Codable, CaseIterable {
  /// Nothing.
  case none
  /// gzip (RFC 1952), several members too, as bgzip writes them.
  case gzip
  /// Zstandard (RFC 8878), several frames too.
  case zstd
  /// Arrow's IPC file (Feather V2) or stream.
  case arrow

  /// Tells it by the first bytes (eight are enough), never by the file's name.
  public static func detect(head: some Collection<UInt8>) -> Packing {
    if ArrowInput.isArrow(head: head) { return .arrow }
    let magic = Array(head.prefix(4))
    if magic.starts(with: [0x1f, 0x8b]) { return .gzip }
    if magic == [0x28, 0xb5, 0x2f, 0xfd] { return .zstd }
    // A skippable frame, which parallel packers put in front.
    if magic.count == 4, magic[0] & 0xf0 == 0x50, magic[1...] == [0x2a, 0x4d, 0x18] {
      return .zstd
    }
    return .none
  }
}
