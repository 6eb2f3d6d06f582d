internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// Gathers batches of telemetry into one frame, up to a number of rows.
///
/// Batches whose columns differ from those of the first are passed over: courses are compared within
/// one kind of file.
struct CourseCollector {
  /// The most rows that are kept: more tell little new of ranges and courses.
  static let mostRows = 20_000

  private var names: [String] = []
  private var times: [Timestamp] = []
  private var columns: [[Double]] = []

  /// Takes what of a batch still has room and comes later than what is there.
  mutating func add(_ batch: RowBatch) {
    if names.isEmpty {
      names = batch.tagNames
      columns = names.map { _ in [] }
    }
    guard batch.tagNames == names, batch.units == nil else { return }
    for row in 0..<batch.count where times.count < Self.mostRows {
      if let last = times.last, batch.times[row] <= last { continue }
      times.append(batch.times[row])
      for column in columns.indices { columns[column].append(batch.values[row, column]) }
    }
  }

  /// The frame of the tags that are wanted, in their order; nil where none was read.
  func frame(of tags: [Tag]) -> Frame? {
    let kept = tags.filter { names.contains($0.id) }
    guard !kept.isEmpty, !times.isEmpty else { return nil }
    return Frame(
      times: times, tags: kept,
      values: Matrix(
        columns: kept.map { tag in columns[names.firstIndex(of: tag.id) ?? 0] }))
  }
}
