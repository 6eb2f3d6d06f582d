import Diagnostics
import Evaluation
import Telemetry
import Testing

/// Runs for tests: hourly rows from the epoch; windows by first and last row.
enum Runs {
  static let hour: Int64 = 3_600_000_000_000

  static func time(_ row: Int) -> Timestamp { Timestamp(nanoseconds: Int64(row) * hour) }

  static func times(_ count: Int) -> [Timestamp] { (0..<count).map(time) }

  static func window(_ rows: ClosedRange<Int>, id: String = "") -> LabelledWindow {
    LabelledWindow(id: id, range: TimeRange(time(rows.lowerBound), time(rows.upperBound)))
  }

  /// A run of `count` rows with alarms at the rows given.
  static func run(
    _ count: Int, alarms: [ClosedRange<Int>] = [], windows: [ClosedRange<Int>] = [],
    scores: [Double]? = nil
  ) throws -> ScoredRun {
    try ScoredRun(
      times: times(count), scores: scores,
      alarms: (0..<count).map { row in alarms.contains { $0.contains(row) } },
      windows: windows.map { window($0) }, sampleInterval: .hours(1))
  }

  /// A run with these labels, its windows the maximal runs of true.
  static func run(labels: [Bool], scores: [Double]?, alarms: [Bool]? = nil) throws -> ScoredRun {
    var windows: [ClosedRange<Int>] = []
    for row in labels.indices where labels[row] {
      if row > 0, labels[row - 1], let last = windows.last {
        windows[windows.count - 1] = last.lowerBound...row
      } else {
        windows.append(row...row)
      }
    }
    return try ScoredRun(
      times: times(labels.count), scores: scores,
      alarms: alarms ?? labels.map { _ in false }, windows: windows.map { window($0) },
      sampleInterval: .hours(1))
  }

  /// Random labels with up to `events` stretches, and scores with many ties.
  static func random(_ generator: inout SeededGenerator, rows: ClosedRange<Int>, events: Int)
    -> (labels: [Bool], scores: [Double])
  {
    let count = Int.random(in: rows, using: &generator)
    var labels = [Bool](repeating: false, count: count)
    for _ in 0..<Int.random(in: 0...events, using: &generator) {
      let start = Int.random(in: 0..<count, using: &generator)
      let end = min(count - 1, start + Int.random(in: 0...max(1, count / 5), using: &generator))
      for row in start...end { labels[row] = true }
    }
    let levels = Double(Int.random(in: 1...40, using: &generator))
    return (labels, labels.map { _ in (generator.uniform() * levels).rounded() })
  }
}

/// |a − b| ≤ tolerance, both there.
func isClose(_ a: Double?, _ b: Double?, within tolerance: Double = 1e-9) -> Bool {
  guard let a, let b else { return false }
  return abs(a - b) <= tolerance
}
