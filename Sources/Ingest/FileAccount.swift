public import Diagnostics
internal import LinearAlgebra
public import Telemetry

/// What is known of a file when all of its rows have been read.
public struct FileAccount: Sendable {
  /// The file, as the user named it.
  public var file: String
  /// How it was read.
  public var format: CSVFormat
  /// The tags, in the order of the batches' columns.
  public var tagNames: [String]
  /// Where the data rows went; `read` = `stored` + `quarantined` + `duplicates`.
  ///
  /// In the long form these are records, of which several make a row.
  public var counts: RowCounts
  /// How many rows the batches held.
  public var rows: Int
  /// The first refused row.
  public var firstRefusal: QuarantinedRow?
  /// What a person should know.
  public var notices: [Notice]
  /// The texts of the columns of categories, by their numbers.
  public var categories: [String: [String]]
  /// Long form: the words for off and on of the tags that hold no other words.
  public var switches: [String: [String]]
  /// The SHA-256 of the file's bytes, as they are on disk; empty where it was not asked for.
  public var sha256: String
  /// The file's length on disk.
  public var bytes: Int
  /// The commonest distance of neighbouring rows; nil with fewer than two rows, or with units.
  public var sampleInterval: TimeSpan?
  /// How many neighbouring rows are more than one and a half sample intervals apart.
  public var gaps: Int
  /// Whether the rows are steps, because no column holds time.
  public var isStepped: Bool

  /// The file as a whole, from its one batch.
  func assembled(_ batch: RowBatch?, threads: Int) throws(Fault) -> IngestedFile {
    let times = batch?.times ?? []
    let values = batch?.values ?? Matrix(rows: 0, columns: tagNames.count)
    var statistics: [ColumnStatistics] = []
    do {
      statistics = try ParallelMap(threads: threads)(tagNames.count) { column in
        let start = column * times.count
        return ColumnStatistics(values.elements[start..<(start + times.count)])
      }
    } catch {
      throw Fault(.ourBug, "summarising columns failed: \(error)", at: Place(file: file))
    }
    var tags: [Tag] = []
    var reasons: [String] = []
    for (name, statistics) in zip(tagNames, statistics) {
      let (role, reason) = RoleInference.infer(name, statistics)
      tags.append(Tag(id: name, role: role))
      reasons.append(reason)
    }
    return IngestedFile(
      file: file, frame: Frame(times: times, tags: tags, values: values),
      quality: batch?.quality ?? [], counts: counts, quarantine: batch?.quarantine ?? [],
      notices: notices, roleReasons: reasons, sha256: sha256, bytes: bytes,
      sampleInterval: sampleInterval, gaps: gaps, isStepped: isStepped, format: format)
  }
}
