public import Diagnostics
public import Telemetry

/// What metrics judge: rows in time order with a score, an alarm and the truth; never a model.
///
/// Truth is a list of labelled windows with both ends included; every other row is normal.
/// Rows that are left out (their truth is not known) are gone before anything is counted, so the rows
/// on both sides of them are neighbours.
public struct ScoredRun: Sendable, Equatable {
  /// When each row is; strictly ascending.
  public let times: [Timestamp]
  /// The scores, higher = worse, NaN where a row could not be scored; nil where only alarms are known.
  public let scores: [Double]?
  /// Whether an alarm stood at the row.
  public let alarms: [Bool]
  /// Whether the row lies in a labelled window.
  public let attack: [Bool]
  /// The labelled windows that hold a row, by their start.
  public let windows: [LabelledWindow]
  /// The labelled windows that hold none; no metric counts them, but an alarm across one is not false.
  public let windowsWithoutRow: [LabelledWindow]
  /// What each alarm points at, in order of time; nil where alarms do not say.
  public let attributions: [Attribution]?
  /// How many rows were left out.
  public let ignoredRows: Int
  /// The time that one row stands for; zero where it is not known.
  public let sampleInterval: TimeSpan

  /// Puts rows and truth together.
  ///
  /// - Parameters:
  ///   - times: strictly ascending.
  ///   - scores: as many as rows, NaN where a row could not be scored; nil where there are none.
  ///   - alarms: as many as rows.
  ///   - windows: in any order; they may overlap, each counts as an attack of its own.
  ///   - attributions: what the alarms point at, in any order; nil where they do not say.
  ///   - ignored: true for a row to leave out; nil leaves out none.
  ///   - sampleInterval: what a row stands for; nil takes the median distance of the rows given.
  /// - Throws: bad data where the numbers of rows differ or the times do not ascend.
  /// - Complexity: O(n log n) for the median, else O(n + windows · log n).
  public init(
    times: [Timestamp], scores: [Double]? = nil, alarms: [Bool], windows: [LabelledWindow],
    attributions: [Attribution]? = nil, ignored: [Bool]? = nil, sampleInterval: TimeSpan? = nil
  ) throws(Fault) {
    try Self.check(count: scores?.count, of: "scores", against: times.count)
    try Self.check(count: alarms.count, of: "alarms", against: times.count)
    try Self.check(count: ignored?.count, of: "marks of rows to leave out", against: times.count)
    for (row, pair) in zip(times, times.dropFirst()).enumerated() where pair.0 >= pair.1 {
      throw Fault(
        .badData, "times must ascend: row \(row + 2) is at \(pair.1), the row before at \(pair.0)")
    }

    let kept = ignored.map { mask in times.indices.filter { !mask[$0] } } ?? Array(times.indices)
    self.times = kept.map { times[$0] }
    self.scores = scores.map { scores in kept.map { scores[$0] } }
    self.alarms = kept.map { alarms[$0] }
    self.attributions = attributions?.sorted {
      ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end)
    }
    ignoredRows = times.count - kept.count
    self.sampleInterval = sampleInterval ?? Self.medianDistance(times)

