public import Diagnostics
public import Telemetry

/// Doubts about a source's clock: jumps by whole hours, rows filled in later, stamps later than now.
///
/// Stamps are given in the order of the file, batch after batch; memory is bounded. Pure: "now" and
/// the newest moment of an earlier ingest are given.
public struct ClockDoubts: Sendable, Equatable {
  /// How often something was found, and the first and the last time.
  public struct Finding: Sendable, Equatable {
    /// How many rows.
    public private(set) var rows = 0
    /// The first one's moment.
    public private(set) var first: Timestamp?
    /// The last one's moment.
    public private(set) var last: Timestamp?
    /// The first one's row, from 0.
    public private(set) var row: Int?

    fileprivate mutating func count(_ time: Timestamp, row: Int) {
      if rows == 0 { (first, self.row) = (time, row) }
      rows += 1
      last = time
    }
  }

  /// A jump of the clock.
  public struct Step: Sendable, Equatable {
    /// The stamp before it.
    public var from: Timestamp
    /// The stamp after it.
    public var to: Timestamp
    /// By how much the clock was put forward (above 0) or back (below 0).
    public var amount: TimeSpan
    /// The row after it, from 0.
    public var row: Int
  }

  /// Rows earlier than the newest moment of an earlier ingest.
  public private(set) var backfilled = Finding()
  /// Jumps that look like a clock that was put forward or back; the first 100.
  public private(set) var steps: [Step] = []
  /// How many such jumps there are.
  public private(set) var stepCount = 0

  private let earlierNewest: Timestamp?
  private var interval: TimeSpan?
  private var rows = 0
  private var previous: Timestamp?

  /// Watches a source.
  ///
  /// - Parameters:
  ///   - earlierNewest: the newest moment of an earlier ingest of the same tags; nil for the first.
  ///   - interval: how far apart rows are; nil where they have no pace, then no jump is told from a
  ///     gap.
  public init(earlierNewest: Timestamp? = nil, interval: TimeSpan? = nil) {
    self.earlierNewest = earlierNewest
    self.interval = interval
  }

  /// Takes the stamps of the rows that follow, in the order of the file, and how far apart rows are
  /// where more is known of that now.
  public mutating func add(_ times: [Timestamp], interval: TimeSpan? = nil) {
    let interval = interval ?? self.interval
    self.interval = interval
    for time in times {
      if let earlierNewest, time < earlierNewest { backfilled.count(time, row: rows) }
      if let previous, let interval { compare(previous, time, interval) }
      previous = time
      rows += 1
    }
  }

  private mutating func compare(_ previous: Timestamp, _ time: Timestamp, _ interval: TimeSpan) {
    guard let amount = Self.jump(from: previous, to: time, interval: interval) else { return }
    stepCount += 1
    guard steps.count < 100 else { return }
    steps.append(Step(from: previous, to: time, amount: amount, row: rows))
  }

  /// By how much a clock was put forward or back between two rows; nil where nothing says so.
  ///
  /// A jump is one where a distance other than the interval is the interval and 1 to 14 whole hours,
  /// or half an hour.
  static func jump(from previous: Timestamp, to time: Timestamp, interval: TimeSpan) -> TimeSpan? {
    let interval = interval.nanoseconds
    let distance = time.nanoseconds &- previous.nanoseconds
    guard distance != interval, interval > 0, interval < halfHour else { return nil }
    let (amount, overflow) = distance.subtractingReportingOverflow(interval)
    guard !overflow, amount.magnitude >= UInt64(halfHour - interval / 2),
      amount.magnitude <= UInt64(hour * 14 + interval / 2)
    else { return nil }
    let unit = amount.magnitude < UInt64(hour - interval / 2) ? halfHour : hour
    // The nearest whole number of units, met to half an interval.
    let count = (amount.magnitude + UInt64(unit / 2)) / UInt64(unit)
    let whole = Int64(count) * unit
    let off = (Int64(amount.magnitude) - whole).magnitude
    guard count > 0, off * 2 <= UInt64(interval) else { return nil }
    return TimeSpan(nanoseconds: amount < 0 ? -whole : whole)
  }

  private static let halfHour: Int64 = 1_800_000_000_000
  private static let hour: Int64 = 3_600_000_000_000

  /// The jumps as notices, each with its place.
  ///
  /// - Parameter lineOfRow: the line on which a row of the file stands, where that is known.
  public func stepNotices(file: String, lineOfRow: (Int) -> Int? = { _ in nil }) -> [Notice] {
    Self.notices(steps.map { ($0, "") }, count: stepCount) { row in
      Place(file: file, line: row.flatMap(lineOfRow))
    }
  }

  /// Jumps as notices: the first five, then how many more there are.
  ///
  /// - Parameters:
  ///   - steps: the jumps, each with what says whose clock it is.
  ///   - count: how many there are in all.
  ///   - place: where a row stands; of nil, the file.
  static func notices(
    _ steps: [(step: Step, whose: String)], count: Int, at place: (Int?) -> Place
  ) -> [Notice] {
    var notices: [Notice] = []
    for (step, whose) in steps.prefix(5) {
      let isBack = step.amount < .zero
      let size = TimeSpan(nanoseconds: Int64(step.amount.nanoseconds.magnitude))
      notices.append(
        Notice(
          (isBack
            ? "the clock seems to be put back by \(size) between \(step.from) and \(step.to)"
            : "the clock seems to be put forward by \(size), or rows are missing, between "
              + "\(step.from) and \(step.to)") + whose,
          at: place(step.row)))
    }
    if count > 5 {
      notices.append(
        Notice(
          "\(count - 5) more jumps of the clock by whole hours, the declared zone may be wrong",
          at: place(nil)))
    }
    return notices
  }

  /// What was filled in later, as a notice; nil where nothing was.
  public func backfillNotice(file: String, lineOfRow: (Int) -> Int? = { _ in nil }) -> Notice? {
    guard let first = backfilled.first, let last = backfilled.last, let earlierNewest else {
      return nil
    }
    return Notice(
      "\(FigureText.counted(backfilled.rows, "row")) filled in later, from \(first) to \(last): "
        + "an earlier ingest already reached \(earlierNewest)",
      at: Place(file: file, line: backfilled.row.flatMap(lineOfRow)))
  }

  /// A notice where a file's newest sample is later than now; nil where it is not.
  public static func futureNotice(newest: Timestamp?, now: Timestamp, file: String) -> Notice? {
    guard let newest, newest > now else { return nil }
    return Notice(
      "the newest sample is at \(newest), later than now (\(now)): is the zone or the clock wrong?",
      at: Place(file: file))
  }
}
