package import Telemetry

/// Lengths of time as people say them.
package enum TimeText {
  /// `70 days` from a week on, else with two units: `2 d 4 h`, `40 min`; never broken over two
  /// lines.
  package static func length(_ span: TimeSpan) -> String {
    let text =
      span.seconds.magnitude >= 604_800
      ? "\(NumberText.fixed(span.seconds / 86_400, decimals: 0)) days" : span.roundedText
    return text.replacing(" ", with: "\u{A0}")
  }
}
