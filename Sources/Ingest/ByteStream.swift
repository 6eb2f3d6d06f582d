internal import Diagnostics
internal import Foundation

/// Text that comes piece by piece: standard input, a pipe, a file read from its start.
///
/// It may be packed and encoded in any way that a file may; what has come is handed out at once.
final class ByteStream {
  /// What messages call it.
  let name: String
  private let raw: any ByteSource
  private let format: CSVFormat?
  /// The encoding, where the file itself told it.
  private let encoding: CSVFormat.Encoding?
  /// Whether the text was made of an Arrow file; known when the first bytes have come.
  private(set) var isArrow = false
  /// The text; nil until the first bytes were asked for.
  private var text: (any ByteSource)?
  /// What to close in the end.
  private let ownedDescriptor: Int32?

  /// How much of the beginning must have come to tell a mark or zero bytes.
  private static let headBytes = 4
  private static let pieceBytes = 1 << 16

  /// Reads an open descriptor, which stays open.
  ///
  /// - Parameter format: how the input is written, where that is known.
  init(descriptor: Int32, name: String, format: CSVFormat? = nil) {
    self.name = name
    self.format = format
    encoding = nil
    raw = DescriptorSource(descriptor: descriptor, name: name)
    ownedDescriptor = nil
  }

  /// Opens a file or a named pipe.
  ///
  /// - Parameter isSniffed: whether the format is the sniffer's finding on this very file.
  init(path: String, format: CSVFormat? = nil, isSniffed: Bool = false) throws(Fault) {
    name = path
    self.format = format
    encoding = isSniffed ? format?.encoding : nil
    if Self.isRegular(path), try ArrowInput.isArrow(file: path) {
      raw = try FileSource(path)
      ownedDescriptor = nil
      return
    }
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(
        .missingInput,
        errno == ENOENT
          ? "the file does not exist"
          : "cannot open the file: \(String(cString: strerror(errno)))", at: Place(file: path))
    }
    raw = DescriptorSource(descriptor: descriptor, name: path)
    ownedDescriptor = descriptor
  }

  deinit { if let ownedDescriptor { close(ownedDescriptor) } }

  /// What a person should know of the bytes read so far.
  var notices: [Notice] { text?.notices ?? [] }

  /// Appends what is there, waiting for at least one byte; false at the end.
  func read(into buffer: inout [UInt8]) throws(Fault) -> Bool {
    var source: any ByteSource
    if let text { source = text } else { source = try opened() }
    let isMore = try source.read(into: &buffer, atMost: Self.pieceBytes)
    text = source
    return isMore
  }

  /// A mark or zero bytes tell the encoding; where they say nothing, the format does.
  private func opened() throws(Fault) -> any ByteSource {
    let decoded = try DecodedText.open(
      raw, encoding: encoding, otherwise: format?.encoding, headBytes: Self.headBytes)
    isArrow = decoded.packing == .arrow
    guard let format, format.isTransposed, !isArrow else { return decoded.source }
    let dialect = try DialectCatalog.catalog.product(named: format.dialect)
    return try TransposedSource(decoded.source, dialect: dialect, lineEnd: format.lineEnd)
  }

  /// Whether it is a regular file of which more than the front can be sampled.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
