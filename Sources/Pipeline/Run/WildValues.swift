internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// Normal time without the rows where a tag is absurdly far from all it ever was.
///
/// One 1e30 in a year of telemetry would be all that a covariance sees. A value counts as wild where it is
/// more than ``factor`` times the spread (99 % of the values, or the median's size where they are all
/// alike) from the median: far beyond any real plant, so that no real event is left out.
struct WildValues {
  /// How many spreads away a value is wild.
  static let factor = 1e6

  /// The normal time without those rows.
  let normal: TimeRanges
  /// Which tags, how many values, and the first of them.
  let notices: [Notice]

  init(store: Store, normal: TimeRanges, interval: TimeSpan) throws {
    let frame = try store.frame(in: normal)
    var wild: [TimeRange] = []
    var notices: [Notice] = []
    for (j, tag) in frame.tags.enumerated() where tag.role.isModelInput {
      let column = frame.values.column(j)
      let sorted = column.filter { !$0.isNaN }.sorted()
      guard let first = sorted.first, let last = sorted.last, first < last else { continue }
      let median = sorted[sorted.count / 2]
      let span = sorted[sorted.count * 995 / 1000] - sorted[sorted.count * 5 / 1000]
      let reach = Self.factor * (span > 0 ? span : max(abs(median), 1))
      guard median - first > reach || last - median > reach || !reach.isFinite else { continue }
      let rows = column.indices.filter { abs(column[$0] - median) > reach }
      guard let row = rows.first else { continue }
      wild += rows.map { TimeRange(ofRowAt: frame.times[$0], interval: interval) }
      notices.append(
        Notice(
          "\(rows.count) values are over a million times its usual spread away, first "
            + "\(column[row]) at \(frame.times[row]); those rows do not train",
          at: Place(path: "tag \(tag.id)")))
    }
    self.normal = wild.isEmpty ? normal : normal.subtracting(TimeRanges(wild))
    self.notices = notices
  }
}

extension TimeRanges {
  /// The ranges cut where no row is for long, so that blocks of equal time have rows alike.
  ///
  /// Long is more than 1 % of the rows' own time and at least 100 intervals; shorter gaps stay, since how long
  /// tags are lost in normal time is itself learned.
  func withoutLongGaps(store: Store, interval: TimeSpan) throws -> TimeRanges {
    let times = try store.frame(in: self).times
    guard let first = times.first else { return self }
    let long = interval * max(100, times.count / 100)
    var ranges: [TimeRange] = []
    var start = first
    for (before, after) in zip(times, times.dropFirst()) where after - before > long {
      ranges.append(TimeRange(start, before))
      start = after
    }
    ranges.append(TimeRange(start, times[times.count - 1]))
    // What was no normal time stays out, and so does time before the first and after the last row.
    let whole = TimeRange(first, times[times.count - 1])
    let rowless = TimeRanges([whole]).subtracting(TimeRanges(ranges))
    return clipped(to: whole).subtracting(rowless)
  }
}
