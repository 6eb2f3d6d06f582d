internal import Diagnostics

/// A stretch of time with both ends included.
public struct TimeRange: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The first moment.
  public var start: Timestamp
  /// The last moment; not before `start`.
  public var end: Timestamp

  /// Makes a range; `end` must not lie before `start`.
  public init(_ start: Timestamp, _ end: Timestamp) {
    precondition(start <= end, "a time range's end lies before its start")
    self.start = start
    self.end = end
  }

  private enum CodingKeys: String, CodingKey { case start, end }

  /// Decodes both ends; an end before the start is damaged data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let start = try container.decode(Timestamp.self, forKey: .start)
    let end = try container.decode(Timestamp.self, forKey: .end)
    guard start <= end else {
      throw Fault(.badData, "a time range's end \(end) lies before its start \(start)")
    }
    self.init(start, end)
  }

  /// From the earliest to the latest representable moment.
  public static let always = TimeRange(
    Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))

  /// Whether the moment lies inside, ends included.
  public func contains(_ stamp: Timestamp) -> Bool { start <= stamp && stamp <= end }

  /// Whether the two share a moment.
  public func overlaps(_ other: TimeRange) -> Bool { start <= other.end && other.start <= end }

  /// Both ends.
  public var description: String { "\(start) to \(end)" }
}

/// Disjoint stretches of time in ascending order.
public struct TimeRanges: Sendable, Equatable {
  /// The stretches, ascending, none touching another.
  public private(set) var ranges: [TimeRange]

  /// The union of stretches in any order; overlapping and adjoining ones are joined.
  public init(_ ranges: [TimeRange] = []) {
    self.ranges = []
    for range in ranges.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      if let last = self.ranges.last,
        range.start.nanoseconds <= last.end.nanoseconds
          || range.start.nanoseconds - 1 == last.end.nanoseconds
      {
        self.ranges[self.ranges.count - 1].end = max(last.end, range.end)
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// What of these stretches lies inside none of `others`.
  public func subtracting(_ others: TimeRanges) -> TimeRanges {
    var result: [TimeRange] = []
    for range in ranges {
      var start = range.start
      var used = false
      for other in others.ranges where other.overlaps(range) {
        if other.start > start {
          result.append(TimeRange(start, Timestamp(nanoseconds: other.start.nanoseconds - 1)))
        }
        if other.end >= range.end {
          used = true
          break
        }
        start = max(start, Timestamp(nanoseconds: other.end.nanoseconds + 1))
      }
      if !used { result.append(TimeRange(start, range.end)) }
    }
    return TimeRanges(result)
  }

  /// What of these stretches lies inside `limits`.
  public func clipped(to limits: TimeRange) -> TimeRanges {
    TimeRanges(
      ranges.filter { $0.overlaps(limits) }
        .map { TimeRange(max($0.start, limits.start), min($0.end, limits.end)) })
  }

  /// Whether the moment lies in one of the stretches.
  ///
  /// O(log n).
  public func contains(_ stamp: Timestamp) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].end < stamp { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].start <= stamp
  }
}
