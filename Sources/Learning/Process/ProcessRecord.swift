public import LinearAlgebra
public import Telemetry

/// Normal operation in memory, as identification reads it: rows in time, and which follow their neighbour.
public struct ProcessRecord: Sendable {
  /// The columns.
  public let tags: [Tag]
  /// The usual time between two rows.
  public let interval: TimeSpan
  /// The rows' moments, ascending.
  public let times: [Timestamp]
  /// The cells, *rows × tags*; NaN = missing.
  public let values: Matrix
  /// Whether a row follows the one before it without a gap; false for the first.
  public let follows: [Bool]

  /// Reads the rows of some stretches of time.
  public init(source: any FrameSource, ranges: TimeRanges, interval: TimeSpan) throws {
    var times: [Timestamp] = []
    var pieces: [Frame] = []
    var follows: [Bool] = []
    for range in ranges.ranges {
      let frame = try source.frame(in: range)
      for i in 0..<frame.count {
        // What was left out between two stretches lies between their rows, however near they are.
        follows.append(
          i > 0 && Frame.isContiguous(frame.times[i - 1], frame.times[i], interval: interval))
      }
      times += frame.times
      pieces.append(frame)
    }
    var values = Matrix(rows: times.count, columns: source.tags.count)
    for j in source.tags.indices {
      values.withUnsafeMutableColumn(j) { target in
        var start = 0
        for piece in pieces {
          piece.values.withUnsafeColumn(j) { column in
            for i in column.indices { target[start + i] = column[i] }
          }
          start += piece.count
        }
      }
    }
    self.init(
      tags: source.tags, interval: interval, times: times, values: values, follows: follows)
  }

  /// A record of rows in memory; the matrix and `follows` must have an entry per moment.
  public init(
    tags: [Tag], interval: TimeSpan, times: [Timestamp], values: Matrix, follows: [Bool]
  ) {
    precondition(
      values.rows == times.count && follows.count == times.count && values.columns == tags.count,
      "a record of \(times.count) moments and \(tags.count) tags needs cells and marks of that shape"
    )
    self.tags = tags
    self.interval = interval
    self.times = times
    self.values = values
    self.follows = follows
  }

  /// The number of rows.
  public var count: Int { times.count }

  /// The rows as a frame.
  public var frame: Frame { Frame(times: times, tags: tags, values: values) }

  /// A tag's cells.
  public func column(_ tag: Int) -> [Double] { values.column(tag) }

  /// Some of the rows.
  public func rows(_ range: Range<Int>) -> ProcessRecord {
    var marks = Array(follows[range])
    if !marks.isEmpty { marks[0] = false }
    return ProcessRecord(
      tags: tags, interval: interval, times: Array(times[range]), values: values.rows(range),
      follows: marks)
  }
}
