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

  /// The median of lengths of time, half-way between the middle two of an even number; nil for none.
  package static func median(_ spans: [TimeSpan]) -> TimeSpan? {
    guard !spans.isEmpty else { return nil }
    let sorted = spans.sorted()
    let upper = sorted[sorted.count / 2]
    guard sorted.count % 2 == 0 else { return upper }
    let lower = sorted[sorted.count / 2 - 1]
    let (gap, overflow) = upper.nanoseconds.subtractingReportingOverflow(lower.nanoseconds)
    // Two spans further apart than 292 years are no time to detect.
    return overflow ? lower : TimeSpan(nanoseconds: lower.nanoseconds + gap / 2)
  }
}
