/// How a delimited text is written, as the naive reader wants to be told.
///
/// Stands on its own so that the oracle shares nothing with `Ingest`, not even its types.
package struct NaiveFormat: Sendable {
  /// What a column holds; the words of `CSVFormat.Content`.
  package enum Content: String, Sendable {
    case time, date, clock, part, number, word, category, unit, tag, value, quality, text
  }

  /// How bytes stand for characters; the words of `CSVFormat.Encoding`.
  package enum Encoding: String, Sendable {
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
  }

  /// What becomes of rows of one moment and unit.
  package enum Duplicates: Sendable { case first, last, all }

  /// One column.
  package struct Column: Sendable {
    package var name: String
    package var content: Content
    /// The words for off and on that a column of categories begins with; empty for none.
    package var states: [String]
    /// The unit that may stand behind its numbers; empty for none.
    package var suffix: [UInt8]
    /// The part of the moment that it holds: `year`, `month`, `day`, `hour`, `minute` or `second`; empty for none.
    package var part: String

    package init(
      name: String, content: Content, states: [String] = [], suffix: [UInt8] = [], part: String = ""
    ) {
      self.name = name
      self.content = content
      self.states = states
      self.suffix = suffix
      self.part = part
    }
  }

  /// The characters that a column's cells take, and which of their ends stand at one place.
  package struct Place: Sendable {
    package var start: Int
    package var end: Int
    package var isLeft: Bool
    package var isRight: Bool

    package init(start: Int, end: Int, isLeft: Bool, isRight: Bool) {
      self.start = start
      self.end = end
      self.isLeft = isLeft
      self.isRight = isRight
    }
  }

  /// Who reads stamps, where ``NaiveTime`` does not know all spellings: bytes without blanks at their ends.
  package struct Stamps: Sendable {
    /// The moment in nanoseconds since 1970, and whether a wall clock's; nil where it is none.
    package var moment: @Sendable ([UInt8]) -> (nanoseconds: Int64, isLocal: Bool)?
    /// Nanoseconds since midnight; nil where it is no time of day.
    package var timeOfDay: @Sendable ([UInt8]) -> Int64?
    /// What a message says further of a text that is no moment.
    package var remark: @Sendable ([UInt8]) -> String

    package init(
      moment: @escaping @Sendable ([UInt8]) -> (nanoseconds: Int64, isLocal: Bool)?,
      timeOfDay: @escaping @Sendable ([UInt8]) -> Int64?,
      remark: @escaping @Sendable ([UInt8]) -> String
    ) {
      self.moment = moment
      self.timeOfDay = timeOfDay
      self.remark = remark
    }
  }

  /// The byte between two fields; nil for runs of blanks and tabs.
  package var delimiter: UInt8?
  /// LF (10) or CR (13).
  package var lineEnd: UInt8
  package var encoding: Encoding
  package var skippedLines = 0
  /// How many records above the data are no rows.
  package var headerRecords = 0
  /// Which of them holds the names; a later record that equals it is no row.
  package var namesRecord: Int?
  /// What comments begin with; empty for none.
  package var comment: [UInt8] = []
  package var hasTrailingDelimiter = false
  package var columns: [Column]
  /// Where columns between runs of blanks stand on their lines; empty where they stand anywhere.
  package var places: [Place] = []
  /// The id of the time format; nil where rows are steps.
  package var timeFormat: String?
  /// Who else reads stamps; nil for ``NaiveTime``.
  package var stamps: Stamps?
  /// How messages call it.
  package var timePattern = ""
  package var decimalMark = UInt8(ascii: ".")
  /// What stands between groups of three digits; empty for nothing.
  package var thousandsMark: [UInt8] = []
  package var isLong = false
  /// What numbers of qualities count as good, by its name; empty for OPC's.
  package var qualityScale = ""
  /// Whether lines are columns.
  package var isTransposed = false
  /// What stands in a cell without a measurement, in lower case.
  package var missing: [[UInt8]] = []
  /// Which of the rows of one moment and unit stays.
  package var keeps = Duplicates.last
  /// Nanoseconds between rows without a clock.
  package var stepInterval: Int64 = 1
  /// The IANA name of the zone of stamps without one.
  package var timeZone = "UTC"

  package init(
    delimiter: UInt8?, lineEnd: UInt8 = 10, encoding: Encoding = .utf8, columns: [Column]
  ) {
    self.delimiter = delimiter
    self.lineEnd = lineEnd
    self.encoding = encoding
    self.columns = columns
  }
}
