public import Telemetry

/// Normal telemetry cut into blocks of time for fitting and for honest limits.
///
/// Block k can be left out of a fit together with a guard on either side of it, so that what is scored
/// on block k was neither trained on it nor on rows that still remember it.
public struct TrainingSet: Sendable {
  /// A stretch of one block.
  public struct Piece: Sendable {
    /// The block, from 0.
    public let block: Int
    /// The normal stretches inside.
    public let ranges: TimeRanges
    /// The whole stretch, normal or not.
    public let span: TimeRange
  }

  /// Where the rows come from.
  public let source: any FrameSource
  /// The normal stretches.
  public let ranges: TimeRanges
  /// The usual time between two rows.
  public let interval: TimeSpan
  /// How many intervals a guard is long; blocks are meant to be longer.
  public let guardRows: Int
  /// The pieces in ascending time; every normal moment lies in exactly one.
  public let pieces: [Piece]
  /// The number of blocks.
  public let blocks: Int
  private let guardTime: Int64

  /// Cuts the normal time into blocks of equal length.
  ///
  /// - Parameters:
  ///   - source: the telemetry, model inputs only.
  ///   - ranges: the normal stretches, inside the telemetry's span.
  ///   - interval: the usual time between two rows, > 0.
  ///   - blocks: at least 2.
  ///   - guardRows: intervals left out on either side of a held-back block, ≥ 0; at least the lags of a
  ///     statistic, whose context may reach into the guard.
  public init(
    source: any FrameSource, ranges: TimeRanges, interval: TimeSpan, blocks: Int, guardRows: Int
  ) {
    precondition(blocks >= 2, "a training set needs at least 2 blocks, got \(blocks)")
    self.source = source
    self.ranges = ranges
    self.interval = interval
    self.guardRows = guardRows
    self.blocks = blocks
    guardTime = Self.guardTime(ranges, interval: interval, rows: guardRows)
    pieces = Self.cut(ranges, guardTime: guardTime, blocks: blocks)
  }

  /// The tags that models read.
  public var tags: [Tag] { source.tags }

  /// The whole stretch of a block; nil where there is too little normal time to have it.
  public func span(ofBlock block: Int) -> TimeRange? {
    let own = pieces.filter { $0.block == block }
    guard let first = own.first, let last = own.last else { return nil }
    return TimeRange(first.span.start, last.span.end)
  }

  /// The indices of the pieces to fit on when some blocks are held back: none of their rows, and none
  /// within a guard of them.
  public func pieces(without held: Set<Int>) -> [Int] {
    let guarded = held.sorted().compactMap { block in
      span(ofBlock: block).map {
        TimeRange(
          Timestamp(nanoseconds: $0.start.nanoseconds - guardTime),
          Timestamp(nanoseconds: $0.end.nanoseconds + guardTime))
      }
    }
    return pieces.indices.filter { index in
      !guarded.contains { $0.overlaps(pieces[index].span) }
    }
  }

  // A guard's length in nanoseconds, no longer than the whole normal time.
  private static func guardTime(_ ranges: TimeRanges, interval: TimeSpan, rows: Int) -> Int64 {
    guard let first = ranges.ranges.first, let last = ranges.ranges.last else { return 0 }
    let whole = last.end.nanoseconds - first.start.nanoseconds + 1
    let (product, overflow) = Int64(rows).multipliedReportingOverflow(by: interval.nanoseconds)
    return overflow ? whole : min(product, whole)
  }

  private static func cut(_ ranges: TimeRanges, guardTime: Int64, blocks: Int) -> [Piece] {
    guard let first = ranges.ranges.first, let last = ranges.ranges.last else { return [] }
    // Equal lengths of *normal* time, so that a block in a year with holes is no smaller than another.
    let lengths = ranges.ranges.map { $0.end.nanoseconds - $0.start.nanoseconds }
    let total = lengths.reduce(0, +)
    func moment(after normal: Int64) -> Int64 {
      var rest = normal
      for (range, length) in zip(ranges.ranges, lengths) {
        if rest <= length { return range.start.nanoseconds + rest }
        rest -= length
      }
      return last.end.nanoseconds
    }
    var pieces: [Piece] = []
    for block in 0..<blocks {
      let start =
        block == 0
        ? first.start.nanoseconds : moment(after: total / Int64(blocks) * Int64(block)) + 1
      let end =
        block == blocks - 1
        ? last.end.nanoseconds : moment(after: total / Int64(blocks) * Int64(block + 1))
      if start > end { continue }
      // Cut where the guards of the blocks before and after end; in a short block they overlap.
      let cuts = Set([start + guardTime, end - guardTime + 1]).filter { start < $0 && $0 <= end }
      let starts = [start] + cuts.sorted()
      for (k, from) in starts.enumerated() {
        let to = k + 1 < starts.count ? starts[k + 1] - 1 : end
        let span = TimeRange(Timestamp(nanoseconds: from), Timestamp(nanoseconds: to))
        pieces.append(Piece(block: block, ranges: ranges.clipped(to: span), span: span))
      }
    }
    return pieces
  }
}
