package import Telemetry

/// Thins a long series to what a chart of so many pixel columns can show.
///
/// Of each column it keeps the first, the least, the greatest and the last value in their order, so
/// that no peak is lost and the line between columns is the true one. At most 4 points a column.
/// O(n).
package struct Decimation: Sendable {
  /// One point: a moment and a finite value.
  package struct Point: Sendable, Equatable {
    /// The moment.
    package let time: Timestamp
    /// The value.
    package let value: Double
  }

  /// Lines without gaps, in order.
  ///
  /// A gap is a missing value, or a pause of more than three usual intervals.
  package let lines: [[Point]]

  /// Thins the part of a series that lies in `range`.
  package init(_ series: TimeSeries, in range: TimeRange, columns: Int) {
    let columns = max(1, columns)
    let pairs = zip(series.times, series.values)
    let limit = 3 * Self.usualInterval(series.times)
    let origin = Double(range.start.nanoseconds)
    let length = Double(range.end.nanoseconds) - origin
    let dense = pairs.reduce(0) { range.contains($1.0) ? $0 + 1 : $0 } > 2 * columns

    var lines: [[Point]] = []
    var line: [Point] = []
    var bucket: [Point] = []
    var column = -1
    var last: Timestamp?
    func closeBucket() {
      line += Self.thinned(bucket)
      bucket.removeAll(keepingCapacity: true)
    }
    func closeLine() {
      closeBucket()
      if !line.isEmpty { lines.append(line) }
      line = []
    }
    for (time, value) in pairs where range.contains(time) {
      guard value.isFinite else {
        // In a dense series a short hole is narrower than a pixel; a long one shows by its pause.
        if !dense { closeLine() }
        continue
      }
      let share = length > 0 ? (Double(time.nanoseconds) - origin) / length : 0
      let place = Int((share * Double(columns)).rounded(.down))
      let here = dense ? min(place, columns - 1) : column + 1
      if here != column {
        let paused = last.map { Double(time.nanoseconds) - Double($0.nanoseconds) > limit } ?? false
        if paused { closeLine() } else { closeBucket() }
        column = here
      }
      bucket.append(Point(time: time, value: value))
      last = time
    }
    closeLine()
    self.lines = lines
  }

  private static func thinned(_ bucket: [Point]) -> [Point] {
    guard bucket.count > 4 else { return bucket }
    var least = 0
    var greatest = 0
    for index in bucket.indices {
      if bucket[index].value < bucket[least].value { least = index }
      if bucket[index].value > bucket[greatest].value { greatest = index }
    }
    return Set([0, least, greatest, bucket.count - 1]).sorted().map { bucket[$0] }
  }

  // The median interval of up to 1,000 neighbours spread over the series.
  private static func usualInterval(_ times: [Timestamp]) -> Double {
    guard times.count > 1 else { return .infinity }
    let stride = max(1, times.count / 1_000)
    let intervals = Swift.stride(from: 1, to: times.count, by: stride)
      .map { Double(times[$0].nanoseconds) - Double(times[$0 - 1].nanoseconds) }.sorted()
    return intervals[intervals.count / 2]
  }
}
