/// Numbers of a column that may be names: a few whole ones that come again.
enum NumberedNames {
  /// More different numbers than these are measured.
  private static let most = 256

  /// Whether a column's sampled cells are such numbers; a cell in ten may be empty.
  static func areHeld(by index: Int, of table: SampledTable, _ format: CSVFormat) -> Bool {
    let cells = cells(index, of: table, format)
    let filled = cells.filter { !$0.isEmpty }
    guard !filled.isEmpty, filled.count * 10 >= cells.count * 9 else { return false }
    var names: Set<[UInt8]> = []
    for cell in filled {
      guard cell.count <= 10, cell.allSatisfy({ (48...57).contains($0) }) else { return false }
      names.insert(cell)
      if names.count > most { return false }
    }
    return names.count * 2 <= filled.count || filled.count < 8
  }

  /// Whether the numbers are but 0 and 1, as a state's are.
  static func areStates(_ index: Int, of table: SampledTable, _ format: CSVFormat) -> Bool {
    cells(index, of: table, format).allSatisfy { $0.isEmpty || $0 == [48] || $0 == [49] }
  }

  private static func cells(
    _ index: Int, of table: SampledTable, _ format: CSVFormat
  ) -> [[UInt8]] {
    table.column(index, withFirst: !format.hasHeader, limit: .max)
      + table.further.filter { $0.count == table.width }.map { $0[index] }
  }
}
