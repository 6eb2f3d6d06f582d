public import Diagnostics
public import Telemetry

/// Doubts about a source's clock: stamps later than now, jumps by whole hours, rows filled in later.
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

  /// Rows later than now.
  public private(set) var future = Finding()
  /// Rows earlier than the newest moment of an earlier ingest.
  public private(set) var backfilled = Finding()
  /// Jumps that look like a clock that was put forward or back; the first 100.
  public private(set) var steps: [Step] = []
  /// How many such jumps there are.
  public private(set) var stepCount = 0

  private let now: Timestamp?
  private let earlierNewest: Timestamp?
  private let interval: TimeSpan?
  private var rows = 0
  private var previous: Timestamp?

  /// Watches a source.
  ///
  /// - Parameters:
  ///   - now: nil where nothing can be later than it.
  ///   - earlierNewest: the newest moment of an earlier ingest of the same tags; nil for the first.
  ///   - interval: how far apart rows are; nil where they have no pace, then no jump is told from a
  ///     gap.
  public init(now: Timestamp?, earlierNewest: Timestamp? = nil, interval: TimeSpan?) {
    self.now = now
    self.earlierNewest = earlierNewest
    self.interval = interval
  }

  /// Takes the stamps of the rows that follow, in the order of the file.
  public mutating func add(_ times: [Timestamp]) {
    for time in times {
      if let now, time > now { future.count(time, row: rows) }
      if let earlierNewest, time < earlierNewest { backfilled.count(time, row: rows) }
      if let previous, let interval { compare(previous, time, interval.nanoseconds) }
      previous = time
      rows += 1
    }
  }

  /// A jump is one where a distance other than the interval is the interval and 1 to 14 whole hours,
  /// or half an hour.
  private mutating func compare(_ previous: Timestamp, _ time: Timestamp, _ interval: Int64) {
    let distance = time.nanoseconds &- previous.nanoseconds
    guard distance != interval, interval > 0, interval < Self.halfHour else { return }
    let (amount, overflow) = distance.subtractingReportingOverflow(interval)
    guard !overflow, amount.magnitude >= UInt64(Self.halfHour - interval / 2),
      amount.magnitude <= UInt64(Self.hour * 14 + interval / 2)
    else { return }
    let unit = amount.magnitude < UInt64(Self.hour - interval / 2) ? Self.halfHour : Self.hour
    // The nearest whole number of units, met to half an interval.
    let count = (amount.magnitude + UInt64(unit / 2)) / UInt64(unit)
    let whole = Int64(count) * unit
    let off = (Int64(amount.magnitude) - whole).magnitude
    guard count > 0, off * 2 <= UInt64(interval) else { return }
    stepCount += 1
    guard steps.count < 100 else { return }
    steps.append(
      Step(
        from: previous, to: time, amount: TimeSpan(nanoseconds: amount < 0 ? -whole : whole),
        row: rows))
  }

  private static let halfHour: Int64 = 1_800_000_000_000
  private static let hour: Int64 = 3_600_000_000_000

  /// The doubts as notices, each with its place.
  ///
  /// - Parameter lineOfRow: the line on which a row of the file stands, where that is known.
  public func notices(file: String, lineOfRow: (Int) -> Int? = { _ in nil }) -> [Notice] {
    func place(_ row: Int?) -> Place { Place(file: file, line: row.flatMap(lineOfRow)) }
    var notices: [Notice] = []
    if future.rows > 0, let first = future.first, let last = future.last, let now {
      notices.append(
        Notice(
          "\(FigureText.counted(future.rows, "row")) later than now (\(now)), from \(first) to "
            + "\(last): is the zone or the clock wrong?", at: place(future.row)))
    }
    for step in steps.prefix(5) {
      let way = step.amount < .zero ? "back" : "forward"
      let size = TimeSpan(nanoseconds: Int64(step.amount.nanoseconds.magnitude))
      notices.append(
        Notice(
          "the clock seems to be put \(way) by \(size) between \(step.from) and \(step.to)",
          at: place(step.row)))
    }
    if stepCount > 5 {
      notices.append(
        Notice(
          "\(stepCount - 5) more jumps of the clock by whole hours, the declared zone may be wrong",
          at: Place(file: file)))
    }
    if backfilled.rows > 0, let first = backfilled.first, let last = backfilled.last,
      let earlierNewest
    {
      notices.append(
        Notice(
          "\(FigureText.counted(backfilled.rows, "row")) filled in later, from \(first) to \(last): "
            + "an earlier ingest already reached \(earlierNewest)", at: place(backfilled.row)))
    }
    return notices
  }
}
