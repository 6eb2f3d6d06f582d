package import Telemetry

/// What was caught of one technique, on the twin and at the real plant.
package struct TechniqueResult: Sendable {
  /// How many were caught, of how many, and how fast.
  package struct Tally: Sendable {
    /// How many had an alarm.
    package var caught = 0
    /// How many there were.
    package var total = 0
    /// The median time to the first alarm; nil where not known.
    package var median: TimeSpan?

    /// Makes a tally of simulated rows; the median is known where every time is, or where one row
    /// alone has caught something.
    package init(_ rows: [SimulatedFacts.Row]) {
      caught = rows.reduce(0) { $0 &+ $1.caught }
      total = rows.reduce(0) { $0 &+ $1.total }
      let met = rows.filter { $0.caught > 0 }
      if met.allSatisfy({ $0.timesToDetect.count == $0.caught }) {
        median = TimeText.median(met.flatMap(\.timesToDetect))
      } else if met.count == 1 {
        median = met[0].medianTimeToDetect
      }
    }

    /// Makes a tally of labelled events.
    package init(_ windows: [JudgedWindow]) {
      caught = windows.count(where: \.isCaught)
      total = windows.count
      median = TimeText.median(windows.compactMap(\.timeToDetect))
    }

    /// `18 of 20`; a dash where there were none.
    package var text: String {
      total > 0 ? "\(NumberText.count(caught)) of \(NumberText.count(total))" : NumberText.unknown
    }
  }

  /// The technique; nil where none is known.
  package let technique: Alert.Technique?
  /// The kinds of attack that it stands for, in words.
  package let kinds: [String]
  /// The simulated attacks, by size; nil for those without one.
  package let sizes: [SimulatedFacts.Size?: Tally]
  /// All simulated attacks.
  package let simulated: Tally
  /// The real labelled attacks.
  package let real: Tally

  /// The name to show: the technique's, else the kind's.
  package var name: String {
    technique.map { "\(PlainText.name($0.name, limit: 60))" } ?? kinds.first ?? "no technique named"
  }

  /// The results technique by technique, in the order in which the rows name them; real attacks of
  /// other techniques after them, those without a technique last.
  package static func all(
    _ facts: SimulatedFacts, real windows: [JudgedWindow]
  ) -> [TechniqueResult] {
    let key = { (technique: Alert.Technique?, name: String) in
      technique.map { "id " + $0.id } ?? "name " + name
    }
    var order: [String] = []
    var rows: [String: [SimulatedFacts.Row]] = [:]
    for row in facts.attacks {
      let key = key(row.technique, row.name)
      if rows[key] == nil { order.append(key) }
      rows[key, default: []].append(row)
    }
    var events: [String: [JudgedWindow]] = [:]
    for window in windows where window.technique != nil {
      let key = key(window.technique, "")
      if rows[key] == nil, events[key] == nil { order.append(key) }
      events[key, default: []].append(window)
    }
    var results = order.map { result(rows[$0] ?? [], events[$0] ?? []) }
    let unnamed = windows.filter { $0.technique == nil }
    if !unnamed.isEmpty { results.append(result([], unnamed)) }
    return results
  }

  private static func result(
    _ rows: [SimulatedFacts.Row], _ windows: [JudgedWindow]
  ) -> TechniqueResult {
    var kinds: [String] = []
    for row in rows where !kinds.contains(row.name) { kinds.append(row.name) }
    return TechniqueResult(
      technique: rows.first?.technique ?? windows.first?.technique, kinds: kinds,
      sizes: Dictionary(grouping: rows, by: \.size).mapValues { Tally($0) },
      simulated: Tally(rows), real: Tally(windows))
  }
}
