public import Telemetry

/// The one thing to know today: a sentence and how much it matters.
public struct Headline: Sendable, Codable, Equatable {
  /// One sentence in plain words.
  public var text: String
  /// How much it matters; nil where all is quiet.
  public var severity: Severity?

  /// Makes a headline.
  public init(text: String, severity: Severity? = nil) {
    self.text = text
    self.severity = severity
  }

  /// The headline that follows from the facts: first the alerts, then the machine that needs action
  /// first, like `T3 level … (new) · PU4: 19 days left (11 to 31)`.
  ///
  /// Of the alerts the most severe open one, the newest among equals; without one, what keeps the
  /// report from saying that all is quiet: no data, old data, no scores.
  public init(
    alerts: [Alert], plant: PlantFacts, isScored: Bool, asOf: Timestamp, life: [RemainingLife] = []
  ) {
    self = Self.first(alerts: alerts, plant: plant, isScored: isScored, asOf: asOf)
    let soon = RemainingLife.inOrder(life.filter(\.needsActionSoon))
    guard let next = soon.first else { return }
    // "Nothing unusual" would be wrong beside a machine near its end.
    let before = severity == nil && plant.hasTelemetry ? "No alert is open" : text
    let more = soon.count > 1 ? ", and \(NumberText.counted(soon.count - 1, "more machine"))" : ""
    text =
      (before.hasSuffix(".") ? String(before.dropLast()) : before) + " · " + next.sentence + more
    severity = max(severity ?? .low, soon.compactMap(\.severity).max() ?? .low)
  }

  private static func first(
    alerts: [Alert], plant: PlantFacts, isScored: Bool, asOf: Timestamp
  ) -> Headline {
    let open = alerts.filter { $0.status != .closed }
      .sorted { ($0.severity, $0.firstSeen, $1.id) > ($1.severity, $1.firstSeen, $0.id) }
    if let first = open.first {
      let fresh = open.filter { $0.status == .new }.count
      let more =
        open.count == 1
        ? "" : " \(open.count) alerts are open, \(fresh == 0 ? "none" : "\(fresh)") of them new."
      return Headline(text: AlertText.sentence(first) + more, severity: first.severity)
    }
    if !plant.hasTelemetry {
      return Headline(text: "No telemetry is watched here; lives of machines are foreseen.")
    }
    guard let span = plant.span else {
      return Headline(text: "No rows were read, so nothing was judged.", severity: .high)
    }
    let age = asOf - span.end
    if let freshness = plant.freshness, age > freshness {
      return Headline(
        text:
          "No alert is open, but the last row is \(TimeText.length(age)) old: nobody knows what "
          + "happened since.", severity: .medium)
    }
    if !isScored {
      return Headline(text: "No row was scored, so nothing was judged.", severity: .medium)
    }
    let ended = alerts.map(\.lastSeen).max()
    let last = ended.map { " The last one ended \($0.minuteText)." } ?? ""
    return Headline(text: "Nothing unusual: no alert is open." + last)
  }
}
