public import Telemetry
public import Diagnostics

/// The units of a table: their histories, where they stood, and an account of every row.
public struct UnitTable: Sendable {
  /// The units in the order in which the file names them first; columns have inferred roles.
  public var histories: UnitHistories
  /// The asset that each unit stood in, as far as the file of units says.
  public var assets: [String: String]
  /// When each unit's life began: as declared, else its first row; empty where ages are numbers.
  public var starts: [String: Timestamp]
  /// When each unit was seen last; empty where ages are numbers.
  public var lastSeen: [String: Timestamp]
  /// The line of each unit's first row in the file.
  public var firstLines: [String: Int]
  /// Where the rows went; rows never give way to others here.
  public var counts: RowCounts
  /// Refused rows, and rows of which a cell counts as missing, with line and reason.
  public var quarantine: [QuarantinedRow]
  /// What a person should know.
  public var notices: [Notice]
  /// The digest of the histories' bytes.
  public var sha256: String
  /// How the file was read.
  public var format: CSVFormat
}
