public import Telemetry

/// How far apart neighbouring rows are, counted as they come.
public struct SpacingTally: Sendable {
  private var counts: [Int64: Int] = [:]
  private var last: Timestamp?
  /// Different distances beyond these are not told apart.
  private static let mostDistances = 100_000

  /// Nothing seen yet.
  public init() {}

  /// Takes ascending moments that follow those before; repeats and steps back count for nothing.
  ///
  /// - Complexity: O(n).
  public mutating func add(_ times: [Timestamp]) {
    // Neighbouring distances are mostly equal: count runs, not rows.
    var run: (distance: Int64, count: Int) = (0, 0)
    for time in times {
      defer { last = time }
      guard let last, time > last else { continue }
      // Stamps at both ends of what 64 bits hold are as far apart as can be said.
      let (apart, isFar) = time.nanoseconds.subtractingReportingOverflow(last.nanoseconds)
      let distance = isFar ? .max : apart
      if distance != run.distance {
        count(run)
        run = (distance, 0)
      }
      run.count += 1
    }
    count(run)
  }

  private mutating func count(_ run: (distance: Int64, count: Int)) {
    guard run.count > 0, counts[run.distance] != nil || counts.count < Self.mostDistances else {
      return
    }
    counts[run.distance, default: 0] += run.count
  }

  /// The commonest distance, the shorter on a tie; nil with fewer than two rows.
  public var interval: TimeSpan? {
    counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
      .map { TimeSpan(nanoseconds: $0.key) }
  }

  /// Distances above one and a half of the commonest.
  public var gaps: Int {
    guard let mode = interval?.nanoseconds else { return 0 }
    return counts.reduce(0) { $0 + ($1.key - mode > mode / 2 ? $1.value : 0) }
  }
}
