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
    /// Windows-1252, of which ISO 8859-1 is a part; taken where bytes are no UTF-8.
    case latin1 = "windows-1252"
    /// UTF-16, the low byte first.
    case utf16LittleEndian = "utf-16le"
    /// UTF-16, the high byte first.
    case utf16BigEndian = "utf-16be"
  }

  /// What a column holds.
  public enum Content: String, Sendable, Codable, CaseIterable {
    /// The rows' moments.
    case time
    /// The days of the rows' moments; a ``clock`` column holds the rest.
    case date
    /// The times of day of the rows' moments, beside a ``date`` column.
    case clock
    /// Year, month, day, hour, minute or second of the rows' moments (``Column/part``).
    case part
    /// Numbers: becomes a tag.
    case number
    /// Words of a switch (on, off, open, closed …) or 0 and 1: becomes a tag of zeros and ones.
    case word
    /// One of a few texts: becomes a tag of their numbers, in the order of first appearance; a
    /// switch's words among them are 0 and 1.
    case category
    /// The name of the pump, engine, drive … that the row is of.
    case unit
    /// Long form: the tag's name, or a part of it where several columns are marked so.
    case tag
    /// Long form: the tag's value.
    case value
    /// Long form: what the value is worth, like `Good`, `Bad` or 192.
    case quality
    /// Text: left out of the frame, with a notice.
    case text

    /// Whether a column of this content becomes a tag.
    public var isTag: Bool { self == .number || self == .word || self == .category }

    /// Whether a column of this content tells the row's moment or a part of it.
    var isTime: Bool { self == .time || self == .date || self == .clock || self == .part }
  }

  /// What a record above the data holds.
  public enum HeaderRecord: String, Sendable, Codable, CaseIterable {
    /// The columns' names; parts of them where several records are marked so, joined with a blank.
    case names
    /// The columns' units.
    case units
    /// Something else.
    case other
  }

  /// What the order of day and month rests on.
  public enum DateOrder: String, Sendable, Codable, CaseIterable {
    /// Dates of the file that have one order only.
    case shown
    /// Steps from day to day: every date can be read either way.
    case steps
    /// Other files of the same source.
    case siblings
    /// Nothing: the day is taken to come first.
    case assumed
    /// Dates that contradict each other.
    case contradictory
  }

  /// What the marks in numbers rest on: whether `1.005` is a fraction or a thousand.
  public enum MarkBasis: String, Sendable, Codable, CaseIterable {
    /// Numbers of the file that can be read one way only.
    case shown
    /// Whole numbers below 1,000 without a mark, which go on with it.
    case continued
    /// Other files of the same source.
    case siblings
    /// Nothing: the mark is taken to stand before fractions.
    case assumed
    /// Nothing in the sample: the reader looks at the whole file first.
    case open
  }

  /// What the scale of a quality column's numbers rests on.
  public enum QualityBasis: String, Sendable, Codable, CaseIterable {
    /// Numbers of the sample that are of one scale only.
    case shown
    /// Other files of the same source.
    case siblings
    /// Little or nothing.
    case assumed
  }

  /// How a table is laid out.
  public enum Shape: String, Sendable, Codable, CaseIterable {
    /// A column per tag.
    case wide
    /// A row per tag and moment.
    case long
  }

  /// One column.
  public struct Column: Sendable, Codable, Equatable {
    /// Its name without blanks and quotes around it; no two are equal.
    public var name: String
    /// What it holds.
    public var content: Content
    /// The unit that the file gives it, in a row of its own or in brackets in its name.
    public var unit: String?
    /// The words for off and on, where a switch's words stand in it: these are 0 and 1 in every file
    /// that has the column, alone or among other words.
    public var states: [String]?
    /// The unit that stands behind the numbers of its cells, as in `3 mm`; nil where they stand alone.
    ///
    /// Cells without it are read as numbers in it.
    public var suffix: String?
    /// The part of the rows' moments that it holds.
    public var part: DatePart?

    /// Makes a column.
    public init(
      name: String, content: Content, unit: String? = nil, states: [String]? = nil,
      suffix: String? = nil
    ) {
      self.name = name
      self.content = content
      self.unit = unit
      self.states = states
      self.suffix = suffix
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
  /// Lines before the first record: titles, settings of the export.
  public var skippedLines: Int
  /// The records above the data that are no rows, after the skipped lines.
  public var header: [HeaderRecord]
  /// What a line begins with that is no row, wherever it stands: `#`; nil where there are none.
  public var comment: String?
  /// Whether the records of the header are written as comments, as `#time,A,B` is; nil where they are not.
  public var isHeaderCommented: Bool?
  /// The place of a name that stands above two fields, the day and the time of day of a stamp that a
  /// blank parts; nil where each name stands above one.
  public var stampName: Int?
  /// Whether lines end with a delimiter after which nothing follows.
  public var hasTrailingDelimiter: Bool
  /// The columns in the order of the file.
  public var columns: [Column]
  /// Where the columns stand on a line, where fields between runs of blanks stand at fixed places: a
  /// row with fewer fields has empty cells then.
  public var fixedColumns: FixedColumns?
  /// The id of the time column's format, from ``TimeFormatCatalog``; nil where rows are steps.
  public var timeFormat: String?
  /// The column that looks like moments and does not read as any, where rows are steps: how far apart they
  /// are must be said.
  public var unreadTime: String?
  /// Where the count of a time column's seconds begins, in nanoseconds since 1970; nil where the
  /// column holds moments.
  public var elapsedFrom: Int64?
  /// The words for zones among the sampled stamps, like `CET` and `CEST`; nil where there are none.
  public var zoneWords: [String]?
  /// The zone that the file says of stamps without one; nil where it says nothing.
  public var statedZone: StatedZone?
  /// The decimal mark: `.` or `,`.
  public var decimalMark: String
  /// What stands between groups of three digits: `,`, `.`, a blank or `'`; nil where nothing does.
  public var thousandsMark: String?
  /// What the marks in numbers rest on; nil where no number has one that needs a reading, or they are
  /// declared.
  public var marks: MarkBasis?
  /// How the table is laid out.
  public var shape: Shape
  /// Long form: the tags of words, each with the words that its numbers begin with; nil in the wide form.
  ///
  /// What the sniffer names is what the sample shows; the reader goes by the whole file.
  public var wordTags: [String: [String]]?
  /// Long form: what the numbers of the quality column count as good; nil where they do not show it.
  ///
  /// What the sniffer says is what the sample shows; the reader goes by the whole file.
  public var qualityScale: QualityScale?
  /// Long form: the column that tells what values are worth, whether it is used or not; nil where none
  /// does.
  public var qualityColumn: String?
  /// Long form: what the scale of the quality column rests on; nil where it holds no numbers.
  public var qualityBasis: QualityBasis?
  /// Long form: the scale that the sample or other files show surely; the whole file leaves it as it is.
  public var sampledScale: QualityScale?
  /// Long form: the units that the file gives the tags, where a column names them.
  public var tagUnits: [String: String]?
  /// Whether lines are columns, and the first field of each is its name where there is a header.
  ///
  /// Never sniffed: it must be declared.
  public var isTransposed: Bool
  /// Whether no sampled date tells which of day and month comes first: the reader then looks at the
  /// whole file first.
  public var isDateOrderOpen: Bool
  /// What the order of day and month rests on; nil where stamps are written otherwise, or it is
  /// declared.
  public var dateOrder: DateOrder?
  /// What the findings rest on, a sentence each.
  public var evidence: [String]
  /// What a person should know about the file, a sentence each.
  public var notices: [String]

  /// Makes a format by hand.
  public init(
    dialect: String, lineEnd: LineEnd = .lf, encoding: Encoding = .utf8,
    hasByteOrderMark: Bool = false, skippedLines: Int = 0, hasHeader: Bool,
    comment: String? = nil, hasTrailingDelimiter: Bool = false, columns: [Column],
    timeFormat: String?, decimalMark: String = ".", thousandsMark: String? = nil,
    shape: Shape = .wide, isTransposed: Bool = false, isDateOrderOpen: Bool = false,
    evidence: [String] = [], notices: [String] = []
  ) {
    self.dialect = dialect
    self.lineEnd = lineEnd
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
    self.skippedLines = skippedLines
    header = hasHeader ? [.names] : []
    self.comment = comment
    self.hasTrailingDelimiter = hasTrailingDelimiter
    self.columns = columns
    self.timeFormat = timeFormat
    self.decimalMark = decimalMark
    self.thousandsMark = thousandsMark
    self.shape = shape
    self.isTransposed = isTransposed
    self.isDateOrderOpen = isDateOrderOpen
    self.evidence = evidence
    self.notices = notices
  }

  /// Whether a record holds the columns' names.
  public var hasHeader: Bool { header.contains(.names) }

  /// The index of the time column, or of the date's; nil where rows are steps.
  public var timeColumn: Int? {
    columns.firstIndex { $0.content == .time || $0.content == .date }
  }

  /// Whether columns hold the rows' moments; rows are steps otherwise.
  public var isTimed: Bool { timeColumn != nil || columns.contains { $0.part == .year } }

  /// Whether the file's own dates and numbers show how they are written, without its siblings.
  public var isSettledAlone: Bool {
    (dateOrder == nil || dateOrder == .shown) && (marks == nil || marks == .shown)
      && (qualityBasis == nil || qualityBasis == .shown)
  }

  /// Whether a file that was read by this format would be read alike by another, as it is before the whole
  /// file is seen.
  public func agrees(with settled: CSVFormat) -> Bool {
    timeFormat == settled.timeFormat && dateOrder == settled.dateOrder
      && decimalMark == settled.decimalMark && thousandsMark == settled.thousandsMark
      && marks == settled.marks && qualityBasis == settled.qualityBasis
      && sampledScale == settled.sampledScale
      && notices.filter { !QualityChoice.isOfWhole($0) } == settled.notices
  }

  /// The names of the columns that become tags, in the order of the file; empty in the long form.
  public var tagNames: [String] { columns.filter(\.content.isTag).map(\.name) }

  /// The notices as such, placed in a file.
  public func notices(in file: String) -> [Notice] {
    notices.map { Notice($0, at: Place(file: file)) }
  }
}
