public import Telemetry

/// Telemetry of which it is known what it is: what detectors that learn from attacks are taught with.
public struct LabelledTrace: Sendable {
  /// What is known of a row.
  public enum Label: UInt8, Sendable, Equatable {
    /// Nothing was tampered with, nor had been before.
    case normal
    /// Something was tampered with.
    case attack
    /// Neither can be said: an attack is over, and the process still feels it.
    case unknown
  }

  /// The rows, with the model's tags in order.
  public let frame: Frame
  /// A label per row.
  public let labels: [Label]

  /// Makes a trace; there must be a label per row.
  public init(frame: Frame, labels: [Label]) {
    precondition(
      frame.count == labels.count, "\(frame.count) rows need a label each, got \(labels.count)")
    self.frame = frame
    self.labels = labels
  }
}
