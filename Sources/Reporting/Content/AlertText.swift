internal import Telemetry

/// Alerts in plain words.
package enum AlertText {
  /// The alert in a sentence.
  ///
  /// `PU4 does not behave as expected (F_PU4: expected 36.1 L/s, seen 34.2 L/s), since … (new).`
  /// The alert's own summary takes the place of the first part where there is one.
  package static func sentence(_ alert: Alert) -> String {
    let asset = alert.asset.isEmpty ? "The plant" : PlainText.name(alert.asset)
    let what =
      alert.summary.isEmpty
      ? "\(asset) does not behave as expected\(first(alert))"
      : withoutFullStop(PlainText.note(alert.summary))
    return "\(what), \(time(alert)) (\(alert.status.rawValue))."
  }

  private static func first(_ alert: Alert) -> String {
    alert.tags.first.map { " (\(PlainText.name($0.tag)): \(comparison($0)))" } ?? ""
  }

  /// `since 2016-12-24 15:00`, or both ends where it is over.
  package static func time(_ alert: Alert) -> String {
    alert.status == .closed
      ? "\(alert.firstSeen.minuteText) to \(alert.range.end.minuteText)"
      : "since \(alert.firstSeen.minuteText)"
  }

  /// What was expected and what was seen, with the unit: `expected 4.21 m, seen 1.19 m`.
  package static func comparison(_ reading: Alert.TagReading) -> String {
    let unit = PlainText.unit(reading.unit).map { " " + $0 } ?? ""
    let decimals = NumberText.decimals(for: [reading.expected, reading.seen].compactMap { $0 })
    let expected = reading.expected.map { NumberText.fixed($0, decimals: decimals) + unit }
    let seen = reading.seen.map { NumberText.fixed($0, decimals: decimals) + unit }
    return switch (expected, seen) {
    case (let expected?, let seen?): "expected \(expected), seen \(seen)"
    case (nil, let seen?): "seen \(seen)"
    case (let expected?, nil): "expected \(expected), value missing"
    case (nil, nil): "value missing"
    }
  }

  private static func withoutFullStop(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}

extension Alert {
  /// The alert in one sentence of plain words, fit for a terminal or a page.
  public var sentence: String { AlertText.sentence(self) }
}
