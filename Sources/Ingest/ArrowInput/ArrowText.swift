internal import Diagnostics
internal import Telemetry

/// An Arrow file as comma-separated text, so that whatever reads CSV reads it too.
///
/// One record of names, then one line per row. Numbers are written so that reading them gives the same
/// Double, moments in ISO 8601 with all of their digits; a cell without a value is empty. The quality
/// columns of a store's own partitions are left out: a cell that was carried counts as measured.
final class ArrowText: ByteSource {
  private let file: InputFile
  /// What the file was unpacked from, where it was.
  private let outer: (any ByteSource)?
  private var input: ArrowInput
  /// The columns that are written.
  private let columns: [Int]
  private let leftOut: [Notice]
  private var text: [UInt8] = []
  private var at = 0
  private var isAtEnd = false
  private(set) var sha256: String?

  /// Cells that are turned to text at a time.
  private static let cellsAtOnce = 1 << 16

  /// Reads the schema.
  ///
  /// - Throws: as ``ArrowInput/init(file:)``.
  convenience init(_ file: InputFile) throws(Fault) { try self.init(file, outer: nil) }

  /// Copies what comes through a pipe or out of a packing to a temporary file first: Arrow's footer
  /// stands at the end.
  convenience init(spooling source: any ByteSource) throws(Fault) {
    var source = source
    let file = try TemporaryCopy.of(&source)
    try self.init(file, outer: source)
  }

  private init(_ file: InputFile, outer: (any ByteSource)?) throws(Fault) {
    self.file = file
    self.outer = outer
    input = try ArrowInput(file)
    let names = Set(input.columns.map(\.name))
    let suffix = ".quality"
    let all = input.columns
    columns = all.indices.filter { index in
      let name = all[index].name
      return
        !(all[index].typeName == "uint8" && name.hasSuffix(suffix)
        && names.contains(String(name.dropLast(suffix.count))))
    }
    let qualities = all.count - columns.count
    leftOut =
      qualities == 0
      ? []
      : [
        Notice(
          "\(qualities) columns of cell qualities are left out: what was carried counts as measured",
          at: Place(file: file.path))
      ]
    for (place, index) in columns.enumerated() {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      append(all[index].name)
    }
    text.append(UInt8(ascii: "\n"))
  }

  var name: String { file.path }
  var size: Int? { outer.map(\.size) ?? file.size }
  var bytesRead: Int {
    outer?.bytesRead ?? (isAtEnd ? file.size : min(file.size, input.bytesRead))
  }
  var notices: [Notice] { leftOut + input.notices }

  /// What a person is told of the file's columns.
  var evidence: [String] {
    let shown = columns.prefix(6).map { input.columns[$0] }
      .map { "'\(CellText.cleaned($0.name))' \($0.typeName)" }.joined(separator: ", ")
    let more = columns.count > 6 ? " and \(columns.count - 6) more" : ""
    return [
      "an Arrow IPC \(input.isStream ? "stream" : "file"), by its first bytes: columns \(shown)\(more)"
    ]
  }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    while at == text.count {
      if isAtEnd { return false }
      at = 0
      text.removeAll(keepingCapacity: true)
      guard let rows = try input.next(rows: max(1, Self.cellsAtOnce / max(1, columns.count)))
      else {
        isAtEnd = true
        sha256 = if let outer { outer.sha256 } else { try FileDigest.sha256(of: file) }
        return false
      }
      append(rows)
    }
    let end = min(text.count, at + max(1, most))
    buffer += text[at..<end]
    at = end
    return true
  }

  private func append(_ rows: ArrowRows) {
    let kinds = columns.map { input.columns[$0].kind }
    for row in 0..<rows.count {
      let start = text.count
      for (place, column) in columns.enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        switch rows.columns[column] {
        case .numbers(let values):
          if kinds[place] == .timeOfDay {
            ArrowCellText.append(timeOfDay: values[row], to: &text)
          } else {
            ArrowCellText.append(values[row], to: &text)
          }
        case .integers(let values):
          if let value = values[row] { ArrowCellText.append(value, to: &text) }
        case .times(let times, let hasZone):
          if let time = times[row] { ArrowCellText.append(time, hasZone: hasZone, to: &text) }
        case .texts(let codes, let names):
          if codes[row] >= 0 { append(names[Int(codes[row])]) }
        }
      }
      // An empty line would be no row.
      if text.count == start { text += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
      text.append(UInt8(ascii: "\n"))
    }
  }

  /// Quotes are put where the text could be taken for something else.
  private func append(_ cell: String) {
    let utf8 = cell.utf8
    let isPlain =
      !utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 10 || $0 == 13 }
      && utf8.first != 32 && utf8.last != 32
    if isPlain {
      text += utf8
      return
    }
    text.append(0x22)
    for byte in utf8 {
      if byte == 0x22 { text.append(0x22) }
      text.append(byte)
    }
    text.append(0x22)
  }
}
