internal import Diagnostics

/// The parts of a file that the sniffer looks at: its beginning and some pieces further in.
struct SampledText {
  /// The file, as the user named it.
  var file: String
  /// The first bytes, without the byte order mark; cut after the last whole line where the file
  /// goes on.
  var head: [UInt8]
  /// Whether `head` is the whole file.
  var isWhole: Bool
  /// Whether the file began with a byte order mark.
  var hasByteOrderMark: Bool
  /// Pieces further in; each begins and ends anywhere.
  var pieces: [[UInt8]]

  /// How much of the beginning is read.
  static let headBytes = 1 << 20
  /// How many pieces further in, and how long each.
  private static let pieces = (count: 8, bytes: 1 << 16)

  /// Reads the samples of an open file.
  init(_ input: InputFile) throws(Fault) {
    let count = min(input.size, Self.headBytes)
    try self.init(
      file: input.path, head: try input.read(at: 0, count: count), isWhole: count == input.size)
    let rest = input.size - count
    guard rest > 0 else { return }
    for i in 1...Self.pieces.count {
      let length = min(Self.pieces.bytes, rest)
      pieces.append(
        try input.read(at: count + (rest - length) / Self.pieces.count * i, count: length))
    }
  }

  /// Takes bytes at hand: a stream's beginning.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the bytes are no text.
  init(file: String, head: [UInt8], isWhole: Bool) throws(Fault) {
    self.file = file
    self.head = head
    self.isWhole = isWhole
    pieces = []
    hasByteOrderMark = head.starts(with: [0xef, 0xbb, 0xbf])
    guard !head.isEmpty else {
      throw Fault(.badData, "the file is empty", at: Place(file: file))
    }
    if hasByteOrderMark { self.head.removeFirst(3) }
    try refuseBinary()
  }

  /// Known signatures first, because they say what to do; then any NUL byte.
  private func refuseBinary() throws(Fault) {
    let signatures: [(bytes: [UInt8], what: String, hint: String)] = [
      ([0x1f, 0x8b], "gzip-compressed", "unpack it first: gunzip -k"),
      ([0x28, 0xb5, 0x2f, 0xfd], "zstd-compressed", "unpack it first: unzstd -k"),
      ([0x50, 0x4b, 0x03, 0x04], "a ZIP archive or a spreadsheet", "export it as CSV"),
      ([0x50, 0x41, 0x52, 0x31], "a Parquet file", "export it as CSV"),
      ([0xff, 0xfe], "UTF-16 text", "convert it: iconv -f UTF-16 -t UTF-8"),
      ([0xfe, 0xff], "UTF-16 text", "convert it: iconv -f UTF-16 -t UTF-8"),
    ]
    for signature in signatures where head.starts(with: signature.bytes) {
      throw Fault(
        .badData, "the file is \(signature.what), not CSV text", at: Place(file: file),
        hint: signature.hint)
    }
    if let offset = head.firstIndex(of: 0) {
      throw Fault(
        .badData, "the file is not text: a NUL byte stands at offset \(offset)",
        at: Place(file: file))
    }
  }
}
