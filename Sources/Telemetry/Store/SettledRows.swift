internal import Diagnostics
internal import LinearAlgebra

/// Rows merged from rows of several partitions, on their way into partitions of their own.
struct SettledRows {
  private let tags: [Tag]
  private let units: UnitNames?
  /// How many rows go into a partition.
  private let limit: Int
  private var keys: [RowKey] = []
  /// *rows × tags*, row by row.
  private var values: [Double] = []
  private var qualities: [UInt8] = []
  /// Per tag whether a row has it.
  private var isUsed: [Bool]

  /// Rows of the store's tags; `units` are the names that keys count.
  init(tags: [Tag], units: UnitNames?) {
    self.tags = tags
    self.units = units
    // 2 M cells: 18 MB here and once more while they are written.
    limit = max(1, min(65_536, (2 << 20) / max(1, tags.count)))
    isUsed = [Bool](repeating: false, count: tags.count)
  }

  /// Whether a partition's worth of rows is there.
  var isFull: Bool { keys.count >= limit }

  /// Begins a row without values.
  mutating func begin(_ key: RowKey) {
    keys.append(key)
    values.append(contentsOf: repeatElement(.nan, count: tags.count))
    qualities.append(
      contentsOf: repeatElement(CellQuality.missing.rawValue, count: tags.count))
  }

  /// Gives the last row begun a cell.
  mutating func set(_ tag: Int, _ value: Double, _ quality: UInt8) {
    let at = (keys.count - 1) * tags.count + tag
    values[at] = value
    qualities[at] = quality
    isUsed[tag] = true
  }

  /// The rows as columns, with the tags that a row has, after which it begins anew.
  ///
  /// Nil where there are no rows.
  mutating func take() -> (frame: Frame, quality: [UInt8])? {
    if keys.isEmpty { return nil }
    let used = tags.indices.filter { isUsed[$0] }
    let rows = keys.count
    var matrix = Matrix(rows: rows, columns: used.count)
    var quality = [UInt8](repeating: 0, count: rows * used.count)
    for (column, tag) in used.enumerated() {
      matrix.withUnsafeMutableColumn(column) { target in
        for row in 0..<rows {
          target[row] = values[row * tags.count + tag]
          quality[column * rows + row] = qualities[row * tags.count + tag]
        }
      }
    }
    let frame = Frame(
      times: keys.map { Timestamp(nanoseconds: $0.time) },
      units: units.map { UnitColumn(names: $0.names, codes: keys.map(\.unit)) },
      tags: used.map { tags[$0] }, values: matrix)
    self = SettledRows(tags: tags, units: units)
    return (frame, quality)
  }
}
