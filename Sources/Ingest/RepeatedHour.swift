internal import Telemetry

/// Which pass through an hour that comes twice the stamps of one series of rows belong to.
///
/// The first pass lasts until the stamps step back by half of the hour or more, by three rows and a sixth of
/// the hour (a gap may have ended the pass early), or by what the hour exceeds the distance of rows that are
/// more than half of it apart. A stamp that stands still is a row that was exported twice, a smaller step back
/// is disorder. Only where rows are as far apart as the hour is long, or the series begins so, does one that
/// stands still begin the second pass. Rows that run backwards meet the later pass first; all else is the same
/// in the mirror.
struct RepeatedHour: Sendable {
  /// The moment of the row before, nanoseconds since 1970.
  private var last: Int64?
  /// The last three distances of rows with different moments, the latest first; 0 where there was
  /// none.
  private var distances: (Int64, Int64, Int64) = (0, 0, 0)
  /// Whether the row before lies in an hour that comes twice, and in the second pass there.
  private var isInHour = false
  private(set) var isInSecond = false
  private var runsBackwards: Bool
  /// Whether a stamp that stands still may begin the second pass: those of several series do anyway.
  private let isOneSeries: Bool

  /// Nothing seen yet.
  ///
  /// - Parameter runsBackwards: whether later rows are likely to have earlier stamps; rows outside
  ///   of such hours decide as soon as there are two.
  init(runsBackwards: Bool = false, isOneSeries: Bool = true) {
    self.runsBackwards = runsBackwards
    self.isOneSeries = isOneSeries
  }

  /// Takes a row whose stamp means one moment.
  mutating func take(_ time: Timestamp) {
    step(to: time.nanoseconds)
    (isInHour, isInSecond) = (false, false)
    let course = self.course
    if course != 0 { runsBackwards = course < 0 }
  }

  /// Where the last rows lead; a gap or a leap to another time among them tells nothing.
  private var course: Int64 {
    // Of every row of a file in a zone whose hours come twice: no array here.
    func least(_ distance: Int64, _ other: UInt64) -> UInt64 {
      distance == 0 ? other : min(distance.magnitude, other)
    }
    let pace = least(distances.0, least(distances.1, least(distances.2, .max)))
    func near(_ distance: Int64) -> Int64 { distance.magnitude / 4 <= pace ? distance : 0 }
    return near(distances.0) &+ near(distances.1) &+ near(distances.2)
  }

  /// Takes a row whose stamp means two moments, and chooses one.
  ///
  /// - Parameter isKnown: Whether the row is known to be of the second pass.
  mutating func choose(
    earlier: Timestamp, later: Timestamp, knownSecond isKnown: Bool = false
  ) -> Timestamp {
    let (first, second) = runsBackwards ? (later, earlier) : (earlier, later)
    let overlap = later.nanoseconds &- earlier.nanoseconds
    isInSecond = isSecond(first.nanoseconds, overlap) || isKnown
    isInHour = true
    let chosen = isInSecond ? second : first
    step(to: chosen.nanoseconds)
    return chosen
  }

  /// Takes a row by what its stamp means; nil where the clocks skipped it.
  mutating func settled(_ moment: LocalClock.Moment) -> Timestamp? {
    switch moment {
    case .exact(let time):
      take(time)
      return time
    case .twice(let earlier, let later): return choose(earlier: earlier, later: later)
    case .skipped: return nil
    }
  }

  private func isSecond(_ first: Int64, _ overlap: Int64) -> Bool {
    guard let last else { return false }
    let back = runsBackwards ? first &- last : last &- first
    // Rows from long after the hour: history that was filled in later begins anew.
    guard back <= 2 * overlap else { return false }
    let slack = overlap / 10
    // A row of the first pass may have slipped behind the first ones of the second.
    if isInSecond { return back >= slack }
    if back >= leastStep(overlap, slack) { return true }
    return isOneSeries && isInHour && back.magnitude <= slack.magnitude
      && isPaced(at: overlap, slack)
  }

  /// The least step back that is no disorder.
  private func leastStep(_ overlap: Int64, _ slack: Int64) -> Int64 {
    let half = (overlap + 1) / 2
    let paces = [distances.0, distances.1, distances.2].filter { $0 != 0 }.map { abs($0) }
    guard let pace = paces.min() else { return half }
    if pace > half { return max(slack, overlap - pace - slack) }
    return min(half, max(3 * pace, overlap / 6))
  }

  /// Whether the rows so far are as far apart as the hour is long; with no other before, it may be.
  private func isPaced(at overlap: Int64, _ slack: Int64) -> Bool {
    [distances.0, distances.1, distances.2].allSatisfy {
      $0 == 0
        || ($0.magnitude >= (overlap - slack).magnitude
          && $0.magnitude <= (overlap + slack).magnitude)
    }
  }

  private mutating func step(to time: Int64) {
    if let last, last != time {
      distances = (time &- last, distances.0, distances.1)
    }
    last = time
  }
}
