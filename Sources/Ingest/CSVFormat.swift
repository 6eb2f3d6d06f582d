public import Diagnostics

/// How a delimited text file is written: what the sniffer found and the reader goes by.
public struct CSVFormat: Sendable, Codable, Equatable {
  /// What ends a line.
  public enum LineEnd: String, Sendable, Codable, CaseIterable {
    /// `\n`.
    case lf
    /// `\r\n`.
    case crlf
    /// `\r` alone.
    case cr
  }

  /// How bytes stand for characters.
  public enum Encoding: String, Sendable, Codable, CaseIterable {
    /// UTF-8 or plain ASCII.
    case utf8 = "utf-8"
    /// ISO 8859-1, taken where bytes are no UTF-8.
    case latin1 = "iso-8859-1"
  }

  /// What a column holds.
  public enum Content: String, Sendable, Codable, CaseIterable {
    /// The rows' moments.
    case time
    /// Numbers: becomes a tag.
    case number
    /// Text: left out of the frame, with a notice.
    case text
  }

  /// One column.
  public struct Column: Sendable, Codable, Equatable {
    /// Its name without blanks and quotes around it; no two are equal.
    public var name: String
    /// What it holds.
    public var content: Content

    /// Makes a column.
    public init(name: String, content: Content) {
      self.name = name
      self.content = content
    }
  }

  /// The id of the dialect, from ``DialectCatalog``.
  public var dialect: String
  /// What ends a line; LF and CRLF are both read whichever is said here.
  public var lineEnd: LineEnd
  /// How bytes stand for characters.
  public var encoding: Encoding
  /// Whether the file begins with UTF-8's byte order mark.
  public var hasByteOrderMark: Bool
  /// Whether the first record holds the columns' names.
  public var hasHeader: Bool
  /// Whether lines end with a delimiter after which nothing follows.
  public var hasTrailingDelimiter: Bool
  /// The columns in the order of the file.
  public var columns: [Column]
  /// The id of the time column's format, from ``TimeFormatCatalog``; nil where rows are steps.
  public var timeFormat: String?
  /// The decimal mark: `.` or `,`.
  public var decimalMark: String
  /// What the findings rest on, a sentence each.
  public var evidence: [String]
  /// What a person should know about the file, a sentence each.
  public var notices: [String]

  /// Makes a format by hand.
  public init(
    dialect: String, lineEnd: LineEnd = .lf, encoding: Encoding = .utf8,
    hasByteOrderMark: Bool = false, hasHeader: Bool, hasTrailingDelimiter: Bool = false,
    columns: [Column], timeFormat: String?, decimalMark: String = ".", evidence: [String] = [],
    notices: [String] = []
  ) {
    self.dialect = dialect
    self.lineEnd = lineEnd
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
    self.hasHeader = hasHeader
    self.hasTrailingDelimiter = hasTrailingDelimiter
    self.columns = columns
    self.timeFormat = timeFormat
    self.decimalMark = decimalMark
    self.evidence = evidence
    self.notices = notices
  }

  /// The index of the time column; nil where rows are steps.
  public var timeColumn: Int? { columns.firstIndex { $0.content == .time } }

  /// The names of the columns that become tags, in the order of the file.
  public var tagNames: [String] { columns.filter { $0.content == .number }.map(\.name) }

  /// The notices as such, placed in a file.
  public func notices(in file: String) -> [Notice] {
    notices.map { Notice($0, at: Place(file: file)) }
  }
}
