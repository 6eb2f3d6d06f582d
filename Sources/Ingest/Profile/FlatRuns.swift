internal import Diagnostics
internal import Telemetry

/// Runs of one value: the first, the last, the longest, and how long runs are; mergeable.
struct FlatRuns: Sendable, Hashable, Codable {
  /// Samples of one value that follow each other.
  struct Run: Sendable, Hashable, Codable {
    /// The value.
    var value: Double
    /// The first sample's moment.
    var start: Timestamp
    /// The last sample's moment.
    var end: Timestamp
    /// How many samples.
    var rows: Int
  }

  /// The first run while others follow it; runs of the next partial may join the last one.
  private(set) var first: Run?
  /// The last run; it may still grow.
  private(set) var last: Run?
  /// The longest run among those that are over.
  private var longestEnded: Run?
  /// Ended runs but the first, by the power of two that their rows reach.
  private var lengths = [Int](repeating: 0, count: 48)

  private enum CodingKeys: String, CodingKey { case first, last, longestEnded, lengths }

  /// No runs.
  init() {}

  /// Decodes runs; lengths that no run has are damaged data.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    first = try container.decodeIfPresent(Run.self, forKey: .first)
    last = try container.decodeIfPresent(Run.self, forKey: .last)
    longestEnded = try container.decodeIfPresent(Run.self, forKey: .longestEnded)
    let read = try container.decode([Int].self, forKey: .lengths)
    let most = 1 << 48
    let rows = [first, last, longestEnded].compactMap { $0?.rows }
    guard read.count == lengths.count, (read + rows).allSatisfy((0...most).contains) else {
      throw Fault(
        .badData,
        "runs have \(read.count) lengths instead of \(lengths.count), or one that is not "
          + "from 0 to \(most)")
    }
    lengths = read
  }

  /// Takes samples of the value of the one before, the last of them at a moment.
  @inline(__always)
  mutating func repeated(_ time: Timestamp, times: Int = 1) {
    last?.rows += times
    last?.end = time
  }

  /// Begins a run.
  @inline(__always)
  mutating func begin(_ value: Double, _ time: Timestamp) {
    if let run = last { end(run) }
    last = Run(value: value, start: time, end: time, rows: 1)
  }

  /// Begins runs of one sample each, where a run was over before; of the last one value and moment are known.
  mutating func begin(_ count: Int, last value: Double, _ time: Timestamp) {
    begin(value, time)
    lengths[Self.bucket(1)] += count - 1
  }

  /// Whether a run was over: the longest of these is then known to have a sample at least.
  var hasEnded: Bool { first != nil }

  private mutating func end(_ run: Run) {
    if first == nil { first = run } else { lengths[Self.bucket(run.rows)] += 1 }
    consider(run)
  }

  private mutating func consider(_ run: Run) {
    // The earlier on a tie: merging in order then gives what one pass gives.
    if run.rows > longestEnded?.rows ?? 0 { longestEnded = run }
  }

  private static func bucket(_ rows: Int) -> Int {
    min(47, 63 - max(1, rows).leadingZeroBitCount)
  }

  /// The longest run by rows, the earlier on a tie; nil without samples.
  var longest: Run? {
    guard let last else { return nil }
    if let longestEnded, longestEnded.rows >= last.rows { return longestEnded }
    return last
  }

  /// How many runs there are.
  var count: Int {
    lengths.reduce(0, +) + (first == nil ? 0 : 1) + (last == nil ? 0 : 1)
  }

  /// The rows that a share of the runs does not exceed, to a power of two above.
  func rows(ofShare share: Double) -> Int? {
    guard let last else { return nil }
    var all = lengths
    all[Self.bucket(last.rows)] += 1
    if let first { all[Self.bucket(first.rows)] += 1 }
    let wanted = max(1, Int((share * Double(all.reduce(0, +))).rounded(.up)))
    var seen = 0
    for (index, count) in all.enumerated() {
      seen += count
      if seen >= wanted { return min((2 << index) - 1, longest?.rows ?? 1) }
    }
    return longest?.rows
  }

  /// Joins the runs that follow.
  ///
  /// - Parameter isOneSequence: whether a run may go on from these to those.
  mutating func merge(_ other: FlatRuns, isOneSequence: Bool) {
    guard let others = other.last else { return }
    guard let mine = last else {
      self = other
      return
    }
    for (index, count) in other.lengths.enumerated() { lengths[index] += count }
    let next = other.first ?? others
    guard isOneSequence, next.value == mine.value else {
      end(mine)
      if let first = other.first {
        lengths[Self.bucket(first.rows)] += 1
        consider(first)
      }
      if let longest = other.longestEnded { consider(longest) }
      last = others
      return
    }
    let joined = Run(
      value: mine.value, start: mine.start, end: next.end, rows: mine.rows + next.rows)
    if other.first == nil {
      last = joined
    } else {
      end(joined)
      if let longest = other.longestEnded { consider(longest) }
      last = others
    }
  }
}
