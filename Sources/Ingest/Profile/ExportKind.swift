/// How a historian wrote a tag's samples; what noise, stuck values and gaps are judged by.
public enum ExportKind: String, Sendable, Codable, CaseIterable {
  /// Sampled at an even pace, noise and all.
  case raw
  /// Written on change: small changes are not there (dead band, swinging door), or the last value
  /// is repeated until the next change.
  case exception
  /// Drawn in straight lines between sparser points.
  case interpolated
  /// A state (on or off, open or closed, a mode): not classed.
  case state
  /// Too few samples, a constant, or nothing that tells.
  case unknown
}
