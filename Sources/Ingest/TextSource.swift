internal import Diagnostics
internal import Telemetry

/// A file as UTF-8 text, whatever it is packed in, however it is encoded and whichever way it lies.
enum TextSource {
  /// The longest text that is turned from lines to columns: it is held in memory.
  static let mostTransposedBytes = 256 << 20

  /// The text of a file of a known format.
  ///
  /// - Parameter isDigested: whether the SHA-256 of the file's bytes is wanted.
  static func open(
    _ file: String, format: CSVFormat, isDigested: Bool = true
  ) throws(Fault) -> any ByteSource {
    let decoded = try DecodedText.open(file, encoding: format.encoding, isDigested: isDigested)
    guard format.isTransposed else { return decoded.source }
    let dialect = try DialectCatalog.catalog.product(named: format.dialect)
    return try TransposedSource(decoded.source, dialect: dialect, lineEnd: format.lineEnd)
  }

  /// The whole text of a file of which nothing is known.
  ///
  /// - Throws: as the other.
  static func whole(_ file: String, atMost most: Int) throws(Fault) -> [UInt8] {
    var source = try DecodedText.open(file).source
    return try text(&source, atMost: most)
  }

  /// The whole text at once.
  ///
  /// - Throws: ``Fault`` of kind `badData` where it is longer than `most` bytes.
  static func whole(
    _ file: String, format: CSVFormat, atMost most: Int
  ) throws(Fault) -> [UInt8] {
    var source = try open(file, format: format)
    return try text(&source, atMost: most)
  }

  /// What is left of a source.
  static func text(_ source: inout any ByteSource, atMost most: Int) throws(Fault) -> [UInt8] {
    var text: [UInt8] = []
    while try source.read(into: &text, atMost: 1 << 20) {
      guard text.count <= most else {
        throw Fault(
          .badData, "the file has more than \(most) bytes of text", at: Place(file: source.name))
      }
    }
    return text
  }
}
