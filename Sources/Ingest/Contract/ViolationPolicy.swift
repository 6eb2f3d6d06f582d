/// What happens where a tag breaks its contract.
public enum ViolationPolicy: String, Sendable, Codable, CaseIterable {
  /// The cell is kept as suspect, counted and shown.
  case flag
  /// The same, and the run fails.
  case error
}
