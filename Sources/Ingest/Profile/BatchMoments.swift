public import Telemetry

/// What the moments of a batch's rows tell of every column: looked at once, not once for each.
public struct BatchMoments: Sendable {
  /// The rows' moments.
  public let times: [Timestamp]
  /// By rows, the key by which samples of changes and triples choose.
  private let keys: [UInt32]
  /// By rows, how often two neighbouring distances up to this row differ.
  private let turns: [Int32]
  /// Whether each moment is later than the one before it.
  private let isAscending: Bool

  /// Looks at the moments of a batch, in whatever order they are.
  ///
  /// - Complexity: O(rows).
  public init(_ times: [Timestamp]) {
    self.times = times
    keys = times.map { KeyedSample.key($0.nanoseconds) }
    var turns = [Int32](repeating: 0, count: times.count)
    var isAscending = true
    var last: Int64 = 0
    for row in times.indices.dropFirst() {
      // Stamps at both ends of what 64 bits hold have no distance.
      let (distance, isFar) = times[row].nanoseconds.subtractingReportingOverflow(
        times[row - 1].nanoseconds)
      if isFar || distance <= 0 { isAscending = false }
      turns[row] = turns[row - 1] &+ (row > 1 && distance != last ? 1 : 0)
      last = distance
    }
    self.turns = turns
    self.isAscending = isAscending
  }

  /// The same where they lie, for the loop over rows.
  struct Pointers {
    let times: UnsafeBufferPointer<Timestamp>
    let keys: UnsafeBufferPointer<UInt32>
    fileprivate let turns: UnsafeBufferPointer<Int32>
    let isAscending: Bool

    /// Whether each row of a range, which begins at 1 or later, is as far behind the one before it as the first is.
    @inline(__always)
    func isEven(_ rows: Range<Int>) -> Bool {
      turns[rows.lowerBound] == turns[rows.upperBound - 1]
    }
  }

  func withUnsafePointers(_ body: (Pointers) -> Void) {
    times.withUnsafeBufferPointer { times in
      keys.withUnsafeBufferPointer { keys in
        turns.withUnsafeBufferPointer { turns in
          body(Pointers(times: times, keys: keys, turns: turns, isAscending: isAscending))
        }
      }
    }
  }
}
