package import Telemetry

/// A tag's seen values against the expected ones with their usual band; small, made to stand beside
/// others.
package struct ExpectedSeenChart: Sendable {
  /// Identifies the picture in the page.
  package let id: String
  /// The curves.
  package let curves: TagCurves
  /// The stretch to shade: the alert; nil for none.
  package let alert: TimeRange?
  /// What the two curves are.
  package let names: (seen: String, expected: String)

  /// Makes a chart.
  package init(
    id: String, curves: TagCurves, alert: TimeRange? = nil,
    names: (seen: String, expected: String) = ("Seen", "Expected")
  ) {
    self.id = id
    self.curves = curves
    self.alert = alert
    self.names = names
  }

  /// The picture.
  package func node() -> Node {
    let name = PlainText.name(curves.tag)
    return ValuesChart(
      id: id,
      title: "\(name): \(names.expected.lowercased()) against \(names.seen.lowercased())",
      curves: [
        .init(name: names.seen, kind: "seen", series: curves.seen),
        .init(
          name: names.expected, kind: "expected", series: curves.expected,
          band: curves.tolerance),
      ], shaded: alert.map { ($0, "alert") }
    ).node()
  }
}
