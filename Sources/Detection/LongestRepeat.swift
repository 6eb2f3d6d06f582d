public import Learning
internal import LinearAlgebra
public import Telemetry

/// Per tag, the most rows in a row that repeated the value before, to the bit.
///
/// A gap and a missing cell end a run. Merging joins the run at the border of rows that follow each
/// other, so that any cut of the normal time gives the same numbers exactly. Memory O(tags), O(cells).
public struct LongestRepeat: MergeableStatistic {
  /// The longest run of repeats per tag; 0 where no value was repeated.
  public private(set) var longest: [Int]
  /// Looks at no earlier rows.
  public var contextRows: Int { 0 }

  private let interval: TimeSpan
  private var runs: [Run]
  private var firstTime: Timestamp?
  private var lastTime: Timestamp?

  // The run that begins with the first row and the one that ends with the last: one and the same where
  // nothing ended it.
  private struct Run {
    var firstValue = Double.nan
    var headRepeats = 0
    var isWhole = true
    var lastValue = Double.nan
    var tailRepeats = 0
  }

  /// An empty statistic.
  public init(tags: Int, interval: TimeSpan) {
    self.interval = interval
    longest = [Int](repeating: 0, count: tags)
    runs = [Run](repeating: Run(), count: tags)
  }

  /// Adds a run of rows without gaps.
  public mutating func accumulate(_ run: Frame, context: Int) {
    let own = min(max(context, 0), run.count)..<run.count
    guard let first = own.first else { return }
    let follows = follows(run.times[first])
    for j in longest.indices {
      run.values.withUnsafeColumn(j) { column in
        for i in own {
          let begins = i == first
          add(
            column[i], tag: j, isFirst: begins && firstTime == nil, breaks: begins && !follows)
        }
      }
    }
    firstTime = firstTime ?? run.times[first]
    lastTime = run.times[run.count - 1]
  }

  private func follows(_ time: Timestamp) -> Bool {
    lastTime.map { Frame.isContiguous($0, time, interval: interval) } ?? true
  }

  private mutating func add(_ value: Double, tag j: Int, isFirst: Bool, breaks: Bool) {
    if isFirst {
      runs[j].firstValue = value
    } else if !breaks, value == runs[j].lastValue {
      runs[j].tailRepeats += 1
      if runs[j].isWhole { runs[j].headRepeats += 1 }
      longest[j] = max(longest[j], runs[j].tailRepeats)
      return
    } else {
      runs[j].isWhole = false
    }
    runs[j].lastValue = value
    runs[j].tailRepeats = 0
  }

  /// Adds a later partial.
  public mutating func merge(_ other: LongestRepeat) {
    guard let otherFirst = other.firstTime else { return }
    guard firstTime != nil else {
      self = other
      return
    }
    let follows = follows(otherFirst)
    for j in longest.indices {
      let next = other.runs[j]
      longest[j] = max(longest[j], other.longest[j])
      let joins = follows && next.firstValue == runs[j].lastValue
      if joins {
        let joined = runs[j].tailRepeats + 1 + next.headRepeats
        longest[j] = max(longest[j], joined)
        if runs[j].isWhole { runs[j].headRepeats = joined }
        runs[j].tailRepeats = next.isWhole ? joined : next.tailRepeats
      } else {
        runs[j].tailRepeats = next.tailRepeats
      }
      runs[j].isWhole = joins && runs[j].isWhole && next.isWhole
      runs[j].lastValue = next.lastValue
    }
    lastTime = other.lastTime
  }
}
