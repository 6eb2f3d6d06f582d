internal import Diagnostics

/// A file's or stream's text as UTF-8, whatever it is packed in and however it is encoded.
///
/// Offsets into the text, as quarantined rows name them, are offsets into this UTF-8: in a packed or
/// recoded file they differ from those in the file on disk.
struct DecodedText {
  /// The text without its byte order mark.
  let source: any ByteSource
  /// What it is packed with.
  let packing: Packing
  /// How its bytes stand for characters, before decoding.
  let encoding: CSVFormat.Encoding
  /// How many bytes its byte order mark takes.
  let markBytes: Int
  /// Why it is taken for this, a sentence each.
  let evidence: [String]

  /// Whether the file's own bytes, after the mark, are the text: any part of it can then be read alone.
  var isPlain: Bool { packing == .none && encoding == .utf8 }

  /// How much of a file's beginning tells its encoding.
  static let headBytes = 1 << 20

  /// Opens a file and finds out what it is packed with and how it is encoded.
  ///
  /// - Parameters:
  ///   - declared: the encoding where it is known; a byte order mark of it is left out.
  ///   - pieces: raw bytes further in, which help to tell the encoding of a file that is not packed.
  ///   - isDigested: whether the SHA-256 of the file's bytes is wanted.
  /// - Throws: ``Fault`` as from ``InputFile/init(_:)``; of kind `badData` where the packing is
  ///   damaged or the text is UTF-32.
  static func open(
    _ file: String, encoding declared: CSVFormat.Encoding? = nil, pieces: [[UInt8]] = [],
    isDigested: Bool = true
  ) throws(Fault) -> DecodedText {
    // Where the encoding is known, a mark is all that is looked for.
    try open(
      FileSource(file, isDigested: isDigested), encoding: declared, pieces: pieces,
      headBytes: declared == nil ? headBytes : 4)
  }

  /// The same of any source, of which at least `headBytes` are waited for.
  ///
  /// A stream of rows that come slowly asks for 4: then only what came first tells the encoding, and
  /// `otherwise` is taken where that says nothing, if it is made of single bytes.
  static func open(
    _ raw: any ByteSource, encoding declared: CSVFormat.Encoding? = nil,
    otherwise: CSVFormat.Encoding? = nil, pieces: [[UInt8]] = [], headBytes: Int
  ) throws(Fault) -> DecodedText {
    let outer = PeekedSource(raw)
    let packing = Packing.detect(head: try outer.peek(ArrowInput.headBytes))
    let inner: PeekedSource
    var evidence: [String] = []
    switch packing {
    case .none: inner = outer
    case .arrow:
      guard let file = raw as? FileSource else {
        return arrow(try ArrowText(spooling: outer), evidence)
      }
      return arrow(try ArrowText(file.input), evidence)
    case .gzip:
      inner = PeekedSource(GzipSource(outer))
      evidence.append("packed with gzip, by its first bytes")
    case .zstd:
      inner = PeekedSource(try ZstdSource(outer))
      evidence.append("packed with zstd, by its first bytes")
    }
    if packing != .none, Packing.detect(head: try inner.peek(ArrowInput.headBytes)) == .arrow {
      return arrow(try ArrowText(spooling: inner), evidence)
    }
    let head = try inner.peek(headBytes)
    if head.starts(with: [0xff, 0xfe, 0, 0]) || head.starts(with: [0, 0, 0xfe, 0xff]) {
      throw Fault(
        .badData, "the file is UTF-32 text, which is not read", at: Place(file: raw.name),
        hint: "convert it: iconv -f UTF-32 -t UTF-8")
    }
    var finding = TextEncoding.detect(head: head, pieces: packing == .none ? pieces : [])
    if finding.encoding == .utf8, finding.markBytes == 0, otherwise == .latin1 {
      finding.encoding = .latin1
    }
    if let declared, declared != finding.encoding {
      finding = TextEncoding.Finding(encoding: declared, markBytes: 0, evidence: nil)
    }
    if let sentence = finding.evidence { evidence.append(sentence) }
    inner.skip(finding.markBytes)
    return DecodedText(
      source: finding.encoding == .utf8 ? inner : DecodingSource(inner, finding.encoding),
      packing: packing, encoding: finding.encoding, markBytes: finding.markBytes,
      evidence: evidence)
  }

  private static func arrow(_ text: ArrowText, _ evidence: [String]) -> DecodedText {
    DecodedText(
      source: text, packing: .arrow, encoding: .utf8, markBytes: 0,
      evidence: evidence + text.evidence)
  }
}
