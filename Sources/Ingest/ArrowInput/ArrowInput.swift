public import Diagnostics
internal import Telemetry

/// Reads Arrow IPC files (Feather V2) and streams by any writer: pyarrow, pandas, polars, DuckDB, R.
///
/// One record batch after the other is open; of what is not packed only the rows asked for are read,
/// of what is packed (LZ4 frames, zstd) a batch is unpacked at a time. Every offset, length and code of
/// the file is checked. Column types that are no telemetry (lists, structs, bytes, …) are left out,
/// with a notice; so are 256-bit decimals. Checksums of LZ4 frames are not looked at.
///
/// Source: Apache Arrow Columnar Format 1.5, "Serialization and Interprocess Communication (IPC)".
public struct ArrowInput {
  /// What a column's cells are.
  public enum Kind: Sendable, Equatable {
    /// Numbers: integers, floats, decimals, booleans (0 and 1), durations (in seconds).
    case number
    /// Times of day, as numbers: seconds from midnight.
    case timeOfDay
    /// Moments: timestamps and dates.
    case time(hasZone: Bool)
    /// Texts, categories.
    case text
  }

  /// One column.
  public struct Column: Sendable, Equatable {
    /// Its name, as the file has it.
    public var name: String
    /// What its cells are.
    public var kind: Kind
    /// Its type in Arrow's words, like `float64`, `timestamp`, `dictionary of utf8`.
    public var typeName: String
  }

  /// The file, as the user named it.
  public let file: String
  /// The columns that are read, in the order of the file.
  public private(set) var columns: [Column]
  /// About how many of the file's bytes were read.
  var bytesRead: Int { messages.bytesRead }
  /// Whether the file is a stream, without a footer.
  public var isStream: Bool { messages.isStream }

  private var messages: ArrowMessages
  private let fields: [ArrowField]
  private var dictionaries: ArrowDictionaries
  private let leftOut: [Notice]
  private var outOfRange: [String: Int] = [:]
  private var batch: ArrowRecordBatch?
  private var row = 0

  /// How many of a file's first bytes tell it.
  static let headBytes = 8

  /// Whether a file that begins so is an Arrow file or stream; eight bytes tell.
  public static func isArrow(head: some Collection<UInt8>) -> Bool {
    ArrowMessages.isArrow(head: head)
  }

  /// Whether a regular file is an Arrow file or stream.
  static func isArrow(file: String) throws(Fault) -> Bool {
    let input = try InputFile(file)
    return isArrow(head: try input.read(at: 0, count: min(headBytes, input.size)))
  }

  /// Opens a file and reads its schema.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where it is not there or cannot be opened; `badData`
  ///   where it is no Arrow file, is damaged or holds no column that can be read; `io` where reading
  ///   fails.
  public init(file: String) throws(Fault) { try self.init(try InputFile(file)) }

  /// Reads the schema of an open file.
  ///
  /// - Throws: as ``init(file:)``.
  init(_ input: InputFile) throws(Fault) {
    let file = input.path
    self.file = file
    messages = try ArrowMessages(input)
    fields = try ArrowSchemaFields.read(messages.schema)
    dictionaries = ArrowDictionaries(fields)
    var columns: [Column] = []
    var leftOut: [Notice] = []
    for field in fields {
      if let kind = field.kind {
        columns.append(Column(name: field.name, kind: kind, typeName: field.typeName))
      } else {
        let name = CellText.cleaned(field.name)
        leftOut.append(
          Notice(
            "column '\(name)' has the Arrow type \(field.typeName), which is not read; left out",
            at: Place(file: file, path: "column \(name)")))
      }
    }
    // Nulls take no bytes: nothing would bound how many rows a file of them claims.
    guard fields.contains(where: { $0.kind != nil && $0.storage != .null }) else {
      throw Fault(
        .badData,
        fields.isEmpty
          ? "the Arrow file has no columns"
          : "none of the Arrow file's \(fields.count) columns can be read", at: Place(file: file),
        hint: leftOut.first?.text)
    }
    self.columns = columns
    self.leftOut = leftOut
  }

  /// What a person should know, as far as it is known: columns left out, moments out of range.
  public var notices: [Notice] {
    leftOut
      + outOfRange.sorted { $0.key < $1.key }.map { name, count in
        Notice(
          "\(count == 1 ? "1 moment" : "\(count) moments") before 1677-09-21 or after 2262-04-11; "
            + "taken for missing", at: Place(file: file, path: "column \(CellText.cleaned(name))"))
      }
  }

  /// The next rows, 1 to `max` of them; nil at the end.
  ///
  /// Rows never come from two record batches, so that fewer than `max` are no sign of the end.
  /// Complexity: O(rows × columns).
  /// - Throws: ``Fault`` of kind `badData` where the file is damaged, `io` where reading fails.
  public mutating func next(rows max: Int) throws(Fault) -> ArrowRows? {
    while true {
      if let batch, row < batch.rows {
        let range = row..<row + min(Swift.max(1, max), batch.rows - row)
        row = range.upperBound
        return try rows(of: batch, range)
      }
      guard let message = try messages.nextMessage() else { return nil }
      switch message.content {
      case .schema(let table): throw table.buffer.damaged("it has a second schema")
      case .dictionary(let table):
        var lost = 0
        try dictionaries.add(
          table, body: message.body, input: messages.input, outOfRange: &lost)
      case .batch(let table):
        // The one before goes first, so that two are never in memory.
        batch = nil
        batch = try ArrowRecordBatch(
          table, body: message.body, input: messages.input, fields: fields)
        row = 0
      }
    }
  }

  private mutating func rows(
    of batch: ArrowRecordBatch, _ range: Range<Int>
  ) throws(Fault) -> ArrowRows {
    var columns: [ArrowCells] = []
    for case let column? in batch.columns {
      if column.field.dictionary != nil {
        columns.append(
          try column.cells(range, dictionary: dictionaries.entries(of: column.field)))
        continue
      }
      var lost = 0
      let name = column.field.name
      columns.append(try column.cells(range, outOfRange: &lost))
      if lost > 0 { outOfRange[name, default: 0] += lost }
    }
    return ArrowRows(count: range.count, columns: columns)
  }
}
