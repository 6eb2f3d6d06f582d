public import Learning
internal import LinearAlgebra
public import Telemetry

/// Normal rows as they are, for what cannot be learned from sums: a controller's rules.
///
/// Keeps every cell, 8 bytes each; copies share their memory. Merging appends in order, so that any cut
/// of the normal time gives the same rows. Which row follows its neighbour is told by time alone.
public struct KeptRows: MergeableStatistic {
  private let tags: [Tag]
  private let interval: TimeSpan
  private var runs: [Frame] = []

  /// Looks at no earlier rows: the row before a run is at the end of the partial before it.
  public var contextRows: Int { 0 }

  /// No rows yet.
  public init(tags: [Tag], interval: TimeSpan) {
    self.tags = tags
    self.interval = interval
  }

  /// Keeps a run of rows.
  public mutating func accumulate(_ run: Frame, context: Int) {
    let own = min(max(context, 0), run.count)
    if own < run.count { runs.append(own == 0 ? run : run.rows(own..<run.count)) }
  }

  /// Appends the rows of a later partial.
  public mutating func merge(_ other: KeptRows) { runs += other.runs }

  /// All rows in order, O(cells).
  public var record: ProcessRecord {
    let times = runs.flatMap(\.times)
    var values = Matrix(rows: times.count, columns: tags.count)
    for j in tags.indices {
      values.withUnsafeMutableColumn(j) { target in
        var start = 0
        for run in runs {
          run.values.withUnsafeColumn(j) { column in
            for i in column.indices { target[start + i] = column[i] }
          }
          start += run.count
        }
      }
    }
    let follows = times.indices.map {
      $0 > 0 && Frame.isContiguous(times[$0 - 1], times[$0], interval: interval)
    }
    return ProcessRecord(
      tags: tags, interval: interval, times: times, values: values, follows: follows)
  }
}
