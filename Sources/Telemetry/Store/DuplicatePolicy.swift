internal import Diagnostics

/// Which of several stored rows of one moment counts.
public enum DuplicatePolicy: String, Sendable, Codable, CaseIterable {
  /// The one in the source that comes last: a later export corrects an earlier one.
  case last
  /// The one in the source that comes first.
  case first
}

/// Finds the rows that other rows of the same moment displace, in one sweep over time.
struct DuplicateSettlement {
  /// Which row of a moment stays.
  let policy: DuplicatePolicy

  /// What a partition brings to the sweep.
  struct Candidate {
    let span: TimeRange
    /// Whether two of its own rows share a moment.
    let hasRepeats: Bool
  }

  /// The row ranges to leave out, per candidate, ascending and disjoint.
  ///
  /// Later candidates come from later sources. Times are asked for only where spans meet or a candidate
  /// repeats a moment, and are let go when the sweep has passed. O(rows · candidates that overlap).
  func deletions(
    of candidates: [Candidate], times: (Int) throws(Fault) -> [Timestamp]
  ) throws(Fault) -> [[Range<Int>]] {
    var deletions = [[Range<Int>]](repeating: [], count: candidates.count)
    let order = candidates.indices.sorted {
      (candidates[$0].span.start, $0) < (candidates[$1].span.start, $1)
    }
    var waiting = order[...]
    while let first = waiting.first {
      // A group: candidates that touch each other's spans, directly or through others.
      var end = candidates[first].span.end
      var size = 1
      for index in waiting.dropFirst() {
        guard candidates[index].span.start <= end else { break }
        end = max(end, candidates[index].span.end)
        size += 1
      }
      let group = waiting.prefix(size)
      waiting = waiting.dropFirst(size)
      if size > 1 || candidates[first].hasRepeats {
        try sweep(group, candidates, times, &deletions)
      }
    }
    return deletions
  }

  /// A candidate that the sweep is inside of.
  private struct Cursor {
    let index: Int
    let times: [Timestamp]
    var row = 0
    var time: Timestamp? { row < times.count ? times[row] : nil }
  }

  private func sweep(
    _ group: ArraySlice<Int>, _ candidates: [Candidate],
    _ times: (Int) throws(Fault) -> [Timestamp], _ deletions: inout [[Range<Int>]]
  ) throws(Fault) {
    var waiting = group
    var active: [Cursor] = []
    while true {
      if active.isEmpty {
        guard let index = waiting.popFirst() else { return }
        active.append(Cursor(index: index, times: try times(index)))
      }
      guard var earliest = active.compactMap(\.time).min() else {
        active = []
        continue
      }
      while let index = waiting.first, candidates[index].span.start <= earliest {
        waiting.removeFirst()
        active.append(Cursor(index: index, times: try times(index)))
        // A gap of the active ones may let this one come first.
        earliest = min(earliest, candidates[index].span.start)
      }
      active.sort { $0.index < $1.index }
      settle(earliest, &active, &deletions)
      active.removeAll { $0.time == nil }
    }
  }

  /// Takes the rows of one moment and leaves out all but one.
  private func settle(
    _ moment: Timestamp, _ active: inout [Cursor], _ deletions: inout [[Range<Int>]]
  ) {
    var winner: (index: Int, row: Int)?
    for position in active.indices {
      while active[position].time == moment {
        let row = (index: active[position].index, row: active[position].row)
        if let loser = policy == .last ? winner : (winner == nil ? nil : row) {
          deletions[loser.index].appendRow(loser.row)
        }
        if policy == .last || winner == nil { winner = row }
        active[position].row += 1
      }
    }
  }
}

extension [Range<Int>] {
  /// Adds a row behind all others, joined to the last range where it adjoins.
  fileprivate mutating func appendRow(_ row: Int) {
    if let last, last.upperBound == row {
      self[count - 1] = last.lowerBound..<row + 1
    } else {
      append(row..<row + 1)
    }
  }

  /// The rows from 0 up to `count` that lie in none of these ascending, disjoint ranges.
  func complement(upTo count: Int) -> [Range<Int>] {
    var kept: [Range<Int>] = []
    var next = 0
    for range in self {
      if range.lowerBound > next { kept.append(next..<range.lowerBound) }
      next = range.upperBound
    }
    if next < count { kept.append(next..<count) }
    return kept
  }
}
