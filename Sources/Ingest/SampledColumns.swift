/// The sampled cells of a table's columns, each column put together when it is asked for.
final class SampledColumns {
  private let table: SampledTable
  private let withFirst: Bool
  private var columns: [Int: [[UInt8]]] = [:]

  /// The columns of a table.
  ///
  /// - Parameter withFirst: whether the first record is a row.
  init(_ table: SampledTable, withFirst: Bool) {
    self.table = table
    self.withFirst = withFirst
  }

  /// All cells of a column in the order of the file.
  subscript(_ index: Int) -> [[UInt8]] {
    if let cells = columns[index] { return cells }
    let cells =
      table.column(index, withFirst: withFirst, limit: .max)
      + table.further.compactMap { index < $0.count ? $0[index] : nil }
    columns[index] = cells
    return cells
  }

  /// The first filled cells of a column, at most `limit`.
  func filled(_ index: Int, limit: Int) -> [[UInt8]] {
    var cells = table.filled(index, withFirst: withFirst, limit: limit)
    for fields in table.further where cells.count < limit && index < fields.count {
      if !fields[index].isEmpty { cells.append(fields[index]) }
    }
    return cells
  }
}
