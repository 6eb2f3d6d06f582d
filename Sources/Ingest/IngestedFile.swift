public import Diagnostics
public import Telemetry

/// One file as typed columns, with an account of every row.
public struct IngestedFile: Sendable {
  /// The file, as the user named it.
  public var file: String
  /// The stored rows by ascending time; roles are inferred.
  ///
  /// Without a time column the moments are steps: data row k (from 0, refused rows counted) stands
  /// at k · ``CSVReaderOptions/stepInterval`` after the epoch.
  public var frame: Frame
  /// What each cell is worth (``CellQuality``), *rows × tags*, column-major.
  public var quality: [UInt8]
  /// Where the rows went; `read` = `stored` + `quarantined` + `duplicates`.
  public var counts: RowCounts
  /// The refused rows in the order of the file.
  public var quarantine: [QuarantinedRow]
  /// What a person should know.
  public var notices: [Notice]
  /// Why each tag has its role, in the tags' order.
  public var roleReasons: [String]
  /// The digest of the file's bytes.
  public var sha256: String
  /// The file's length.
  public var bytes: Int
  /// The commonest distance of neighbouring rows; nil with fewer than two rows.
  public var sampleInterval: TimeSpan?
  /// How many neighbouring rows are more than one and a half sample intervals apart.
  public var gaps: Int
  /// Whether the rows are steps, because no column holds time.
  public var isStepped: Bool
  /// How the file was read.
  public var format: CSVFormat
}

/// What became of a file's data rows.
public struct RowCounts: Sendable, Equatable, Codable {
  /// Data rows in the file: neither the header nor empty lines.
  public var read: Int
  /// Rows in the frame.
  public var stored: Int
  /// Rows refused, each with its line and reason.
  public var quarantined: Int
  /// Rows that gave way to another row with the same time.
  public var duplicates: Int
  /// Empty lines; not rows.
  public var emptyLines: Int
  /// Comments, and headers that are repeated between the rows; not rows.
  public var otherLines: Int

  /// Makes counts.
  public init(
    read: Int = 0, stored: Int = 0, quarantined: Int = 0, duplicates: Int = 0,
    emptyLines: Int = 0, otherLines: Int = 0
  ) {
    self.read = read
    self.stored = stored
    self.quarantined = quarantined
    self.duplicates = duplicates
    self.emptyLines = emptyLines
    self.otherLines = otherLines
  }
}

/// A row that was refused: nothing is dropped silently.
public struct QuarantinedRow: Sendable, Equatable, Codable {
  /// The file, as the user named it.
  public var file: String
  /// The line on which the row begins, from 1.
  public var line: Int
  /// The offset of its first byte.
  public var byteOffset: Int
  /// Why it was refused.
  public var reason: String
  /// Its first 200 bytes, decoded with U+FFFD for what is no UTF-8.
  public var text: String

  /// Makes an entry.
  public init(file: String, line: Int, byteOffset: Int, reason: String, text: String) {
    self.file = file
    self.line = line
    self.byteOffset = byteOffset
    self.reason = reason
    self.text = text
  }

  /// The columns of a quarantine file.
  public static let csvHeader = "file,line,byte_offset,reason,text"

  /// The row of a quarantine file, safe to open in a spreadsheet.
  public var csvLine: String {
    [
      CSVField.escaped(file), String(line), String(byteOffset), CSVField.escaped(reason),
      CSVField.escaped(text),
    ].joined(separator: ",")
  }
}
