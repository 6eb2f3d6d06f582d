public import LinearAlgebra
public import Telemetry

/// Some rows of a file, in ascending order of time and unit.
public struct RowBatch: Sendable {
  /// The tags' names, one per column of ``values``.
  public var tagNames: [String]
  /// The rows' moments, ascending; rows of one moment and unit stand in the order of the file.
  ///
  /// Without a time column data row k (from 0, refused rows counted) stands at
  /// k · ``CSVReaderOptions/stepInterval`` after the epoch.
  public var times: [Timestamp]
  /// The same moments in the order of the file, as far as rows are made of it one by one.
  public var timesInFile: [Timestamp]
  /// The commonest distance of neighbouring rows so far; nil with units, or fewer than two rows.
  public var sampleInterval: TimeSpan?
  /// The rows' units by their places in ``unitNames``; nil where the file has no units.
  public var units: [Int32]?
  /// The units' names, those of earlier batches first.
  public var unitNames: [String]
  /// The cells, *rows × tags*, column-major; NaN is missing, categories are their numbers.
  public var values: Matrix
  /// What each cell is worth (``CellQuality``), as ``values``.
  public var quality: [UInt8]
  /// The rows refused since the batch before, in the order of the file.
  public var quarantine: [QuarantinedRow]

  /// The number of rows.
  public var count: Int { times.count }
}
