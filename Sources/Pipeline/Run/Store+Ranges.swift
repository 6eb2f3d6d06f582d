internal import Learning
internal import LinearAlgebra
package import Telemetry

/// The store as a source of training rows.
struct StoreSource: FrameSource {
  let store: Store
  var tags: [Tag] { store.tags }
  func frame(in range: TimeRange) throws -> Frame { try store.frame(in: range) }
}

extension TimeRange {
  /// The stretch that one row stands for: half an interval on either side, its own moment at least.
  package init(ofRowAt time: Timestamp, interval: TimeSpan) {
    let half = max(interval.nanoseconds / 2, 0)
    self.init(
      Timestamp(nanoseconds: time.nanoseconds - max(half - 1, 0)),
      Timestamp(nanoseconds: time.nanoseconds + half))
  }
}

extension Store {
  /// From the first to the last stored moment; nil where there are no rows.
  var span: TimeRange? {
    let spans = manifest.partitions.filter { $0.rows > 0 }.map(\.span)
    guard let start = spans.map(\.start).min(), let end = spans.map(\.end).max() else { return nil }
    return TimeRange(start, end)
  }

  /// The rows of several stretches in one frame.
  func frame(in ranges: TimeRanges) throws -> Frame {
    guard let first = ranges.ranges.first, let last = ranges.ranges.last else {
      return Frame(times: [], tags: tags, values: Matrix(rows: 0, columns: tags.count))
    }
    let all = try frame(in: TimeRange(first.start, last.end))
    let kept = all.times.indices.filter { ranges.contains(all.times[$0]) }
    if kept.count == all.count { return all }
    return Frame(
      times: kept.map { all.times[$0] }, tags: all.tags,
      values: all.values.selecting(rows: kept, columns: Array(all.tags.indices)))
  }

  /// How many rows lie in the stretches.
  func rowCount(in ranges: TimeRanges) throws -> Int { try frame(in: ranges).count }
}
