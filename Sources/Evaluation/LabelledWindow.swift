public import Telemetry

/// One labelled attack: a stretch of time, both ends included, and the rows that it covers.
public struct LabelledWindow: Sendable, Equatable {
  /// What the labels call it; ``ScoredRun`` names a window without an id by its number, from 1.
  public let id: String
  /// From its first to its last moment.
  public let range: TimeRange
  /// Names of what it concerned: tags, elements, controllers; empty where nobody says.
  public let concerns: Set<String>
  /// Its rows in the run; empty until a ``ScoredRun`` has placed it, and where it holds no row.
  public let rows: Range<Int>

  /// Makes a window that is not placed in a run yet.
  public init(id: String = "", range: TimeRange, concerns: Set<String> = []) {
    self.init(id: id, range: range, concerns: concerns, rows: 0..<0)
  }

  init(id: String, range: TimeRange, concerns: Set<String>, rows: Range<Int>) {
    self.id = id
    self.range = range
    self.concerns = concerns
    self.rows = rows
  }

  /// The window with its name and its rows among ascending `times`.
  func placed(in times: [Timestamp], number: Int) -> LabelledWindow {
    let first = times.firstIndex { $0 >= range.start }
    let end = times.firstIndex { $0 > range.end }
    return LabelledWindow(
      id: id.isEmpty ? "\(number)" : id, range: range, concerns: concerns,
      rows: first..<max(first, end))
  }
}

extension [Timestamp] {
  /// The first index of ascending stamps that meets a condition which holds from there on; O(log n).
  func firstIndex(from start: Int = 0, holds: (Timestamp) -> Bool) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
