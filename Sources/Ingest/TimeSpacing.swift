internal import Telemetry

/// How far apart neighbouring rows are.
struct TimeSpacing {
  /// The commonest distance, the shorter on a tie; nil with fewer than two rows.
  var interval: TimeSpan?
  /// Distances above one and a half of it.
  var gaps = 0

  /// Measures ascending moments without repeats.
  ///
  /// - Complexity: O(n).
  init(_ times: [Timestamp]) {
    guard times.count > 1 else { return }
    var counts: [Int64: Int] = [:]
    // Neighbouring distances are mostly equal: count runs, not rows.
    var run: (distance: Int64, count: Int) = (0, 0)
    for (a, b) in zip(times, times.dropFirst()) {
      let distance = (b - a).nanoseconds
      if distance != run.distance {
        counts[run.distance, default: 0] += run.count
        run = (distance, 0)
      }
      run.count += 1
    }
    counts[run.distance, default: 0] += run.count
    guard let mode = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key else {
      return
    }
    interval = TimeSpan(nanoseconds: mode)
    for (distance, count) in counts where distance - mode > mode / 2 { gaps += count }
  }
}
