public import Learning
internal import LinearAlgebra
public import Telemetry

/// The longest loss per tag in normal time, counted as ``MissingDataModel`` counts it.
///
/// Rows that are absent inside a normal stretch are lost for every tag; what lies between two stretches
/// was left out and is not. Merging partials of adjoining stretches joins the losses at their border, so
/// that any cut of the normal time gives the same numbers exactly.
public struct LongestLoss: MergeableStatistic {
  /// The longest loss per tag, in intervals.
  public private(set) var longest: [Double]
  /// Looks at no earlier rows.
  public var contextRows: Int { 0 }

  private let interval: TimeSpan
  // The time told by `enter`: its first and last nanosecond so far.
  private var start: Int64?
  private var end: Int64?
  // The first of the adjoining stretches: its first row, and per tag the loss that began there.
  private var isHead = true
  private var headTime: Int64?
  private var headLoss: [Double]
  private var headEnded: [Bool]
  // The last of the adjoining stretches: its last row, and per tag the loss that goes on there.
  private var tailTime: Int64?
  private var tailLoss: [Double]

  /// An empty statistic.
  public init(tags: Int, interval: TimeSpan) {
    self.interval = interval
    longest = [Double](repeating: 0, count: tags)
    headLoss = longest
    headEnded = [Bool](repeating: false, count: tags)
    tailLoss = longest
  }

  /// Whole intervals from one row to the next, at least 1; 1 where there is no row before.
  static func steps(from last: Int64?, to time: Int64, interval: TimeSpan) -> Double {
    guard let last else { return 1 }
    return max(1, (Double(time &- last) / Double(interval.nanoseconds)).rounded())
  }

  /// Goes on in a stretch that adjoins the one before, or starts anew behind what was left out.
  public mutating func enter(_ stretch: TimeRange) {
    if let end, end &+ 1 != stretch.start.nanoseconds {
      isHead = false
      tailTime = nil
      for j in tailLoss.indices { tailLoss[j] = 0 }
    }
    start = start ?? stretch.start.nanoseconds
    end = stretch.end.nanoseconds
  }

  /// Adds a run of rows.
  public mutating func accumulate(_ run: Frame, context: Int) {
    if run.count == 0 { return }
    var times: [Double] = []
    for time in run.times {
      times.append(Self.steps(from: tailTime, to: time.nanoseconds, interval: interval))
      if isHead, headTime == nil { headTime = time.nanoseconds }
      tailTime = time.nanoseconds
    }
    for j in longest.indices {
      run.values.withUnsafeColumn(j) { column in
        for i in column.indices {
          let isMissing = column[i].isNaN
          let loss = tailLoss[j] + (isMissing ? times[i] : times[i] - 1)
          longest[j] = max(longest[j], loss)
          if isHead, !headEnded[j] {
            headLoss[j] = loss
            headEnded[j] = !isMissing
          }
          tailLoss[j] = isMissing ? loss : 0
        }
      }
    }
  }

  /// Adds what a later partial has seen, joining the losses at the border where the two adjoin.
  public mutating func merge(_ other: LongestLoss) {
    guard let otherStart = other.start else { return }
    guard let end else {
      self = other
      return
    }
    for j in longest.indices { longest[j] = max(longest[j], other.longest[j]) }
    if end &+ 1 == otherStart { join(other) } else { follow(other) }
    self.end = other.end
  }

  // A later partial behind something left out: only the tail changes.
  private mutating func follow(_ other: LongestLoss) {
    isHead = false
    tailTime = other.tailTime
    tailLoss = other.tailLoss
  }

  private mutating func join(_ other: LongestLoss) {
    var grown = other.tailLoss
    if let border = other.headTime {
      let steps = Self.steps(from: tailTime, to: border, interval: interval)
      for j in longest.indices {
        // How much longer the loss at the other's first row is for what came before.
        let before = tailLoss[j] + steps - 1
        longest[j] = max(longest[j], other.headLoss[j] + before)
        if isHead, !headEnded[j] {
          headLoss[j] = other.headLoss[j] + before
          headEnded[j] = other.headEnded[j]
        }
        if other.isHead, !other.headEnded[j] { grown[j] += before }
      }
      if isHead, headTime == nil { headTime = border }
    }
    if other.tailTime != nil || !other.isHead {
      tailTime = other.tailTime
      tailLoss = grown
    }
    isHead = isHead && other.isHead
  }
}
