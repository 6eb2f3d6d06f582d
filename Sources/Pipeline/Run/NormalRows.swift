internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// The normal time that models and the twin learn from: without labelled rows, wild values and long gaps.
struct NormalRows: Sendable {
  /// The stretches.
  let ranges: TimeRanges
  /// What a person should know.
  let notices: [Notice]

  /// Works the stretches out from the normal time of the timeline.
  init(store: Store, timeline: Timeline) throws {
    let labelled = try Self.labelledOut(timeline.normal, store: store)
    let tamed = try WildValues(store: store, normal: labelled, interval: timeline.interval)
    ranges = try tamed.normal.withoutLongGaps(store: store, interval: timeline.interval)
    notices = tamed.notices
  }

  // Rows that a label column calls an attack (1) or unknown (anything but 0) never train.
  private static func labelledOut(_ normal: TimeRanges, store: Store) throws -> TimeRanges {
    let labels = store.tags.indices.filter { store.tags[$0].role == .label }
    if labels.isEmpty { return normal }
    let interval = store.manifest.sampleInterval ?? .zero
    var unusual: [TimeRange] = []
    for range in normal.ranges {
      let frame = try store.frame(in: range).selecting(labels)
      for j in labels.indices {
        for (i, value) in frame.values.column(j).enumerated() where !value.isNaN && value != 0 {
          unusual.append(TimeRange(ofRowAt: frame.times[i], interval: interval))
        }
      }
    }
    let rest = normal.subtracting(TimeRanges(unusual))
    guard !rest.ranges.isEmpty else {
      throw Fault(
        .badData, "every normal row is labelled as an attack or unknown",
        hint: "check train.normal and the label column")
    }
    return rest
  }
}
