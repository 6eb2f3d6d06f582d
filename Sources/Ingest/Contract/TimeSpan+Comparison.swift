internal import Telemetry

extension TimeSpan {
  /// The length for people; exact where it would read like the other.
  func text(against other: TimeSpan) -> String {
    roundedText == other.roundedText ? description : roundedText
  }
}
