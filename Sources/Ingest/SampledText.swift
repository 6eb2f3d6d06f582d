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
  /// How bytes stand for characters in the file; `head` and `pieces` are UTF-8.
  var encoding = CSVFormat.Encoding.utf8
  /// What the packing and the encoding rest on.
  var evidence: [String] = []
  /// How a table of lines that are columns was written before it was turned; nil for others.
  var turnedLayout: LayoutChoice?
  /// Whether the text was made of an Arrow file.
  var isArrow = false
  /// Pieces further in; each begins and ends anywhere.
  var pieces: [[UInt8]]

  /// How much of the beginning is read.
  static let headBytes = 1 << 20
  /// How many pieces further in, and how long each.
  private static let pieces = (count: 8, bytes: 1 << 16)

  /// Reads the samples of a file, unpacked, decoded and, where declared so, turned.
  ///
  /// Further in only a file that is not packed can be sampled, and of these none of UTF-16.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the file is empty, its packing is damaged or it is no
  ///   text; as ``InputFile/init(_:)``.
  init(file: String, declared: FormatDeclaration = FormatDeclaration()) throws(Fault) {
    let input = try InputFile(file)
    guard input.size > 0 else {
      throw Fault(.badData, "the file is empty", at: Place(file: file))
    }
    var pieces = try Self.pieces(of: input)
    let decoded = try DecodedText.open(
      file, encoding: declared.encoding, pieces: pieces, isDigested: false)
    var source = decoded.source
    isArrow = decoded.packing == .arrow
    if declared.isTransposed, !isArrow {
      (source, turnedLayout) = try Self.turned(source, declared)
    }
    var head: [UInt8] = []
    var isWhole = false
    while head.count <= Self.headBytes, !isWhole {
      isWhole = try !source.read(into: &head, atMost: Self.headBytes + 1 - head.count)
    }
    if !isWhole {
      head.removeLast(head.count - Self.headBytes)
      try InputLimits.refuseLongLines(head, file: file)
    }
    let isCuttable = decoded.encoding == .utf8 || decoded.encoding == .latin1
    if isWhole || declared.isTransposed || decoded.packing != .none || !isCuttable {
      pieces = []
    } else if decoded.encoding == .latin1 {
      for index in pieces.indices {
        var decoder = TextDecoder(.latin1)
        var text: [UInt8] = []
        decoder.decode(pieces[index], into: &text)
        pieces[index] = text
      }
    }
    self.file = file
    self.head = head
    self.isWhole = isWhole
    self.pieces = pieces
    hasByteOrderMark = decoded.encoding == .utf8 && decoded.markBytes > 0
    encoding = decoded.encoding
    evidence = decoded.evidence
    if let encoding = declared.encoding, !isArrow {
      evidence.append("encoding \(encoding.rawValue): declared so")
    }
    try refuseUnreadable()
  }

  /// Raw pieces further in; none where the head holds all.
  private static func pieces(of input: InputFile) throws(Fault) -> [[UInt8]] {
    let count = min(input.size, headBytes)
    let rest = input.size - count
    guard rest > 0 else { return [] }
    var found: [[UInt8]] = []
    for i in 1...pieces.count {
      let length = min(pieces.bytes, rest)
      found.append(
        try input.read(at: count + (rest - length) / pieces.count * i, count: length))
    }
    return found
  }

  /// A table whose lines are columns, turned; its dialect is that of the text as it lies.
  private static func turned(
    _ source: any ByteSource, _ declared: FormatDeclaration
  ) throws(Fault) -> (any ByteSource, LayoutChoice) {
    var rest = source
    let text = try TextSource.text(&rest, atMost: TextSource.mostTransposedBytes)
    let sample = try SampledText(file: source.name, head: text, isWhole: true)
    let (lineEnd, _) = LineEndChoice.choose(sample.head)
    let layout = try LayoutChoice.choose(sample, lineEnd: lineEnd, declared: declared)
    let turned = try TransposedSource(
      MemorySource(name: source.name, text), dialect: layout.dialect, lineEnd: lineEnd)
    return (turned, layout)
  }

  /// Takes bytes at hand: a stream's beginning.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the bytes are no text.
  init(
    file: String, head: [UInt8], isWhole: Bool, refusesNUL: Bool = false
  ) throws(Fault) {
    self.file = file
    self.head = head
    self.isWhole = isWhole
    pieces = []
    hasByteOrderMark = head.starts(with: [0xef, 0xbb, 0xbf])
    if hasByteOrderMark { self.head.removeFirst(3) }
    try refuseUnreadable(refusesNUL: refusesNUL)
  }

  /// Known signatures first, because they say what to do; then NUL bytes where the file is no text
  /// for them.
  private func refuseUnreadable(refusesNUL: Bool = false) throws(Fault) {
    guard !head.isEmpty || hasByteOrderMark else {
      throw Fault(.badData, "the file is empty", at: Place(file: file))
    }
    let signatures: [(bytes: [UInt8], what: String, hint: String)] = [
      ([0x50, 0x4b, 0x03, 0x04], "a ZIP archive or a spreadsheet", "export it as CSV"),
      ([0x50, 0x41, 0x52, 0x31], "a Parquet file", "export it as CSV"),
    ]
    for signature in signatures where head.starts(with: signature.bytes) {
      throw Fault(
        .badData, "the file is \(signature.what), not CSV text", at: Place(file: file),
        hint: signature.hint)
    }
    if let offset = head.firstIndex(of: 0), refusesNUL || isBinary {
      throw Fault(
        .badData, "the file is not text: a NUL byte stands at offset \(offset)",
        at: Place(file: file))
    }
  }

  /// Whether NUL bytes stand in the first line, in half of the lines, or are half of the bytes; those
  /// at the end do not count, because a logger that was cut off leaves any number of them.
  private var isBinary: Bool {
    guard let last = head.lastIndex(where: { $0 != 0 }) else { return true }
    var lines = 0
    var damaged = 0
    // A tail that begins within a line is part of it.
    let isCutOff = last + 1 < head.count && head[last] != 10 && head[last] != 13
    for line in head[...last].split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let isDamaged = line.contains(0) || (isCutOff && line.endIndex > last)
      if lines == 0, isDamaged { return true }
      lines += 1
      if isDamaged { damaged += 1 }
    }
    return damaged * 2 >= max(1, lines) || head[...last].count(where: { $0 == 0 }) * 2 > last
  }
}
