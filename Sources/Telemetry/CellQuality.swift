/// What a stored cell is worth; one byte per cell in the store's `<tag>.quality` columns.
public enum CellQuality: UInt8, Sendable, Codable, CaseIterable {
  /// Read from the source as it is.
  case measured = 0
  /// Repeated from an earlier measurement.
  case carried = 1
  /// Not there; the value slot holds NaN and is null.
  case missing = 2
  /// Read, but marked doubtful by its source or a check.
  case suspect = 3
}