    let ordered = windows.sorted {
      ($0.range.start, $0.range.end, $0.id) < ($1.range.start, $1.range.end, $1.id)
    }
    let stamps = self.times
    let placed = ordered.enumerated().map { $0.element.placed(in: stamps, number: $0.offset + 1) }
    self.windows = placed.filter { !$0.rows.isEmpty }
    windowsWithoutRow = placed.filter(\.rows.isEmpty)
    var attack = [Bool](repeating: false, count: stamps.count)
    for window in self.windows { for row in window.rows { attack[row] = true } }
    self.attack = attack
  }

  private init(_ run: ScoredRun, scores: [Double]?, alarms: [Bool]) {
    times = run.times
    self.scores = scores
    self.alarms = alarms
    attack = run.attack
    windows = run.windows
    windowsWithoutRow = run.windowsWithoutRow
    attributions = nil
    ignoredRows = run.ignoredRows
    sampleInterval = run.sampleInterval
  }

  /// The rows of `blocks` behind one another, as if nothing lay between them; times begin at the epoch.
  ///
  /// No window may lie in two blocks, no block may be empty, and all blocks together must be representable.
  init(_ run: ScoredRun, blocks: [Block]) {
    var (times, scores, alarms, attack) = ([Timestamp](), [Double](), [Bool](), [Bool]())
    var (windows, absent) = ([LabelledWindow](), [LabelledWindow]())
    var attributions: [Attribution] = []
    var start = Timestamp(nanoseconds: 0)
    for block in blocks {
      let shift = start - run.times[block.rows.lowerBound]
      let rowShift = times.count - block.rows.lowerBound
      func moved(_ range: TimeRange) -> TimeRange {
        TimeRange(range.start + shift, range.end + shift)
      }
      func moved(_ window: LabelledWindow) -> LabelledWindow {
        LabelledWindow(
          id: "\(windows.count + absent.count + 1)", range: moved(window.range),
          concerns: window.concerns,
          rows: window.rows.lowerBound + rowShift..<window.rows.upperBound + rowShift)
      }
      times += run.times[block.rows].map { $0 + shift }
      scores += run.scores.map { $0[block.rows] } ?? []
      alarms += run.alarms[block.rows]
      attack += run.attack[block.rows]
      for window in block.windows { windows.append(moved(window)) }
      for window in block.windowsWithoutRow { absent.append(moved(window)) }
      attributions += block.attributions.map {
        Attribution(range: moved($0.range), names: $0.names)
      }
      let step = max(run.sampleInterval, TimeSpan(nanoseconds: 1))
      start = run.times[block.rows.upperBound - 1] + shift + step
    }
    self.times = times
    self.scores = run.scores == nil ? nil : scores
    self.alarms = alarms
    self.attack = attack
    self.windows = windows
    windowsWithoutRow = absent
    self.attributions = run.attributions == nil ? nil : attributions
    ignoredRows = 0
    sampleInterval = run.sampleInterval
  }

  /// A stretch of rows with all that lies in it.
  struct Block {
    var rows: Range<Int>
    var windows: [LabelledWindow]
    var windowsWithoutRow: [LabelledWindow]
    var attributions: [Attribution]
  }

  /// The same rows and truth with another detector's scores and alarms, one for each row of `times`;
  /// what the alarms point at is not known of them.
  public func replacing(scores: [Double]?, alarms: [Bool]) throws(Fault) -> ScoredRun {
    try Self.check(count: scores?.count, of: "scores", against: times.count)
    try Self.check(count: alarms.count, of: "alarms", against: times.count)
    return carrying(scores: scores, alarms: alarms)
  }

  /// ``replacing(scores:alarms:)`` for arrays made from `times`.
  func carrying(scores: [Double]?, alarms: [Bool]) -> ScoredRun {
    ScoredRun(self, scores: scores, alarms: alarms)
  }

  /// The number of rows that count.
  public var count: Int { times.count }

  /// How many rows could not be scored; 0 where there are no scores at all.
  public var unscoredRows: Int { scores?.count(where: \.isNaN) ?? 0 }

  /// The scores with −∞ for a row that could not be scored: it ranks lowest.
  public var rankedScores: [Double]? { scores?.map { $0.isNaN ? -.infinity : $0 } }

  /// What a person should know: windows without a row, rows without a score, rows left out.
  public var notices: [Notice] {
    var notices: [Notice] = []
    let absent = windowsWithoutRow.count
    if absent > 0 {
      let total = windows.count + absent
      let names = windowsWithoutRow.prefix(3).map { "'\($0.id)' (\($0.range))" }
        .joined(separator: ", ")
      notices.append(
        Notice(
          "\(absent) of \(total) labelled windows hold no row and count nowhere: \(names)"
            + (absent > 3 ? ", …" : "")))
    }
    if unscoredRows > 0 {
      notices.append(
        Notice("\(unscoredRows) of \(count) rows have no score; they rank as the least suspicious"))
    }
    if ignoredRows > 0 {
      notices.append(Notice("\(ignoredRows) of \(ignoredRows + count) rows are left out"))
    }
    return notices
  }

  private static func check(count: Int?, of name: String, against rows: Int) throws(Fault) {
    guard let count, count != rows else { return }
    throw Fault(.badData, "\(rows) times but \(count) \(name); each row needs one")
  }

  /// The lower median of the distances between neighbours; zero for fewer than two rows.
  private static func medianDistance(_ times: [Timestamp]) -> TimeSpan {
    guard times.count > 1 else { return .zero }
    let distances = zip(times.dropFirst(), times)
      .map { $0.0.nanoseconds.subtractingReportingOverflow($0.1.nanoseconds) }
      .map { $0.overflow ? Int64.max : $0.partialValue }.sorted()
    return TimeSpan(nanoseconds: distances[(distances.count - 1) / 2])
  }
}
