internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// How long each tag has been following an earlier stretch of its own, counted in changes.
///
/// For every lag d from 2 to `history` and every tag it keeps how many changes in a row agree:
///
///     run ← run + 1   where |xₜ − xₜ₋d| < tolerance and |xₜ − xₜ₋₁| ≥ tolerance
///     run ← run       where |xₜ − xₜ₋d| < tolerance, and x did not change
///     run ← 0         else
///
/// Rows in which nothing changed agree with much and tell nothing; they are what `FrozenValues` is for. A missing or
/// infinite cell agrees with none. A gap begins a new history. O(history · tags) per row, and so is the memory.
struct ReplaySearch: Codable, Sendable, Equatable {
  /// Stands for what is missing: far from every cell.
  private static let nothing = Double.greatestFiniteMagnitude

  private let history: Int
  // Per tag the last `history` cells, a ring; the newest at `head`.
  private var cells: [Double]
  // Per tag and lag d at d − 1, the changes that agree.
  private var runs: [Int32]
  private var head = 0
  private var age = 0
  private var last: Int64?

  /// Nothing seen.
  init(tags: Int, history: Int) {
    self.history = history
    cells = [Double](repeating: Self.nothing, count: tags * history)
    runs = [Int32](repeating: 0, count: tags * history)
  }

  /// The longest run of each tag after the next row.
  ///
  /// - Parameter squares: per tag the squared tolerance.
  mutating func next(
    _ row: [Double], at time: Timestamp, interval: TimeSpan, squares: [Double]
  ) -> [Int] {
    let follows =
      last.map { Frame.isContiguous(Timestamp(nanoseconds: $0), time, interval: interval) } ?? false
    last = time.nanoseconds
    if !follows {
      age = 0
      for k in runs.indices { runs[k] = 0 }
    }
    var longest = [Int](repeating: 0, count: squares.count)
    for j in squares.indices {
      let cell = row[j].isFinite ? row[j] : Self.nothing
      longest[j] = Int(advance(tag: j, to: cell, square: squares[j]))
    }
    head = (head + 1) % history
    for j in squares.indices {
      cells[j * history + head] = row[j].isFinite ? row[j] : Self.nothing
    }
    age = min(age + 1, history)
    return longest
  }

  private mutating func advance(tag j: Int, to cell: Double, square: Double) -> Int32 {
    let (history, head, age) = (history, head, age)
    let start = j * history
    return cells.withUnsafeBufferPointer { cells in
      runs.withUnsafeMutableBufferPointer { runs in
        guard cell != Self.nothing, age > 0 else {
          for d in 0..<history { runs[start + d] = 0 }
          return 0
        }
        let before = cell - cells[start + head]
        let step: Int32 = before * before < square ? 0 : 1
        var longest: Int32 = 0
        var place = head
        // Lag 1 is the row before: it agrees where nothing changed, and then counts nothing.
        for d in 0..<age {
          let difference = cell - cells[start + place]
          let run = difference * difference < square ? runs[start + d] + step : 0
          runs[start + d] = run
          longest = max(longest, run)
          place = place == 0 ? history - 1 : place - 1
        }
        return longest
      }
    }
  }
}
