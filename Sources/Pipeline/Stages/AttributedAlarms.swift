package import Evaluation
package import Telemetry

/// What events concern and what alarms point at, in one set of names: tags, elements, controllers.
package struct AttributedAlarms {
  /// The tags that detectors read.
  let tags: [Tag]

  /// Names as these tags tell them.
  package init(tags: [Tag]) { self.tags = tags }

  /// How many tags an alarm may name: as many as the report shows of each.
  static let named = 3

  /// The event's asset with the tags that hang on it: that tag, its element's or its controller's; empty where
  /// the event concerns the whole plant.
  package func concerns(of event: PlantEvent) -> Set<String> {
    let asset = event.asset
    guard !asset.isEmpty else { return [] }
    let hanging = tags.filter { [$0.id, $0.element, $0.controller].contains(asset) }
    return Set(hanging.map(\.id)).union([asset])
  }

  /// The tags with the largest parts of each alarm, and the element of the first: the alert's asset.
  package func attributions(of alarms: [AlarmRecord]) -> [Attribution] {
    alarms.map { alarm in
      let names = alarm.tags.prefix(Self.named).map(\.tag)
      let element = names.first.flatMap { first in tags.first { $0.id == first }?.element }
      return Attribution(range: alarm.range, names: Set(names + (element.map { [$0] } ?? [])))
    }
  }
}
