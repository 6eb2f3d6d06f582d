internal import Diagnostics
internal import Ingest
internal import Telemetry

/// What is known of one source beside its rows; kept with the store, so that a night that adds one file
/// reads only that one.
struct SourceRecord: Codable, Sendable {
  /// How the file was read, with the evidence.
  var format: CSVFormat
  /// The tags of the file, in its order.
  var tagNames: [String]
  /// Each tag's cells, after scaling.
  var profiles: [TagProfile]
  /// What broke the contract of `tags.csv`.
  var contract: ContractReport
  /// How many rows each reason put into quarantine.
  var reasons: [String: Int]
  /// The texts of categories, by the column's name.
  var categories: [String: [String]]
  /// Long form: the words for off and on of tags that hold no other words.
  var switches: [String: [String]]?
  /// Where the rows went, records in the long form.
  var counts: RowCounts
  /// Rows stored.
  var rows: Int
  /// The length of the file.
  var bytes: Int
  /// The usual distance of rows.
  var sampleInterval: TimeSpan?
  /// Whether rows name their units.
  var hasUnits: Bool
  /// Whether no column holds time.
  var isStepped: Bool
  /// What a person should know.
  var notices: [String]
  /// The SHA-256 of the file with the source's refused rows.
  var refusedSHA256 = ""

  /// The moment of the newest sample; nil without samples.
  var newest: Timestamp? { profiles.compactMap(\.newest).max() }

  /// The file's name beside the store's partitions.
  static func fileName(sha256: String, settings: String) -> String {
    "source-\(sha256.prefix(12))-\(settings.prefix(6)).json"
  }

  /// The name of the file with the source's refused rows.
  static func quarantineName(sha256: String, settings: String) -> String {
    "quarantine-\(sha256.prefix(12))-\(settings.prefix(6)).csv"
  }
}
